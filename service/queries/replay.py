"""A session of the past under the watch, with limits of one's choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.items import Item, Reason
from service.domain.sessions import Session
from service.domain.watching import Limits
from service.ports.reads import Reads
from service.supervisor.replaying import Moment, beside, replayed, said_in

_STEPS = frozenset({Kind.ASSISTANT, Kind.TOOL_ENDED})


@dataclass(frozen=True, slots=True)
class Replay:
    """What the watch finds in a session of `steps` steps, beside what was said then; `alerts`
    are the items by their ids, and `names` who settled them, by theirs.
    """

    session: Session
    limits: Limits
    steps: int
    moments: Sequence[Moment]
    alerts: Mapping[str, Item]
    names: Mapping[str, str]


def replay(reads: Reads, number: SessionNumber, limits: Limits) -> Replay:
    """Replay a session. Raises Refused if there is none of that number."""
    session = reads.session(number)
    if session is None:
        raise Refused(
            f"There is no session {number}. `heddle sessions list` shows those there are.",
        )
    events = reads.events(number)
    items = reads.items(session=number, open_only=False)
    alerts = {str(each.id): each for each in items if each.reason is Reason.STUCK}
    people = {each.resolved_by for each in alerts.values() if each.resolved_by}
    found = {who: reads.person(who) for who in sorted(people)}
    return Replay(
        session,
        limits,
        sum(each.kind in _STEPS for each in events),
        beside(replayed(events, limits), said_in(events)),
        alerts,
        {str(who): person.name for who, person in found.items() if person},
    )
