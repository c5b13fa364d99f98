"""The machine's clock, ids and randomness."""
