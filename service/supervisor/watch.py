"""Who is told, and when: the agent first, then the person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.domain.events import Control, Event, Kind
from service.domain.watching import Limits
from service.supervisor import stuck
from service.supervisor.alerts import Alert
from service.supervisor.conditions import Condition, condition_of
from service.supervisor.facts import Asked, Fact, facts_of
from service.supervisor.window import Window


class Stage(StrEnum):
    """`NUDGE`: say it to the agent. `TELL`: say it to the person."""

    NUDGE = "nudge"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Somebody is to be told of an alert now, and was not before."""

    stage: Stage
    alert: Alert


@dataclass(slots=True)
class _Heard:
    """What became of a pattern: the alert of its nudge, and when who was told of it, in steps."""

    nudged: Alert
    at: int
    told_at: int | None = None


class Watch:
    """Watches one session: `see` each of its events, in order, and act on what it returns.

    It holds nothing that does not follow from the events: after a crash a new one that saw
    them again, from the last message of a person on, gives the same verdicts. A nudge that
    comes back as an event resets nothing. `ignored` are the signatures of patterns that the
    person does not want to hear of; the agent is still nudged once.
    """

    def __init__(self, limits: Limits | None = None, ignored: Collection[str] = ()) -> None:
        self.limits = limits or Limits()
        self.window = Window(self.limits.window)
        self._ignored = set(ignored)
        self._heard: dict[str, _Heard] = {}

    @property
    def condition(self) -> Condition:
        """What the agent is doing: working, waiting for a person, limited, or without a model."""
        return condition_of(self.window)

    def ignore(self, signature: str) -> None:
        """Tell the person no more of this pattern."""
        self._ignored.add(signature)

    def see(self, event: Event) -> Verdict | None:
        """Take in the next event; return whom to tell of what, if anybody."""
        verdict = None
        if event.kind is Kind.CONTROL and event.payload.get("order") == Control.IGNORE:
            self.ignore(str(event.payload.get("text", "")))
        for fact in facts_of(event):
            verdict = self.take(fact, event.at) or verdict
        return verdict

    def see_all(self, events: Iterable[Event]) -> None:
        """Take in what was seen before, as after a crash; what came of it is history."""
        for event in events:
            self.see(event)

    def take(self, fact: Fact, at: float | None = None) -> Verdict | None:
        """Take in one fact. `at` is in seconds since the epoch."""
        if isinstance(fact, Asked):
            self._heard.clear()
        if not self.window.take(fact, at):
            return None
        alert = stuck.detect(self.window, at, self.limits)
        return None if alert is None else self._judge(alert)

    def _judge(self, alert: Alert) -> Verdict | None:
        heard = self._heard.get(alert.signature)
        known = heard is not None and heard.told_at is not None
        if known or self._told_of_this_stretch(alert):
            return None
        if heard is None:
            goes_on = self._nudged_in_vain(alert)
            heard = self._heard[alert.signature] = _Heard(alert, self.window.number)
            if not goes_on:
                return Verdict(Stage.NUDGE, alert)
        elif not self._one_more(heard, alert):
            return None
        if alert.signature in self._ignored:
            return None
        heard.told_at = self.window.number
        return Verdict(Stage.TELL, alert)

    def _one_more(self, heard: _Heard, alert: Alert) -> bool:
        """Tell whether it went on for a whole cycle after the nudge, or came back."""
        again = alert.since > heard.at or alert.repeats > heard.nudged.repeats
        return again and self.window.number >= heard.at + alert.period

    def _told_of_this_stretch(self, alert: Alert) -> bool:
        """Tell whether the person knows of the same calls in the same steps, by another rule."""
        return any(
            each.told_at is not None
            and each.told_at >= alert.since
            and each.nudged.calls & alert.calls
            for each in self._heard.values()
        )

    def _nudged_in_vain(self, alert: Alert) -> bool:
        """Tell whether the agent was nudged for these calls, or has found nothing new since one."""
        news = self.window.news.number if self.window.news is not None else 0
        return any(
            each.at < self.window.number
            and (news <= each.at or (each.at >= alert.since and each.nudged.calls & alert.calls))
            for each in self._heard.values()
        )
