"""Catching up with what was missed."""
