"""Tests of the web channel without a browser."""
