"""`heddle up`: everything on one machine, as processes under one supervisor.

Starts, watches, restarts and ends processes, and tells the person what runs where.
Never opens the database or the queue itself, and knows nothing of sessions.
"""
