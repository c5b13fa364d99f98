"""Reading, checking and showing the settings."""
