"""What every chat platform shows alike."""
