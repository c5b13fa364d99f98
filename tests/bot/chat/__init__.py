"""What every chat platform does alike."""
