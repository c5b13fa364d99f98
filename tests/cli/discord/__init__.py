"""Setting Discord up, and checking it."""
