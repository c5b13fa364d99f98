"""The whole server: guilds on a free port of 127.0.0.1, in a thread of its own.

`with FakeDiscord() as discord:` gives it; `discord.api` and `discord.gateway_url` are what a client
takes as its addresses (`pointing.pointed_at` does it), `discord.person("ann")` and
`discord.channel("general")` make who and what is needed. Dictionaries of messages are the server's
own, alive: copy one to keep it as it was.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from tests.servers.discord.api import PREFIX, Api
from tests.servers.discord.checking import check_the_rest
from tests.servers.discord.connections import Connection
from tests.servers.discord.core import Call, Checks, Dispatch, Violation
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.setting import Setting

Result = TypeVar("Result")

PATIENCE = 10.0
LARGEST = 64 * 1024 * 1024


class FakeDiscord(Setting):
    """A running server as a context manager; everything may be called from any thread."""

    def __init__(self, now: Callable[[], float] = time.time, checks: Checks = "now") -> None:
        super().__init__(now, checks)
        self.gateway = Gateway(self.core)
        self.core.send = self._send
        self._port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "FakeDiscord":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def api(self) -> str:
        """The address of the REST API."""
        return f"{self.core.address}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return self.core.gateway

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order."""
        with self.core.changed:
            return list(self.core.calls)

    @property
    def violations(self) -> list[Violation]:
        """Every request, answer and event that broke Discord's types or limits."""
        with self.core.changed:
            check_the_rest(self.core)
            return list(self.core.violations)

    @property
    def interactions(self) -> list[Interaction]:
        """Everything that people did with the application, in order."""
        with self.core.changed:
            return list(self.core.interactions.values())

    def called(self, name: str) -> list[Call]:
        """Return the calls of an operation, by its name in Discord's document."""
        return [call for call in self.calls if call.name == name]

    def until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Block until it holds; looked at whenever something changes here."""
        with self.core.changed:
            # A bot's own state changes without a word to this server, hence the time-out.
            end = time.monotonic() + patience
            while not holds():
                left = end - time.monotonic()
                assert left > 0, f"it never held; calls: {[c.name for c in self.core.calls]}"
                self.core.changed.wait(min(left, 0.05))

    async def wait(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait until it holds, while the bot in this loop goes on."""
        await asyncio.to_thread(self.until, holds, patience)

    @property
    def identified(self) -> list[Connection]:
        """The open connections with a session."""
        return [each for each in self.gateway.connections if each.session is not None]

    async def connected(self) -> None:
        """Wait until a bot has a session."""
        await self.wait(lambda: self.identified)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Deliver nothing, now or later: what people write stands in the history.

        Sockets are cut, sessions forgotten and new connections refused while it lasts; the REST
        API goes on.
        """
        self.core.outage = True
        self._on_loop(self.gateway.forget)
        self._on_loop(self.gateway.drop)
        try:
            yield
        finally:
            self.core.outage = False

    def drop_sockets(self) -> None:
        """Cut every connection without a word; its session can be resumed."""
        self._on_loop(self.gateway.drop)

    def close_sockets(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        self._on_loop(lambda: self.gateway.close(code))

    def forget_sessions(self) -> None:
        """Let nobody resume: the next RESUME is answered with an invalid session."""
        self._on_loop(self.gateway.forget)

    def invalidate(self, resumable: bool = False) -> None:
        """Say that the sessions are invalid, or resumable all the same."""
        self._on_loop(lambda: self.gateway.invalidate(resumable))

    def reconnect(self) -> None:
        """Ask the bot to connect anew."""
        self._on_loop(self.gateway.reconnect)

    def deafen(self, deaf: bool = True) -> None:
        """Let no event arrive on the open connections, though heartbeats are answered."""
        self._on_loop(lambda: self.gateway.deafen(deaf))

    def ask_for_heartbeat(self) -> None:
        """Ask the bot for a heartbeat at once."""
        self._on_loop(self.gateway.ask_for_heartbeat)

    def start(self) -> None:
        """Serve, after a stop on the same port and with the same state."""
        listener = socket.create_server(("127.0.0.1", self._port), backlog=128)
        self._port = listener.getsockname()[1]
        self.core.address = f"http://127.0.0.1:{self._port}"
        self.core.gateway = f"ws://127.0.0.1:{self._port}/gw"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = self._await(self._serve(listener))

    def stop(self) -> None:
        """Be away."""
        if self._loop is None or self._thread is None:
            return
        self._await(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._loop.close()
        self._loop = self._thread = None

    async def _serve(self, listener: socket.socket) -> web.AppRunner:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get("/gw", self.gateway.serve)
        app.router.add_get("/gw/", self.gateway.serve)
        app.router.add_get("/attachments/{channel}/{file}/{name}", self._download)
        app.router.add_route("*", PREFIX + "/{path:.*}", Api(self.core).handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        return runner

    async def _download(self, request: web.Request) -> web.Response:
        with self.core.changed:
            found = self.world.files.get(request.match_info["file"])
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.content, content_type="application/octet-stream")

    async def _end(self) -> None:
        await self.gateway.end()
        await self._runner.cleanup()

    def _send(self, dispatch: Dispatch) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.gateway.push, dispatch)

    def _on_loop(self, act: Callable[[], None]) -> None:
        async def run() -> None:
            act()

        self._await(run())

    def _await(self, work: Coroutine[Any, Any, Result]) -> Result:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)
