"""What hosts take and how they build a site."""
