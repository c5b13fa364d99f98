"""What an operator may set, where it is read from, and what is said when it is wrong.

Read once, by the composition roots, and handed on as values; importing it reads
nothing. Knows the domain's `Policy` and nothing else of heddle, and no front end:
`bot.settings` adds theirs.
"""
