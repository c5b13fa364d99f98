"""Tests, in folders that mirror the source; fakes and helpers stand beside what they serve."""
