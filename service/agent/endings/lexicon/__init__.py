"""The words of each language that hint at how a text ends, as data: one module a group.

Each module holds `LANGUAGES`, a table of cues whose lines are patterns; `patterns.py` says
how they are read. Never in here: rules, weights, or anything that computes.
"""
