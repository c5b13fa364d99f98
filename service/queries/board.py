"""All that a person has going on, by what needs them first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from service.domain.conditions import UNKNOWN, Condition, condition_of
from service.domain.errors import Refused
from service.domain.freezes import Freeze
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item
from service.domain.limits import Limit
from service.domain.outlook import UNJUDGED, Outlook, needs, outlook
from service.domain.persons import Person
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import AT_REST, HOLDS_SLOT, State
from service.ports.reads import Reads

LIVE = 200
RECENT = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A session in a list.

    `owner` is its owner's name, empty if the viewer owns it; `position` its place in the
    viewer's queue, from 1; `items` what needs the viewer, the most severe first;
    `wait_until` and `wait_reason` tell of a provider that makes it wait. `condition` says why it
    does, or does not, get on, `outlook` what its own record says of who needs whom next.
    """

    session: Session
    owner: str = ""
    position: int | None = None
    items: Sequence[Item] = ()
    wait_until: float | None = None
    wait_reason: str = ""
    condition: Condition = UNKNOWN
    outlook: Outlook = UNJUDGED

    @property
    def frozen(self) -> Freeze | None:
        """By what an operator holds it back."""
        return self.condition.freeze

    def needs_you(self, now: float) -> bool:
        """Tell whether something needs the viewer now: a result or what is snoozed does not."""
        return any(needs(each, now) for each in self.items)


@dataclass(frozen=True, slots=True)
class Board:
    """The viewer's sessions; each stands in exactly one group.

    `holding` of `cap` slots are taken. `recent` are the last changed of those at rest.
    """

    now: float
    holding: int
    cap: int
    needs_you: Sequence[Row] = field(default_factory=tuple)
    running: Sequence[Row] = field(default_factory=tuple)
    queued: Sequence[Row] = field(default_factory=tuple)
    recent: Sequence[Row] = field(default_factory=tuple)

    @property
    def rows(self) -> list[Row]:
        """Every row, group by group."""
        return [*self.needs_you, *self.running, *self.queued, *self.recent]


def board(reads: Reads, viewer: PersonId, policy: Policy) -> Board:
    """Return what the viewer owns or shares. Raises Refused if there is no such person."""
    person = reads.person(viewer)
    if person is None:
        raise Refused("You are not known here any more. Sign in again.")
    live = reads.sessions(viewer, states=HOLDS_SLOT | {State.QUEUED}, limit=LIVE)
    recent = reads.sessions(viewer, states=AT_REST, limit=RECENT)
    items = _by_session(reads.inbox(viewer))
    known = {each.number for each in (*live, *recent)}
    # What needs the viewer stays in sight, however long ago it came to rest.
    older = [found for number in items if number not in known and (found := reads.session(number))]
    places = {number: place for place, number in enumerate(reads.queue(viewer), 1)}
    owners = _owners(reads, person, (*live, *recent))
    freezes, limits = reads.freezes(), reads.limits()
    rows = [
        _row(reads, each, owners, items, places, freezes, limits)
        for each in (*live, *recent, *older)
    ]
    rows = [_judged(each, reads.now(), policy) for each in rows]
    holding = [each for each in live if each.owner_id == viewer and each.state in HOLDS_SLOT]
    return _grouped(rows, reads.now(), len(holding), policy.cap_of(person.cap))


def _by_session(items: Sequence[Item]) -> dict[SessionNumber, list[Item]]:
    found: dict[SessionNumber, list[Item]] = {}
    for item in items:
        found.setdefault(item.session, []).append(item)
    return found


def _owners(reads: Reads, viewer: Person, sessions: Iterable[Session]) -> dict[PersonId, str]:
    others = {each.owner_id for each in sessions} - {viewer.id}
    found = (reads.person(other) for other in sorted(others))
    return {person.id: person.name for person in found if person}


def _row(
    reads: Reads,
    session: Session,
    owners: dict[PersonId, str],
    items: dict[SessionNumber, list[Item]],
    places: dict[SessionNumber, int],
    freezes: Sequence[Freeze],
    limits: Sequence[Limit],
) -> Row:
    turn = None
    if session.state is State.RUNNING and session.turn_id:
        turn = reads.turn(session.turn_id)
    waits = turn is not None and turn.wait_until is not None and turn.wait_until > reads.now()
    return Row(
        session,
        owners.get(session.owner_id, ""),
        places.get(session.number),
        items.get(session.number, ()),
        turn.wait_until if turn and waits else None,
        turn.wait_reason if turn and waits else "",
        condition_of(session, turn, items.get(session.number, ()), limits, reads.now(), freezes),
    )


def _judged(row: Row, now: float, policy: Policy) -> Row:
    limits, what = policy.session_limits, row.condition.what
    found = outlook(row.session, row.items, now, limits, what=what, position=row.position)
    return replace(row, outlook=found)


def _grouped(rows: Sequence[Row], now: float, holding: int, cap: int) -> Board:
    needs_you, running, queued, recent = [], [], [], []
    for row in rows:
        if row.needs_you(now):
            needs_you.append(row)
        elif row.session.state in HOLDS_SLOT:
            running.append(row)
        elif row.session.state is State.QUEUED:
            queued.append(row)
        else:
            recent.append(row)
    for group in (needs_you, running, queued):
        group.sort(key=lambda row: row.outlook.order)
    return Board(now, holding, cap, needs_you, running, queued, recent)
