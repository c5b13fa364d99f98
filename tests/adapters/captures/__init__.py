"""Captures: what a bundle holds, and what is left when writing one fails anywhere."""
