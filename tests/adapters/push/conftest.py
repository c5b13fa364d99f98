"""A running ntfy server, and the pushes that take it for their own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from service.adapters.clock.system import SystemClock
from service.adapters.push.pusher import Pushes
from tests.servers.ntfy import NtfyServer

TOKEN = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@pytest.fixture
def ntfy() -> Iterator[NtfyServer]:
    with NtfyServer(keepalive=0.05) as server:
        yield server


@pytest.fixture
async def pushes(ntfy: NtfyServer) -> AsyncIterator[Pushes]:
    adapter = Pushes(SystemClock(), ntfy.url)
    yield adapter
    await adapter.close()
