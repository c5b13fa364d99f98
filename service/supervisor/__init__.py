"""The watch's judgement: what an agent does, and whether it still gets anywhere.

One detector a file (closely related ones share it), each `detect(window, now, limits)`,
which returns an `Alert` or None. `stuck` asks them in order, `watch` decides who is told.
Pure: knows the domain's events, reads no clock, does no I/O, asks no model.

Never here: telling anybody, opening items, settings, timers. A rule that reads the words of
one agent framework's tests is wrong here too.
"""
