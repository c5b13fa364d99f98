"""Adapters against what they adapt; a port's suite runs for fake and real."""
