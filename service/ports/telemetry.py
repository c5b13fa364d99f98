"""Numbers an operator asks for, as facts; the adapter turns them into metrics."""

from typing import Protocol

from service.domain.budgets import Usage


class Telemetry(Protocol):
    """What use cases report. Labels are bounded: never a session, person or thread."""

    def message_received(self, channel: str, fate: str) -> None: ...

    def turn_dispatched(self, seconds: float) -> None:
        """A worker claimed a turn this long after it was opened."""
        ...

    def turn_ended(self, outcome: str, seconds: float, model: str = "") -> None:
        """A turn ended `seconds` after it was opened; `model` is its session's, an alias."""
        ...

    def step_ended(self, kind: str, ok: bool, seconds: float) -> None:
        """`kind` is `model` or the tool's name."""
        ...

    def model_called(
        self,
        model: str,
        result: str,
        usage: Usage,
        first_token: float | None,
        tokens_in: int = 0,
    ) -> None:
        """`result` is ok, limited, failed, overflow, refused or cancelled; `tokens_in` are those
        of the usage that the model read.
        """
        ...

    def waited(self, model: str, reason: str, seconds: float) -> None:
        """A turn waited for a provider: `limited` or `down`; `open` is a wait before a limit, or
        one that its own failures asked for.
        """
        ...

    def limit_hit(self, model: str) -> None:
        """A call met a rate limit."""
        ...

    def fell_back(self, model: str, other: str) -> None:
        """A call that was meant for a model went to another one."""
        ...

    def lease_lost(self, taken_over: bool) -> None: ...

    def bell_repaired(self) -> None: ...

    def turn_found(self) -> None:
        """A worker claimed a turn that it found by itself, because the queue was away."""
        ...

    def hint_lost(self, kind: str) -> None:
        """A ring or signal could not be sent; polling repairs it."""
        ...

    def capture_ended(self, ok: bool, seconds: float) -> None: ...

    def watched(self, rule: str, stage: str) -> None:
        """The watch found a repetition, or a drift; `stage` is nudge (the agent is told) or tell
        (a person).
        """
        ...

    def judged(self, result: str, usage: Usage) -> None:
        """A judge was asked whether an agent drifts, and used that; `result` is on_track,
        drifting, unusable, or silent.
        """
        ...

    def item_opened(self, kind: str, reason: str) -> None: ...

    def item_resolved(self, kind: str, seconds: float, via: str = "heddle") -> None:
        """An item was answered or is over so long after it opened. `via` is where its answer came
        from: a channel, `phone`, `default` for a question's own default, or `heddle` itself.
        """
        ...

    def alert_over(self, reason: str, outcome: str) -> None:
        """An alert was acted on (`acted`), dismissed, or passed by itself (`passed`)."""
        ...

    def notified(self, kind: str, channel: str) -> None:
        """A notification was made; `channel` is where it goes, `phone` for phones."""
        ...

    def handed_over(self, seconds: float) -> None:
        """An item's first notification was handed to its platform this long after it opened."""
        ...

    def delivered(self, channel: str, result: str, seconds: float) -> None:
        """A delivery left the outbox `seconds` after it was made, or will be tried again;
        `result` is sent, dead, withdrawn, again, or uncertain: again, and nobody knows whether
        the last attempt arrived.
        """
        ...

    def card_shown(self, channel: str, result: str) -> None:
        """A status card was brought up to date; `result` is posted, edited, again or lost."""
        ...

    def pressed(self, result: str) -> None:
        """Somebody pressed a push's button or used its page; `result` is taken or refused."""
        ...

    def swept(self, timers: int, seconds: float) -> None: ...

    def platform_called(self, channel: str, method: str, result: str, seconds: float) -> None:
        """A chat platform's API was called; `result` is ok, limited, failed, refused, or held: not
        sent because a rate limit lasts for so many more seconds.
        """
        ...

    def connected(self, channel: str, connections: int) -> None:
        """So many connections of this process are open on which the platform sends events."""
        ...

    def heard(self, channel: str, at: float) -> None:
        """The last event of the platform came at this moment, in seconds since 1970."""
        ...

    def deaf(self, channel: str) -> None:
        """A connection was open, nothing came on it for too long, and it is opened anew."""
        ...

    def caught_up(self, channel: str, result: str, messages: int) -> None:
        """What was missed has been read; `result` is taken, known, old or failed."""
        ...

    def queue_left(self, seconds: float) -> None:
        """A session got a slot after it was queued for so long; 0 where one was free."""
        ...

    def turn_crashed(self, cause: str) -> None:
        """A turn lost its worker: `lease_lost`, or `broke` where the worker gave it back."""
        ...

    def turns_held(self, pool: str, turns: int, room: int | None = None) -> None:
        """A worker of the pool holds so many turns, and has room for so many in all."""
        ...

    def climbed(self, way: str) -> None:
        """A rung of an item's ladder was climbed: dm, phone, thread or colleague."""
        ...

    def pushed(self, service: str, result: str) -> None:
        """A push was handed to its service; `result` is sent, again, dead."""
        ...

    def fated(self, fate: str, messages: int) -> None:
        """So many messages came to this fate; the transaction that says so is committed."""
        ...

    def database_has(self, use: str, size: int) -> None:
        """A process has so many connections to `read` or to `write`."""
        ...

    def database_began(self, use: str, waited: float) -> None:
        """A query or transaction got its connection after so many seconds."""
        ...

    def database_ended(self, use: str) -> None:
        """It gave its connection back."""
        ...

    def database_failed(self, use: str) -> None:
        """The database could not be used just now."""
        ...

    def count_failed(self) -> None:
        """The numbers of the whole deployment could not be counted."""
        ...
