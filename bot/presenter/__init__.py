"""Words for facts: what people read, in plain Markdown, the same in every channel.

Pure: takes rows and views, returns text. Never asks the store, never decides, never knows
a channel's own markup.
"""
