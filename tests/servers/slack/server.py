"""The whole server: a workspace on a free port of 127.0.0.1, in a thread of its own.

`with FakeSlack() as slack:` gives it; `slack.api` is what a client takes as its base address,
`slack.person("ann")` and `slack.channel("general")` make who and what is needed. Dictionaries of
messages and views are the server's own, alive: copy one to keep it as it was.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.servers.served import Served
from tests.servers.slack import events
from tests.servers.slack.api import Api
from tests.servers.slack.core import Call, Core, Delivery, Violation
from tests.servers.slack.dispatch import Dispatch
from tests.servers.slack.faults import Faults
from tests.servers.slack.hooks import Hooks
from tests.servers.slack.methods.streams import expire
from tests.servers.slack.person import Person
from tests.servers.slack.posting import Posting
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.workspace import Channel, User, Workspace

Json = dict[str, Any]


class FakeSlack(Served):
    """A running server as a context manager; everything may be called from any thread."""

    bot_token = "xoxb-1-heddle"
    app_token = "xapp-1-A0HEDDLE1-heddle"
    config_token = "xoxe.xoxp-1-heddle"
    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"

    def __init__(self, seed: int = 0, now: Callable[[], float] = time.time) -> None:
        tokens = (self.bot_token, self.app_token, self.config_token)
        self.faults = Faults()
        self.workspace = Workspace(seed, now)
        self.core = Core(self.workspace, self.faults, *tokens, self.signing_secret)
        super().__init__(self.core.changed)
        self.sockets = Sockets(self.core)
        self.posting = Posting(self.core)
        self._dispatch = Dispatch(self.core, self.sockets, self.posting)
        self.core.ticket = self.sockets.ticket
        self.core.send = self._send

    @property
    def api(self) -> str:
        """The address that a client takes as its base."""
        return f"{self.core.address}/api/"

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order."""
        with self.core.changed:
            return list(self.core.calls)

    @property
    def violations(self) -> list[Violation]:
        """Every request that broke Slack's types or limits."""
        with self.core.changed:
            return list(self.core.violations)

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was to be brought to the app."""
        with self.core.changed:
            return list(self.core.deliveries)

    def called(self, method: str) -> list[Call]:
        """Return the calls of a method."""
        return [call for call in self.calls if call.method == method]

    def person(self, name: str, kind: str = "normal") -> Person:
        """Return the person of that name, made at need; `kind` as in `User`."""
        with self.core.changed:
            known = next(
                (each for each in self.workspace.users.values() if each.name == name), None
            )
            if known is None:
                team = "T0OTHER01" if kind == "external" else self.workspace.team
                known = User(self.workspace.id("U"), name, team, kind)
                self.workspace.users[known.id] = known
            return Person(self.core, known)

    def channel(
        self, name: str, *members: Person, private: bool = False, bot: bool = True
    ) -> Channel:
        """Make a channel with these members, and the app unless told otherwise."""
        with self.core.changed:
            ids = [each.id for each in members] + ([self.workspace.bot] if bot else [])
            kind = "group" if private else "channel"
            made = Channel(self.workspace.id("C"), name, kind, ids)
            made.shared = any(each.user.kind == "external" for each in members)
            self.workspace.channels[made.id] = made
            return made

    def messages(self, channel: Channel, thread: str | None = None) -> list[Json]:
        """Return a channel's messages, or a thread's answers, oldest first."""
        with self.core.changed:
            held = channel.messages.values() if thread is None else channel.replies(thread)
            return [dict(each) for each in held]

    async def connected(self, count: int = 1) -> None:
        """Wait until so many sockets are open."""
        await self.wait(lambda: len(self.sockets.connections) == count)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Deliver nothing meanwhile; what people write stands in the history."""
        self.core.outage = True
        try:
            yield
        finally:
            self.core.outage = False

    def expire_streams(self) -> list[str]:
        """End every open stream by Slack's own hand."""
        with self.core.changed:
            return expire(self.core)

    def archive(self, channel: Channel) -> None:
        """Archive a channel."""
        with self.core.changed:
            channel.archived = True
            kind = "channel_archive" if channel.kind == "channel" else "group_archive"
            self._tell(channel, {"type": kind, "channel": channel.id})

    def remove_bot(self, channel: Channel) -> None:
        """Take the app out of a channel."""
        with self.core.changed:
            kind = "channel_left" if channel.kind == "channel" else "group_left"
            self._tell(channel, {"type": kind, "channel": channel.id})
            channel.members.remove(self.workspace.bot)

    def deactivate(self, person: Person) -> None:
        """End a person's account."""
        with self.core.changed:
            person.user.deleted = True
            at = self.workspace.ts()
            shown = person.user.shown()
            events.emit(self.core, {"type": "user_change", "user": shown, "event_ts": at})

    def drop_sockets(self) -> None:
        """Cut every connection without a word."""
        self._on_loop(self.sockets.drop)

    def deafen(self, silent: bool = False) -> None:
        """Let nothing arrive on the open connections; `silent` also leaves pings unanswered."""
        self._on_loop(lambda: self.sockets.deafen(silent))

    def disconnect(self, reason: str = "refresh_requested", close: bool = True) -> None:
        """Ask the app to connect anew; with reason `warning` before it is cut."""
        self._await(self.sockets.disconnect(reason))
        if close:
            self._on_loop(self.sockets.close)

    def ping(self) -> None:
        """Send a ping on every connection."""
        self._await(self.sockets.ping())

    async def verify_url(self) -> str:
        """Send the challenge that an address must answer; return what it said."""
        assert self._loop is not None
        asked = asyncio.run_coroutine_threadsafe(self.posting.verify(), self._loop)
        return await asyncio.wrap_future(asked)

    def _listens(self, port: int) -> None:
        self.core.address = f"http://127.0.0.1:{port}"

    def _routed(self, app: web.Application) -> None:
        api, hooks = Api(self.core), Hooks(self.core)
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_get("/link/", self.sockets.serve)
        app.router.add_post("/actions/{team}/{token}", hooks.respond)
        app.router.add_route("*", "/upload/v1/{file}", hooks.upload)
        app.router.add_get(r"/files-pri/{team}-{file}/download/{name}", hooks.download)
        app.router.add_get(r"/files-pri/{team}-{file}/{name}", hooks.download)

    def _names_of_calls(self) -> list[str]:
        return [each.method for each in self.core.calls]

    async def _hang_up(self) -> None:
        await self._dispatch.stop()
        self.sockets.drop()

    def _tell(self, channel: Channel, event: Json) -> None:
        if self.workspace.bot in channel.members:
            at = self.workspace.ts()
            events.emit(self.core, {**event, "actor_id": self.workspace.bot, "event_ts": at})

    def _send(self, delivery: Delivery) -> None:
        assert self._loop is not None, "the server is away"
        self._loop.call_soon_threadsafe(self._dispatch.start, delivery)
