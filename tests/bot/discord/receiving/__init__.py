"""What people do in Discord, through the real client."""
