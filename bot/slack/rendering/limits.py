"""What Slack takes; lengths are in UTF-16 units, the stricter way of counting characters."""

SECTION = 3_000
MESSAGE = 3_900
"""A message's text: 4,000 are recommended, and something may be added to it."""
FALLBACK = 1_000
"""The text of a message that has blocks: read in notifications only."""
HEADER = 150
LABEL = 75
"""A button's or an option's text."""
VALUE = 2_000
OPTION_VALUE = 150
PLACEHOLDER = 150
MODAL_TITLE = 24
INPUT = 3_000
METADATA = 3_000
BLOCKS = 50
VIEW_BLOCKS = 100
ACTIONS = 25
OPTIONS = 100
OVERFLOW = 5
CONTEXT = 10
TABLE_ROWS = 100
TABLE_COLUMNS = 20
URL = 2_000
"""A longer address is written out instead of being linked."""
