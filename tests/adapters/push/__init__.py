"""Pushes against servers on real sockets: ntfy's, a mail server, and what Apprise posts to."""
