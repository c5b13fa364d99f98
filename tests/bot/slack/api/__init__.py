"""Slack's Web API against a fake one, over real sockets."""
