"""The rules, pure: words, states, limits and what follows from them.

Imports the standard library's pure parts only. No clock, no I/O, no SDK, no
settings, no logging: time and ids arrive as arguments.
"""
