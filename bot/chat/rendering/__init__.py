"""What chat platforms show alike: Markdown in a platform's dialect, cut to size; buttons' values.

Pure: no platform's library, no I/O, no clock. What a platform writes differently, and its limits,
come in as parameters. Never decides what to show.
"""
