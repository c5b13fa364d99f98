"""One suite for each port: every adapter of it passes the same tests."""
