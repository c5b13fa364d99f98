"""Socket Mode: connections that share what happens, acknowledgements, and their ways to fail."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.slack.core import Core

Json = dict[str, Any]

MOST = 10
"""Connections at a time."""


@dataclass(eq=False)
class Connection:
    """One open socket of the app."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    deaf: bool = False
    """Open, and nothing arrives."""
    silent: bool = False
    """Pings are not answered either."""
    pings: int = 0
    """From the app."""
    pongs: int = 0
    """From the app, to the server's pings."""
    sent: list[str] = field(default_factory=list)
    """The envelopes that went out here."""


class Sockets:
    """All connections of the app; everything here runs on the server's loop."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._closing: set[asyncio.Task[bool]] = set()
        self.connections: list[Connection] = []

    def ticket(self) -> str:
        """Return the path of an address that takes one connection."""
        made = uuid.uuid4().hex
        self._tickets.add(made)
        return f"/link/?ticket={made}&app_id={self._core.workspace.app}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold a connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport)
        if len(self.connections) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await socket.send_json(self._hello())
        with self._core.changed:
            self.connections.append(connection)
            self._core.changed.notify_all()
        try:
            await self._listen(connection)
        finally:
            with self._core.changed:
                self.connections.remove(connection)
                self._core.changed.notify_all()
        return socket

    async def attempt(self, kind: str, payload: Json, retry: int) -> Json | None:
        """Send an envelope and return what its acknowledgement said; None when none came."""
        if not self.connections:
            raise ConnectionError
        connection = self._core.workspace.random.choice(self.connections)
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answered
        try:
            if not connection.deaf:
                connection.sent.append(envelope["envelope_id"])
                await connection.socket.send_json(envelope)
            return await asyncio.wait_for(answered, self._core.patience)
        except TimeoutError:
            return None
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def disconnect(self, reason: str) -> None:
        """Say that every connection ends soon (`warning`) or now."""
        for connection in list(self.connections):
            said = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
            await connection.socket.send_json(said)

    def close(self) -> None:
        """End every connection in good order, without waiting for the other side."""
        for connection in self.connections:
            task = asyncio.get_running_loop().create_task(connection.socket.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in self.connections:
            connection.transport.abort()

    def deafen(self, silent: bool) -> None:
        """Let nothing arrive on the connections there are now."""
        for connection in self.connections:
            connection.deaf, connection.silent = True, silent

    async def ping(self) -> None:
        """Ask every connection for a sign of life."""
        for connection in self.connections:
            await connection.socket.ping(b"Ping from applink-1")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {
                "host": "applink-1",
                "build_number": 1,
                "approximate_connection_time": 18_060,
            },
            "connection_info": {"app_id": self._core.workspace.app},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
                continue
            with self._core.changed:
                connection.pings += message.type is WSMsgType.PING
                connection.pongs += message.type is WSMsgType.PONG
                self._core.changed.notify_all()
            if message.type is WSMsgType.PING and not connection.silent:
                await connection.socket.pong(message.data)

    def _acknowledged(self, said: Json) -> None:
        waiting = self._waiting.get(said.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload") or {})
