"""Telemetry that counts for a story."""

from service.domain.budgets import Usage
from tests.simulation.story import Story


class CountingTelemetry:
    """Counts into the story what use cases report."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def message_received(self, channel: str, fate: str) -> None:
        self._story.count(f"message {fate}")

    def turn_dispatched(self, seconds: float) -> None:
        self._story.count("turn claimed")

    def turn_ended(self, outcome: str, seconds: float, model: str = "") -> None:
        self._story.count(f"turn {outcome}")

    def step_ended(self, kind: str, ok: bool, seconds: float) -> None:
        self._story.count("step model" if kind == "model" else f"step tool ok={ok}")

    def model_called(
        self,
        model: str,
        result: str,
        usage: Usage,
        first_token: float | None,
        tokens_in: int = 0,
    ) -> None:
        self._story.count(f"model {result}")

    def waited(self, model: str, reason: str, seconds: float) -> None:
        self._story.count(f"wait for a provider {reason}")

    def limit_hit(self, model: str) -> None:
        self._story.count("rate limit hit")

    def fell_back(self, model: str, other: str) -> None:
        self._story.count("fell back")

    def lease_lost(self, taken_over: bool) -> None:
        self._story.count(f"lease lost taken_over={taken_over}")

    def bell_repaired(self) -> None:
        self._story.count("bell repaired")

    def turn_found(self) -> None:
        self._story.count("turn found")

    def hint_lost(self, kind: str) -> None:
        self._story.count(f"hint lost {kind}")

    def capture_ended(self, ok: bool, seconds: float) -> None:
        self._story.count(f"capture ok={ok}")

    def watched(self, rule: str, stage: str) -> None:
        self._story.count(f"watch {stage} {rule}")

    def judged(self, result: str, usage: Usage) -> None:
        self._story.count(f"judged {result}")

    def item_opened(self, kind: str, reason: str) -> None:
        self._story.count(f"item {kind} {reason}".strip())

    def item_resolved(self, kind: str, seconds: float, via: str = "heddle") -> None:
        self._story.count(f"resolved {kind}")

    def queue_left(self, seconds: float) -> None:
        self._story.count("slot given")

    def turn_crashed(self, cause: str) -> None:
        self._story.count(f"crash {cause}")

    def turns_held(self, pool: str, turns: int, room: int | None = None) -> None: ...

    def climbed(self, way: str) -> None:
        self._story.count(f"climbed {way}")

    def pushed(self, service: str, result: str) -> None:
        self._story.count(f"pushed {result}")

    def fated(self, fate: str, messages: int) -> None: ...

    def database_has(self, use: str, size: int) -> None: ...

    def database_began(self, use: str, waited: float) -> None: ...

    def database_ended(self, use: str) -> None: ...

    def database_failed(self, use: str) -> None: ...

    def count_failed(self) -> None: ...

    def alert_over(self, reason: str, outcome: str) -> None:
        self._story.count(f"alert {reason} {outcome}")

    def notified(self, kind: str, channel: str) -> None:
        self._story.count(f"notified {kind} {channel}")

    def handed_over(self, seconds: float) -> None:
        self._story.count("handed over")

    def delivered(self, channel: str, result: str, seconds: float) -> None:
        self._story.count(f"delivered {channel} {result}")

    def card_shown(self, channel: str, result: str) -> None:
        self._story.count(f"card {channel} {result}")

    def pressed(self, result: str) -> None:
        self._story.count(f"pressed {result}")

    def swept(self, timers: int, seconds: float) -> None:
        self._story.count("timer handled", timers)

    def platform_called(self, channel: str, method: str, result: str, seconds: float) -> None:
        self._story.count(f"called {channel} {method} {result}")

    def connected(self, channel: str, connections: int) -> None:
        self._story.count(f"connections of {channel} changed")

    def heard(self, channel: str, at: float) -> None:
        self._story.count(f"event of {channel}")

    def deaf(self, channel: str) -> None:
        self._story.count(f"deaf to {channel}")

    def caught_up(self, channel: str, result: str, messages: int) -> None:
        self._story.count(f"missed of {channel} {result}", messages)
