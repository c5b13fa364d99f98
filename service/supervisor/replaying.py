"""What the watch says of a session's events, beside what was said when they happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.courses import RULE
from service.domain.events import Event, Kind, is_nudge
from service.domain.items import Reason
from service.domain.watching import Limits
from service.supervisor.watch import Stage, Watch


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict: it comes with event `seq`, at step `step` since a person last wrote."""

    seq: int
    at: float
    step: int
    stage: Stage
    rule: str
    evidence: str
    signature: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the agent was told then, or a person by the attention item `item`."""

    seq: int
    at: float
    stage: Stage
    rule: str
    text: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A verdict and what was said then; one of them is missing where the limits differ."""

    found: Found | None
    said: Said | None

    @property
    def seq(self) -> int:
        """The number of the event that it belongs to."""
        first = self.found or self.said
        assert first is not None  # noqa: S101  one of them is there
        return first.seq


def replayed(events: Sequence[Event], limits: Limits) -> Sequence[Found]:
    """Let a watch with these limits see the events, and return its verdicts."""
    watch, found = Watch(limits), list[Found]()
    for event in events:
        verdict = watch.see(event)
        if verdict is not None:
            alert, step = verdict.alert, watch.window.number
            found.append(
                Found(
                    event.seq,
                    event.at,
                    step,
                    verdict.stage,
                    str(alert.rule),
                    alert.evidence,
                    alert.signature,
                )
            )
    return found


def said_in(events: Iterable[Event]) -> Sequence[Said]:
    """Return what the watch said when the events happened, apart from drift: no rule can find
    that again.
    """
    return [each for event in events if (each := _said(event)) is not None]


def _said(event: Event) -> Said | None:
    data = event.payload
    if is_nudge(event) and data["rule"] != RULE:
        return Said(event.seq, event.at, Stage.NUDGE, str(data["rule"]), str(data["text"]))
    if event.kind is Kind.ALERT and data.get("reason") == Reason.STUCK:
        text, item = str(data.get("text", "")), str(data.get("item", ""))
        return Said(event.seq, event.at, Stage.TELL, "", text, item)
    return None


def beside(found: Sequence[Found], said: Sequence[Said]) -> Sequence[Moment]:
    """Put each verdict beside what was said because of it: the first of its stage that follows,
    before the watch finds the next.
    """
    left, moments = list(said), list[Moment]()
    for place, each in enumerate(found):
        until = found[place + 1].seq if place + 1 < len(found) else None
        match = next((one for one in left if _because(one, each, until)), None)
        if match is not None:
            left.remove(match)
        moments.append(Moment(each, match))
    moments.extend(Moment(None, each) for each in left)
    return sorted(moments, key=lambda moment: moment.seq)


def _because(said: Said, found: Found, until: int | None) -> bool:
    follows = said.seq > found.seq and (until is None or said.seq <= until)
    return follows and said.stage is found.stage
