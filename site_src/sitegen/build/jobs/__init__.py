"""What is made of all days at once, from what each day leaves in the cache."""
