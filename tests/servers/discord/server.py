"""The whole server: guilds on a free port of 127.0.0.1, in a thread of its own.

`with FakeDiscord() as discord:` gives it; `discord.api` and `discord.gateway_url` are what a client
takes as its addresses (`pointing.pointed_at` does it), `discord.person("ann")` and
`discord.channel("general")` make who and what is needed. Dictionaries of messages are the server's
own, alive: copy one to keep it as it was.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

from tests.servers.discord.api import PREFIX, Api
from tests.servers.discord.checking import check_the_rest
from tests.servers.discord.connections import Connection
from tests.servers.discord.core import Call, Checks, Dispatch, Violation
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.setting import Setting
from tests.servers.served import Served


class FakeDiscord(Setting, Served):
    """A running server as a context manager; everything may be called from any thread."""

    def __init__(self, now: Callable[[], float] = time.time, checks: Checks = "now") -> None:
        Setting.__init__(self, now, checks)
        Served.__init__(self, self.core.changed)
        self.gateway = Gateway(self.core)
        self.core.send = self._send

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

    def _listens(self, port: int) -> None:
        self.core.address = f"http://127.0.0.1:{port}"
        self.core.gateway = f"ws://127.0.0.1:{port}/gw"

    def _routed(self, app: web.Application) -> None:
        app.router.add_get("/gw", self.gateway.serve)
        app.router.add_get("/gw/", self.gateway.serve)
        app.router.add_get("/attachments/{channel}/{file}/{name}", self._download)
        app.router.add_route("*", PREFIX + "/{path:.*}", Api(self.core).handle)

    def _names_of_calls(self) -> list[str]:
        return [each.name for each in self.core.calls]

    async def _download(self, request: web.Request) -> web.Response:
        with self.core.changed:
            found = self.world.files.get(request.match_info["file"])
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.content, content_type="application/octet-stream")

    async def _hang_up(self) -> None:
        await self.gateway.end()

    def _send(self, dispatch: Dispatch) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.gateway.push, dispatch)
