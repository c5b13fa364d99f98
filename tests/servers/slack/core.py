"""What all parts of the server share: its state, its lock, its records and its switches."""

import threading
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.servers.slack.faults import Faults
from tests.servers.slack.workspace import Workspace

Json = dict[str, Any]

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
        "users:read.email",
    }
)
FEATURES = frozenset({"streaming", "assistant", "agents"})


@dataclass(eq=False)
class Call:
    """A request that came in, and how it was answered; times are of the monotonic clock."""

    method: str
    arguments: Json
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    answer: Json = field(default_factory=dict)
    """Empty while it runs, and when the connection was cut."""

    @property
    def ok(self) -> bool:
        return self.answer.get("ok") is True


@dataclass(frozen=True)
class Violation:
    """A request that breaks Slack's types or documented limits."""

    method: str
    arguments: Json
    problems: tuple[str, ...]


@dataclass(eq=False)
class Attempt:
    """One try to bring a payload to the app."""

    at: float
    acked_after: float | None = None
    """Seconds until the app acknowledged; None when it did not, or not in time."""
    outcome: str = "open"
    """open, acked, timeout, refused, unreachable."""


@dataclass(eq=False)
class Delivery:
    """A payload on its way to the app: an event, a command or an interaction."""

    kind: str
    """events_api, slash_commands or interactive."""
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    answer: Json = field(default_factory=dict)
    """What the app said with its acknowledgement."""
    lost: bool = False
    """Slack gave up on it."""

    @property
    def acked(self) -> bool:
        return any(each.outcome == "acked" for each in self.attempts)

    @property
    def done(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.acked or self.lost

    @property
    def event(self) -> Json:
        """Return the event inside, empty for commands and interactions."""
        found: Json = self.payload.get("event", {})
        return found


@dataclass(eq=False)
class Core:
    """The shared state; hold `changed` while reading or changing it."""

    workspace: Workspace
    faults: Faults
    bot_token: str
    app_token: str
    config_token: str
    signing_secret: str
    address: str = ""
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    features: set[str] = field(default_factory=lambda: set(FEATURES))
    subscriptions: set[str] | None = None
    """The events the app gets; None means all."""
    manifests: list[Json] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    send: Callable[[Delivery], None] = lambda delivery: None
    """Puts a delivery on its way."""
    ticket: Callable[[], str] = str
    """Returns the path of a new Socket Mode address."""
    outage: bool = False
    """While it lasts nothing is delivered, now or later."""
    duplicates: bool = False
    """Every event is sent twice."""
    patience: float = 3.0
    """Seconds for an acknowledgement."""
    retry_waits: tuple[float, ...] = (0.0, 60.0, 300.0)
    """Seconds before each retry of an event."""

    def deliver(self, kind: str, payload: Json) -> Delivery:
        """Put a payload on its way to the app."""
        # A copy, for what happens later must not change what was sent.
        delivery = Delivery(kind, deepcopy(payload))
        self.deliveries.append(delivery)
        self.changed.notify_all()
        if self.outage:
            delivery.lost = True
        else:
            self.send(delivery)
        return delivery
