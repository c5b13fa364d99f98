"""Tests of the channels, each on the real store."""
