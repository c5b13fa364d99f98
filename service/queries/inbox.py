"""A person's inbox: everything that needs them, in the one order, and what became of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.domain.conditions import held_back
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.freezes import Freeze
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.triage import ordered
from service.ports.reads import Reads

SETTLED = 20
_A_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Entry:
    """An item and its session. `asked_by` names the session's owner if that is not the viewer,
    `resolved_by` who settled it, empty for heddle itself.
    """

    item: Item
    session: Session
    asked_by: str = ""
    resolved_by: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """As of `now`: what needs the viewer, results that are news, sessions that are on track, what
    is snoozed, and what was settled last. `summary` is the last summary of quiet hours, for a day.
    By `frozen` an operator holds back so many of the viewer's sessions: `held`.
    """

    now: float
    needs_you: Sequence[Entry] = field(default_factory=tuple)
    results: Sequence[Entry] = field(default_factory=tuple)
    snoozed: Sequence[Entry] = field(default_factory=tuple)
    settled: Sequence[Entry] = field(default_factory=tuple)
    summary: Delivery | None = None
    on_track: Sequence[Entry] = field(default_factory=tuple)
    frozen: Freeze | None = None
    held: int = 0

    @property
    def count(self) -> int:
        """How many things need the viewer now."""
        return len(self.needs_you)


def inbox(reads: Reads, viewer: PersonId) -> Inbox:
    """Return the viewer's inbox, the most urgent first."""
    now = reads.now()
    items = list(reads.inbox(viewer))
    past = list(reads.settled(viewer, SETTLED))
    numbers = {each.session for each in (*items, *past)}
    sessions = {number: found for number in sorted(numbers) if (found := reads.session(number))}
    names = _Names(reads)
    entries = [_entry(each, sessions, names, viewer) for each in ordered(items, sessions, now)]
    awake = [each for each in entries if not each.item.snoozed(now)]
    frozen = _frozen(reads, viewer)
    return Inbox(
        now,
        [each for each in awake if not each.item.is_news],
        [each for each in awake if each.item.kind is ItemKind.RESULT],
        [each for each in entries if each.item.snoozed(now)],
        [_entry(each, sessions, names, viewer) for each in past],
        _summary(reads, viewer, now),
        [each for each in awake if each.item.is_news and each.item.kind is ItemKind.CHECK_IN],
        min(frozen, key=lambda each: each.since, default=None),
        len(frozen),
    )


def _frozen(reads: Reads, viewer: PersonId) -> list[Freeze]:
    """Return what holds back each of the viewer's sessions that would go on otherwise."""
    freezes = reads.freezes()
    if not freezes:
        return []
    live = reads.sessions(viewer, states={State.RUNNING, State.QUEUED})
    turns = [(each, reads.turn(each.turn_id) if each.turn_id else None) for each in live]
    held = (held_back(session, turn, freezes) for session, turn in turns)
    return [each for each in held if each is not None]


def _entry(
    item: Item, sessions: dict[SessionNumber, Session], names: "_Names", viewer: PersonId
) -> Entry:
    session = sessions[item.session]
    other = "" if session.owner_id == viewer else names.of(session.owner_id)
    return Entry(item, session, other, names.of(item.resolved_by))


def _summary(reads: Reads, viewer: PersonId, now: float) -> Delivery | None:
    found = reads.deliveries(person=viewer, limit=50)
    last = next((each for each in reversed(found) if each.kind is DeliveryKind.SUMMARY), None)
    return last if last is not None and now - last.created_at < _A_DAY else None


class _Names:
    """Persons' names, each read once."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._known: dict[PersonId, str] = {}

    def of(self, person: PersonId | None) -> str:
        """Return the person's name, empty for nobody."""
        if person is None:
            return ""
        if person not in self._known:
            found = self._reads.person(person)
            self._known[person] = found.name if found else "somebody"
        return self._known[person]
