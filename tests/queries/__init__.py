"""Views over a real store, filled with rows."""
