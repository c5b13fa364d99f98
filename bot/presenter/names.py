"""What channels are called."""

_CALLED = {"slack": "Slack", "discord": "Discord"}


def channel_name(channel: str) -> str:
    """Return how people call a channel or a phone."""
    return _CALLED.get(channel, channel)
