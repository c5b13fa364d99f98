"""What Discord takes of a bot's message; lengths are in UTF-16 units, the stricter counting."""

CONTENT = 2_000
PART = 1_860
"""A part of an answer: room is left for a mention and for what is said about its file."""
LINE = 1_700
DESCRIPTION = 4_000
EMBEDS = 5_900
"""All text of a message's embeds; 6,000 are possible."""
EMBED_COUNT = 10
TITLE = 256
FOOTER = 1_000
LABEL = 80
VALUE = 100
"""A button's or a menu's id, and what an option carries."""
OPTION = 100
PLACEHOLDER = 150
OPTIONS = 25
ACROSS = 5
ROWS = 5
URL = 500
NAME = 100
"""A thread's name."""
TAGS = 5
FILES = 10
FILE = 10_000_000
"""Bytes of a file that every server takes; those that are boosted take more."""
