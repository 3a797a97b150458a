"""What stands on which page: the contract with themes."""
