"""Pointing discord.py at a server of the tests' own, and back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.servers.discord.server import FakeDiscord


@contextmanager
def pointed_at(discord: FakeDiscord) -> Iterator[None]:
    """Let every client of discord.py in this process go to that server."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = discord.api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
