"""The grammar of commands."""
