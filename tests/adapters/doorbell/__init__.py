"""One suite for the doorbell and the signals, fake and real, and what only the real ones meet."""
