"""How one session stands: what its page shows above and below the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.conditions import UNKNOWN, Condition, condition_of
from service.domain.events import Kind
from service.domain.freezes import Freeze
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item
from service.domain.persons import Person
from service.domain.policy import Policy
from service.domain.receipts import Receipt
from service.domain.sessions import Session
from service.domain.states import HOLDS_SLOT, State
from service.domain.turns import Phase, TurnState
from service.ports.reads import Reads


@dataclass(frozen=True, slots=True)
class Standing:
    """A session as of `now`.

    `items` are open, the oldest first. `position` is its place in the owner's queue of
    `queued`; `holding` of `cap` slots are taken, this one being number `slot` of them, by
    when they were started. `model` answered last, if any has. `ready_since` is since when
    it waits for a worker; `saving` is true while its result is being saved. `condition` says why
    it does, or does not, get on. `pool` is named where it is not the usual one.
    """

    now: float
    session: Session
    owner: Person
    collaborators: Sequence[Person]
    items: Sequence[Item]
    holding: int
    cap: int
    slot: int | None = None
    position: int | None = None
    queued: int = 0
    model: str = ""
    saving: bool = False
    ready_since: float | None = None
    wait_until: float | None = None
    wait_reason: str = ""
    condition: Condition = UNKNOWN
    pool: str = ""

    @property
    def frozen(self) -> Freeze | None:
        """By what an operator holds it back."""
        return self.condition.freeze

    def seen_by(self, person: PersonId) -> bool:
        """Tell whether the person owns or shares the session."""
        return person == self.owner.id or any(each.id == person for each in self.collaborators)


def standing(reads: Reads, number: SessionNumber, policy: Policy) -> Standing | None:
    """Return how the session stands; None if there is none of that number."""
    session = reads.session(number)
    owner = reads.person(session.owner_id) if session else None
    if session is None or owner is None:
        return None
    held = [
        each for each in reads.sessions(owner.id, states=HOLDS_SLOT) if each.owner_id == owner.id
    ]
    order = sorted(each.number for each in held)
    queue = list(reads.queue(owner.id)) if session.state is State.QUEUED else []
    now = reads.now()
    turn = reads.turn(session.turn_id) if session.turn_id else None
    items = sorted(reads.items(session=number), key=lambda item: item.opened_at)
    waits = turn is not None and turn.wait_until is not None and turn.wait_until > now
    return Standing(
        now=now,
        session=session,
        owner=owner,
        collaborators=reads.collaborators(number),
        items=items,
        holding=len(held),
        cap=policy.cap_of(owner.cap),
        slot=order.index(number) + 1 if number in order else None,
        position=queue.index(number) + 1 if number in queue else None,
        queued=len(queue),
        model=_model(reads, number),
        saving=turn is not None and turn.phase is Phase.CAPTURE,
        ready_since=turn.ready_at if turn and turn.state is TurnState.READY else None,
        wait_until=turn.wait_until if turn and waits else None,
        wait_reason=turn.wait_reason if turn and waits else "",
        condition=condition_of(session, turn, items, reads.limits(), now, reads.freezes()),
        pool=policy.unusual_pool(session.pool),
    )


def _model(reads: Reads, number: SessionNumber) -> str:
    last = reads.events(number, before=_END, kinds={Kind.ASSISTANT}, limit=1)
    return "" if not last or last[0].erased else str(last[0].payload["model"])


def receipts_by_event(reads: Reads, number: SessionNumber, after: int) -> dict[int, Receipt]:
    """Return the receipts of the session's events above `after`, by the event's number."""
    found = reads.receipts(number, after)
    return {each.seq: each for each in found if each.seq is not None}


_END = 2**31 - 1
"""Above every event's number: the last ones are wanted."""
