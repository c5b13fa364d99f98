"""The app's manifest and what it is made from."""
