"""The gateway's sessions, and the sockets that hold them for a while."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(eq=False)
class Session:
    """What a connection identified for; it stays while the socket is away."""

    id: str
    intents: int
    sent: list[str] = field(default_factory=list)
    """Every dispatch so far, ready to send; the first has number 1."""


@dataclass(eq=False)
class Connection:
    """One open socket."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    session: Session | None = None
    resumed: bool = False
    deaf: bool = False
    """Open, its heartbeats answered, and no event arrives or will be replayed."""
    sent_away: bool = False
    """This server closes it; its session stays."""
    beats: int = 0
    """Heartbeats that came."""
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    """What goes out, in order."""

    def say(self, op: int, content: Any) -> None:
        """Send something that is no event."""
        self.outbox.put_nowait(json.dumps({"op": op, "d": content, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is in the outbox; a socket that is gone takes nothing."""
        while True:
            text = await self.outbox.get()
            if self.socket.closed or self.transport.is_closing():
                return
            try:
                await self.socket.send_str(text)
            except ConnectionError:
                return
