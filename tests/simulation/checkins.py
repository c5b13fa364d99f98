"""Check-ins in the simulation: what people choose, and the rules that every commit must keep."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.domain.checkins import Pace
from service.domain.ids import SessionNumber
from service.domain.states import State
from service.usecases.set_check_in import set_check_in
from tests.simulation.chaos import Chaos
from tests.simulation.mirror import Mirror
from tests.simulation.mirror import State as Snapshot

if TYPE_CHECKING:
    from tests.simulation.people import Somebody

HABITS = (("check in", 1.0),)
_TASKS = ("", "", "complex", "frontend")
_CHOICES = ("10s", "45s", "complex", "frontend", "off")


def pace_of(chaos: Chaos) -> Pace:
    """Return intervals of which a short run sees many."""
    usual = chaos.stream("check-ins").choice((0.0, 0.0, 20.0))
    types = {"complex": 8.0, "frontend": 30.0, "default": usual}
    return Pace(types, least=5.0, most=90.0, again=10.0)


def task(somebody: "Somebody") -> str:
    """Return the type of task that somebody gives a session."""
    return somebody.world.chaos.stream(f"tasks {somebody.name}").choice(_TASKS)


async def choose(somebody: "Somebody", number: SessionNumber) -> None:
    """Somebody says how often a session is checked in on."""
    said = somebody.world.chaos.stream(f"tasks {somebody.name}").choice(_CHOICES)
    await somebody.send(
        f"{somebody.name}: check in on {number}: {said}",
        lambda ports: set_check_in(ports, somebody.id, number, said),
        again=True,
    )


def check(mirror: Mirror, before: Snapshot) -> Iterator[tuple[int, str]]:
    """Yield every rule about check-ins that the last commit broke."""
    now = mirror.now
    cards = [each for each in now.items.values() if each.kind == "check_in"]
    for number, count in Counter(each.session for each in cards).items():
        if count > 1:
            yield number, f"it has {count} check-ins"
    for each in cards:
        session = now.sessions[each.session]
        if session.state != State.RUNNING or not session.check_every:
            yield each.session, f"it is {session.state}, and {each} says how it gets on"
    for turn in now.turns.values():
        session = now.sessions[turn.session]
        looked_at = session.check_every and turn.phase == "work"
        if looked_at and ("check_in", str(session.number)) not in now.timers:
            yield session.number, "it works, and nobody will check in on it"
    yield from _told(now, before)


def _told(now: Snapshot, before: Snapshot) -> Iterator[tuple[int, str]]:
    """Nobody is told of a session that is on track, unless they snoozed its check-in."""
    for made in now.made:
        item = now.items.get(made.item or "")
        old = before.items.get(made.item or "")
        snoozed = old is not None and old.snoozed_until is not None
        quiet = item is not None and item.kind == "check_in" and item.quietly and not snoozed
        if item is not None and quiet and made.loud:
            yield item.session, f"{made} tells of {item}, which is on track"
