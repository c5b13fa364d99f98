"""How a session gets on: what its agent did lately, what comes next, and what is doubtful."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from service.domain.breadcrumbs import first_line
from service.domain.checkins import Report, lasting
from service.domain.events import Control, Event, Kind
from service.domain.ids import TurnId
from service.domain.watching import Limits
from service.supervisor import stuck
from service.supervisor.alerts import Alert
from service.supervisor.facts import facts_of
from service.supervisor.fingerprints import Step, call_of
from service.supervisor.roles import Role, asks_a_person
from service.supervisor.window import Window

_NAMES, _RUNS, _LINE = 4, 2, 160
_NEARLY = ("repeats", "failures", "rounds", "scattered", "same_error", "same_check", "polls")
_LEAST = 3
"""Twice the same happens to everybody who checks again."""


@dataclass(frozen=True, slots=True)
class Period:
    """What is reported: what the turn did after event `upto`, from `since` to `now`."""

    turn: TurnId
    upto: int
    since: float
    now: float


def report(
    events: Sequence[Event],
    period: Period,
    limits: Limits,
    ignored: Collection[str] = (),
    alerts: Sequence[str] = (),
) -> Report:
    """Say how it got on. `events` are those since a person last wrote, and those of the period.

    `ignored` are signatures of patterns of which that person does not want to hear, `alerts` what
    is open about the session anyway.
    """
    window, steps = Window(limits.window), list[Step]()
    for event in _settled(events):
        before = window.number
        for fact in facts_of(event):
            window.take(fact, event.at)
        if _within(event, period) and window.number > before:
            new = takewhile(lambda step: step.number > before, reversed(window.steps))  # noqa: B023
            steps.extend(reversed(list(new)))
    lately = [each for each in events if _within(each, period)]
    seen = _Seen(period, window, steps, lately, _in_flight(events))
    return Report(
        max(0.0, period.now - period.since),
        _done(seen),
        _next(seen),
        _doubts(seen, limits, ignored, alerts),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that was seen: `steps` and `lately` (events) of the period, `flying` runs now."""

    period: Period
    window: Window
    steps: Sequence[Step]
    lately: Sequence[Event]
    flying: Event | None


def ignored_in(orders: Iterable[Event]) -> frozenset[str]:
    """Return the signatures that people had the watch ignore, of a session's orders."""
    return frozenset(
        str(each.payload.get("text", ""))
        for each in orders
        if not each.erased and each.payload.get("order") == Control.IGNORE
    )


def _within(event: Event, period: Period) -> bool:
    return event.turn == period.turn and event.seq > period.upto


def _settled(events: Sequence[Event]) -> Sequence[Event]:
    """Leave out a last reply whose calls have not all ended: nothing can be said of it yet."""
    for place in reversed(range(len(events))):
        if events[place].kind is Kind.ASSISTANT:
            calls = {each["id"] for each in events[place].payload.get("calls") or ()}
            ended = {
                each.payload.get("call") for each in events[place:] if each.kind is Kind.TOOL_ENDED
            }
            return events if calls <= ended else events[:place]
    return events


def _in_flight(events: Sequence[Event]) -> Event | None:
    """Return the start of the call that runs now, if one does."""
    last = next(
        (each for each in reversed(events) if each.kind in (Kind.TOOL_STARTED, Kind.TOOL_ENDED)),
        None,
    )
    return last if last is not None and last.kind is Kind.TOOL_STARTED else None


def _label(started: Event) -> str:
    try:
        arguments = json.loads(started.payload.get("arguments") or "{}")
    except (ValueError, RecursionError):
        arguments = {}
    name = str(started.payload.get("name", ""))
    return call_of(name, arguments if isinstance(arguments, dict) else {}).label


def _done(seen: _Seen) -> Sequence[str]:
    acts = [each for each in seen.steps if each.call.role is not Role.INNER]
    acts = [each for each in acts if not asks_a_person(each.call.tool)]
    looked = sum(each.call.role in (Role.READ, Role.LOOK) for each in acts)
    said = [
        _wrote([each for each in acts if each.call.role is Role.CHANGE]),
        *_ran([each for each in acts if each.call.role is Role.CHECK], " passed"),
        *_ran([each for each in acts if each.call.role is Role.RUN], ""),
        f"looked at {looked} {'thing' if looked == 1 else 'things'}" if looked else "",
    ]
    return [each for each in said if each]


def _wrote(changes: Sequence[Step]) -> str:
    good = [each for each in changes if each.out.ok]
    files = [each for each in good if each.call.paths and not each.call.shell]
    paths = [path for each in files for path in sorted(each.call.paths)]
    names = list(dict.fromkeys(path.rstrip("/").rsplit("/", 1)[-1] for path in paths))
    other, failed = len(good) - len(files), len(changes) - len(good)
    said = [
        f"wrote {_some(names)}" if names else "",
        f"made {_changes(other)}" if other else "",
        f"{_changes(failed)} failed" if failed else "",
    ]
    return "; ".join(each for each in said if each)


def _changes(count: int) -> str:
    return f"{count} {'change' if count == 1 else 'changes'}"


def _ran(found: Sequence[Step], well: str) -> Sequence[str]:
    """Say what ran, what ran most often first; `well` says that the last of them went well."""
    last = {_name(each): each.out.ok for each in found}
    counts = Counter(_name(each) for each in found)
    said = [
        _ran_so(label, times, well if last[label] else " failed")
        for label, times in counts.most_common(_RUNS)
    ]
    more = len(counts) - len(said)
    return [*said, f"ran {more} more" if more > 0 else ""]


def _name(step: Step) -> str:
    return step.call.label.removeprefix("run ")


def _ran_so(label: str, times: int, how: str) -> str:
    if times == 1:
        return f"ran {label}, which{how}" if how else f"ran {label}"
    last = f", the last one{how}" if how else ""
    return f"ran {label} {times} times{last}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (f" and {more} more" if more > 0 else "")


def _next(seen: _Seen) -> str:
    """Return its latest breadcrumb, else what it said last, else what runs now."""
    for event in reversed(seen.lately):
        if event.erased:
            continue
        if event.kind is Kind.BREADCRUMB and event.actor == "agent":
            return f"Next: {_cut(event.payload['text'])}"
        if event.kind is Kind.ASSISTANT and first_line(event.payload["text"]):
            return f"It said: “{_cut(first_line(event.payload['text']))}”"
    return f"Now: {_label(seen.flying)}" if seen.flying else ""


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1].rstrip()}…"


def _doubts(
    seen: _Seen, limits: Limits, ignored: Collection[str], alerts: Sequence[str]
) -> Sequence[str]:
    """Return why somebody should look, in sentences; what is open says it first."""
    if alerts:
        return [f"An alert is open: {_cut(each)}" for each in alerts]
    nearly = _nearly(seen, limits)
    if nearly is not None and nearly.signature not in ignored:
        return [nearly.evidence]
    if not any(each.kind in (Kind.ASSISTANT, Kind.TOOL_ENDED) for each in seen.lately):
        return [_silent(seen)]
    if seen.steps and not any(each.fresh for each in seen.steps):
        return [_stale(seen)]
    return []


def _nearly(seen: _Seen, limits: Limits) -> Alert | None:
    """Return what would be an alert if it went on just once more."""
    now = {name: getattr(limits, name) for name in _NEARLY}
    tighter = {name: min(count, max(_LEAST, count - 1)) for name, count in now.items()}
    return stuck.detect(seen.window, seen.period.now, replace(limits, **tighter))


def _silent(seen: _Seen) -> str:
    now, last = seen.period.now, seen.window.last
    if seen.flying is not None:
        return f"Nothing but {_label(seen.flying)}, for {lasting(now - seen.flying.at)}"
    if last is None or last.at is None:
        return f"No step yet, for {lasting(now - seen.period.since)}"
    return f"No step since step {last.number}, {lasting(now - last.at)} ago"


def _stale(seen: _Seen) -> str:
    news = seen.window.news
    if news is None or news.at is None:
        return "Nothing new so far"
    return f"Nothing new since step {news.number}, {lasting(seen.period.now - news.at)} ago"
