"""Use cases over the inline store, with a clock, hints and a model that tests move."""
