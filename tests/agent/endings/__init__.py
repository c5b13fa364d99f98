"""The rules and the second opinion on how a turn ended."""
