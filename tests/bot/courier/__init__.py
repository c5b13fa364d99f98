"""What people say and order, end to end through the one way in, on a real store."""
