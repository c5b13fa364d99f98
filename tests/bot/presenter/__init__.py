"""Words for facts."""
