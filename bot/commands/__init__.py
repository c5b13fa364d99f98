"""One grammar for keywords in a thread, buttons and slash commands.

Holds the commands as data, the table that names and explains them, and the reading of a
line. Pure: never asks the store, never knows a channel, never carries anything out.
"""
