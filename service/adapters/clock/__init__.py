"""Time, ids and randomness from the machine.

Imports the standard library only. The one place that asks the operating system what time
it is; nothing here decides anything.
"""
