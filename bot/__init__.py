"""Front ends: they translate and send, they decide nothing.

Holds channels, the web server, the sweeper's loop and the command line. Rules
live in `service`; a front end calls its use cases and reads its queries.
"""
