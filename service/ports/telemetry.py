"""Numbers an operator asks for, as facts; the adapter turns them into metrics."""

from typing import Protocol

from service.domain.budgets import Usage


class Telemetry(Protocol):
    """What use cases report. Labels are bounded: never a session, person or thread."""

    def message_received(self, channel: str, fate: str) -> None: ...

    def turn_dispatched(self, seconds: float) -> None:
        """A worker claimed a turn this long after it was opened."""
        ...

    def turn_ended(self, outcome: str, seconds: float) -> None: ...

    def step_ended(self, kind: str, ok: bool, seconds: float) -> None:
        """`kind` is `model` or the tool's name."""
        ...

    def model_called(
        self, model: str, result: str, usage: Usage, first_token: float | None
    ) -> None:
        """`result` is ok, limited, failed, overflow or cut."""
        ...

    def waited(self, reason: str, seconds: float) -> None:
        """A turn waited for a provider (`limited` or `down`)."""
        ...

    def lease_lost(self, taken_over: bool) -> None: ...

    def bell_repaired(self) -> None: ...

    def hint_lost(self, kind: str) -> None:
        """A ring or signal could not be sent; polling repairs it."""
        ...

    def capture_ended(self, ok: bool, seconds: float) -> None: ...

    def watched(self, rule: str, stage: str) -> None:
        """The watch found a repetition; `stage` is nudge (the agent is told) or tell (a person)."""
        ...

    def item_opened(self, kind: str, reason: str) -> None: ...

    def item_resolved(self, kind: str, seconds: float) -> None: ...

    def notified(self, kind: str, channel: str) -> None:
        """A notification was made; `channel` is where it goes, `phone` for phones."""
        ...

    def handed_over(self, seconds: float) -> None:
        """An item's first notification was handed to its platform this long after it opened."""
        ...

    def delivered(self, channel: str, result: str, seconds: float) -> None:
        """A delivery left the outbox `seconds` after it was made, or will be tried again;
        `result` is sent, dead, withdrawn or again.
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
