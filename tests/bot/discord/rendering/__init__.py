"""What people read in Discord."""
