"""One verb a file: what people, workers and the sweeper can do.

Each takes the ports and plain values, opens its own transactions and returns facts.
Locks the owner's row, then the session's, then the turn's. Never words a message for
people (errors excepted), never imports an adapter or a front end.
"""
