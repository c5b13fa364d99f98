"""The gate that all workers share, and the one in memory: one suite for both."""
