"""Front ends: the web server, the sweeper, and how they are put together."""
