"""What a worker works with, scripted: a model, tools, workspaces and captures."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from service.domain.budgets import Usage
from service.domain.captures import Bundle, Captured
from service.domain.errors import Refused
from service.domain.events import Reply
from service.domain.ids import SessionNumber
from service.ports.model import ModelRequest, Piece, ToolSpec
from service.ports.tools import ToolResult, Workspace


@dataclass
class Hang:
    """A call that streams `text` and then waits until a test lets it go on to `reply`."""

    reply: Reply
    text: str = "so far"
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)


Line = Reply | Exception | Hang | Callable[[], Awaitable[None]]


class ScriptedModel:
    """Says what its script says, line by line; a function in it is run before the next line."""

    def __init__(self, *script: Line, window: int = 100_000) -> None:
        self.script = deque(script)
        self.requests: list[ModelRequest] = []
        self.fallbacks: tuple[str, ...] = ()
        self.size = window

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        self.requests.append(request)
        line = self.script.popleft()
        while callable(line):
            await line()
            line = self.script.popleft()
        if isinstance(line, Exception):
            raise line
        if isinstance(line, Hang):
            yield line.text
            line.begun.set()
            await line.go_on.wait()
            line = line.reply
        if line.text:
            yield line.text
        yield line

    def candidates(self, alias: str) -> Sequence[str]:
        return (alias, *self.fallbacks)

    def window(self, model: str) -> int:
        return self.size

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in + tokens_out) / 1000


class FakeWorkspace:
    """Keeps what is placed."""

    def __init__(self, number: SessionNumber) -> None:
        self.root = f"/workspaces/{number}"
        self.files: dict[str, bytes] = {}
        self.broken: Exception | None = None

    async def place(self, name: str, content: bytes) -> str:
        if self.broken is not None:
            raise self.broken
        path, turn = f"inbox/{name}", 1
        while self.files.get(path, content) != content:
            turn += 1
            path = f"inbox/{turn}-{name}"
        self.files[path] = content
        return path


class FakeWorkspaces:
    """One holder of each workspace at a time."""

    def __init__(self) -> None:
        self.all: dict[SessionNumber, FakeWorkspace] = {}
        self._locks: dict[SessionNumber, asyncio.Lock] = {}

    def of(self, session: SessionNumber) -> FakeWorkspace:
        return self.all.setdefault(session, FakeWorkspace(session))

    def lock(self, session: SessionNumber) -> asyncio.Lock:
        return self._locks.setdefault(session, asyncio.Lock())

    @asynccontextmanager
    async def hold(self, session: SessionNumber, created_at: float) -> AsyncIterator[Workspace]:
        async with self.lock(session):
            yield self.of(session)


class FakeTools:
    """`work` notes its arguments; a test may make it do something first, or fail."""

    def __init__(self) -> None:
        self.ran: list[Mapping[str, Any]] = []
        self.first: Callable[[], Awaitable[None]] | None = None

    def specs(self) -> Sequence[ToolSpec]:
        return [ToolSpec("work", "Does some work.", {"type": "object"})]

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        self.ran.append(arguments)
        if self.first is not None:
            await self.first()
        return ToolResult(True, f"worked {len(self.ran)}")


class FakeCaptures:
    """Keeps bundles; the errors in `failures` are raised first, one a write."""

    def __init__(self) -> None:
        self.bundles: list[Bundle] = []
        self.failures: deque[Exception] = deque()
        self.first: Callable[[], Awaitable[None]] | None = None

    async def write(self, bundle: Bundle, workspace: Workspace) -> Captured:
        if self.failures:
            raise self.failures.popleft()
        if self.first is not None:
            await self.first()
        self.bundles.append(bundle)
        return Captured(bundle.session, bundle.version, f"/captures/{bundle.version}", ())

    async def read(self, session: SessionNumber, version: int, path: str) -> bytes:
        raise Refused("nothing is kept here")


class FakeTelemetry:
    """Keeps what is reported, as tuples."""

    def __init__(self) -> None:
        self.facts: list[tuple[object, ...]] = []

    def message_received(self, channel: str, fate: str) -> None:
        self.facts.append(("message", fate))

    def turn_dispatched(self, seconds: float) -> None:
        self.facts.append(("dispatched", seconds))

    def turn_ended(self, outcome: str, seconds: float, model: str = "") -> None:
        self.facts.append(("ended", str(outcome)))

    def step_ended(self, kind: str, ok: bool, seconds: float) -> None:
        self.facts.append(("step", kind, ok))

    def model_called(
        self,
        model: str,
        result: str,
        usage: Usage,
        first_token: float | None,
        tokens_in: int = 0,
    ) -> None:
        self.facts.append(("model", model, result))

    def waited(self, model: str, reason: str, seconds: float) -> None:
        self.facts.append(("waited", model, reason, seconds))

    def limit_hit(self, model: str) -> None:
        self.facts.append(("limit_hit", model))

    def fell_back(self, model: str, other: str) -> None:
        self.facts.append(("fell_back", model, other))

    def lease_lost(self, taken_over: bool) -> None:
        self.facts.append(("lease_lost", taken_over))

    def bell_repaired(self) -> None:
        self.facts.append(("bell_repaired",))

    def turn_found(self) -> None:
        self.facts.append(("turn_found",))

    def hint_lost(self, kind: str) -> None:
        self.facts.append(("hint_lost", kind))

    def capture_ended(self, ok: bool, seconds: float) -> None:
        self.facts.append(("capture", ok))

    def watched(self, rule: str, stage: str) -> None:
        self.facts.append(("watched", rule, str(stage)))

    def judged(self, result: str, usage: Usage) -> None:
        self.facts.append(("judged", str(result), usage))

    def item_opened(self, kind: str, reason: str) -> None:
        self.facts.append(("item", str(kind), str(reason)))

    def alert_over(self, reason: str, outcome: str) -> None:
        self.facts.append(("over", str(reason), str(outcome)))

    def item_resolved(self, kind: str, seconds: float, via: str = "heddle") -> None:
        self.facts.append(("resolved", str(kind)))

    def notified(self, kind: str, channel: str) -> None:
        self.facts.append(("notified", str(kind), channel))

    def handed_over(self, seconds: float) -> None:
        self.facts.append(("handed_over", seconds))

    def delivered(self, channel: str, result: str, seconds: float) -> None:
        self.facts.append(("delivered", channel, result))

    def card_shown(self, channel: str, result: str) -> None:
        self.facts.append(("card", channel, result))

    def pressed(self, result: str) -> None:
        self.facts.append(("pressed", result))

    def platform_called(self, channel: str, method: str, result: str, seconds: float) -> None:
        self.facts.append(("called", method, result))

    def connected(self, channel: str, connections: int) -> None:
        self.facts.append(("connected", channel, connections))

    def heard(self, channel: str, at: float) -> None:
        self.facts.append(("heard", channel))

    def deaf(self, channel: str) -> None:
        self.facts.append(("deaf", channel))

    def caught_up(self, channel: str, result: str, messages: int) -> None:
        self.facts.append(("caught_up", result, messages))

    def swept(self, timers: int, seconds: float) -> None:
        self.facts.append(("swept", timers))

    def queue_left(self, seconds: float) -> None:
        self.facts.append(("queue_left", seconds))

    def turn_crashed(self, cause: str) -> None:
        self.facts.append(("crashed", cause))

    def turns_held(self, pool: str, turns: int, room: int | None = None) -> None:
        self.facts.append(("held", turns))

    def climbed(self, way: str) -> None:
        self.facts.append(("climbed", str(way)))

    def pushed(self, service: str, result: str) -> None:
        self.facts.append(("pushed", service, result))

    def fated(self, fate: str, messages: int) -> None:
        self.facts.append(("fated", str(fate), messages))

    def database_has(self, use: str, size: int) -> None:
        self.facts.append(("database", use, size))

    def database_began(self, use: str, waited: float) -> None:
        self.facts.append(("database_began", use))

    def database_ended(self, use: str) -> None:
        self.facts.append(("database_ended", use))

    def database_failed(self, use: str) -> None:
        self.facts.append(("database_failed", use))

    def count_failed(self) -> None:
        self.facts.append(("count_failed",))
