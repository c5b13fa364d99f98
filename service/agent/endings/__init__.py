"""How a turn ended that ended in prose: the rules, their lexicons, and a second opinion.

In here belongs what reads a text and says whether it answers, asks or stopped short: cues,
their weights, words of each language as data. Never in here: I/O, a clock, the session's
state, or what follows from a verdict.
"""
