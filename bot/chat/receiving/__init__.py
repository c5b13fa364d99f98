"""What receiving is the same for on every chat platform: who is let in, what a text means.

Rules only, as functions and small classes. Never knows how a platform writes a message, a mention
or a button, and never calls one.
"""
