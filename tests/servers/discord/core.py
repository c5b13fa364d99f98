"""What all parts of the server share: its state, its lock, its records and its switches."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.discord.faults import Faults
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.world import World

Json = dict[str, Any]

Checks = Literal["now", "later"]
PRIVILEGED = frozenset({"members", "message_content", "presences"})


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    kind: str


@dataclass(eq=False)
class Call:
    """A request that came in, and how it was answered; times are of the monotonic clock."""

    name: str
    """The operation as Discord's OpenAPI document calls it, `create_message` for one."""
    method: str
    path: str
    places: dict[str, str]
    """The ids in the path, by their names in the document."""
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    """0 while it runs, and when the connection was cut."""
    answer: Any = None


@dataclass(frozen=True)
class Violation:
    """A request, or an answer of this server, that breaks Discord's types or limits."""

    name: str
    body: Any
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Dispatch:
    """An event on its way to the sessions; both texts are JSON."""

    name: str
    intents: int
    """Any of them will do; 0 means that none is needed."""
    text: str
    bare: str
    """What a session gets that may not read messages."""


@dataclass(eq=False)
class Core:
    """The shared state; hold `changed` while reading or changing it."""

    world: World
    faults: Faults
    token: str
    address: str = ""
    gateway: str = ""
    """The address of the gateway."""
    checks: Checks = "now"
    """When requests are held against the document: `now` refuses wrong ones, `later` only tells of
    them once it is asked for violations, which takes no time from what is measured."""
    privileged: set[str] = field(default_factory=lambda: set(PRIVILEGED))
    """The privileged intents that are switched on for the application."""
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    unchecked: list[tuple[str, str, str]] = field(default_factory=list)
    """What is still to be checked: its name, its place in the document and its JSON."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """The application's commands by guild, the global ones under the empty name."""
    interactions: dict[str, Interaction] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    send: Callable[[Dispatch], None] = lambda dispatch: None
    """Puts an event on its way."""
    outage: bool = False
    """While it lasts nothing is delivered, now or later."""
