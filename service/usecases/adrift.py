"""A thread or a room is gone: its sessions go on, and what they say goes to their owners."""

from collections.abc import Callable, Sequence

from service.domain.deliveries import DeliveryKind, DeliveryState, in_chat
from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.rooms import RoomKey
from service.domain.sessions import Session
from service.domain.states import AT_REST
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import notices, park
from service.usecases.commit import commit
from service.usecases.missed_outcomes import show_missed

Deed = Callable[[Tx, PersonId, Sequence[SessionNumber]], int]
_ALL = 1_000_000


async def thread_lost(ports: Ports, where: ThreadKey | RoomKey, why: str) -> int:
    """A thread, or a room with all its threads, can show nothing any more; `why` is a sentence
    without its full stop, as in "The channel was archived". Return how many sessions lost theirs.

    The sessions go on. What waits for them, and what comes later, goes to their owners' direct
    messages. Each owner hears of it once. Raises Temporary.
    """

    def lose(tx: Tx, owner: PersonId, numbers: Sequence[SessionNumber]) -> int:
        return _lose(tx, ports, owner, numbers, why)

    return await _for_each_owner(ports, where, lose)


async def room_back(ports: Ports, where: ThreadKey | RoomKey) -> int:
    """The thread or the room can be written to again; return how many sessions have theirs
    back. What was asked there shows what became of it meanwhile. Raises Temporary.
    """
    back = await _for_each_owner(ports, where, _find)
    for session in await ports.store.read(lambda reads: _standing_in(reads, where)):
        await show_missed(ports, session)
    return back


async def person_gone(ports: Ports, person: PersonId, why: str) -> int:
    """A person can be reached no more where they work: their sessions park, and they hear of it
    by whatever way is left. Return how many were parked. Raises Temporary.
    """
    found = await ports.store.read(lambda reads: reads.sessions(person, limit=_ALL))
    mine = [each for each in found if each.owner_id == person and each.state not in AT_REST]
    parked = [each for each in mine if await _parks(ports, person, each.number)]

    def work(tx: Tx) -> None:
        tx.persons.lock(person)
        tell(tx, ports, person, parked, why)

    if parked:
        await commit(ports, work)
    return len(parked)


async def _parks(ports: Ports, person: PersonId, number: SessionNumber) -> bool:
    try:
        await park.park(ports, person, number)
    except Refused:
        return False  # it came to rest meanwhile
    return True


def tell(tx: Tx, ports: Ports, owner: PersonId, sessions: Sequence[Session], why: str) -> None:
    """Tell the owner, by direct message, that these sessions of theirs lost their place."""
    first, *others = sorted(sessions, key=lambda each: -each.changed_at)
    notices.post(
        tx,
        ports,
        owner,
        notices.direct(tx, owner),
        DeliveryKind.ADRIFT,
        session=first.number,
        title=first.title,
        why=why,
        others=sorted(each.number for each in others),
    )


async def _for_each_owner(ports: Ports, where: ThreadKey | RoomKey, deed: Deed) -> int:
    """Do it with the sessions of one owner after the other, each in its own transaction."""
    of = dict[PersonId, list[SessionNumber]]()
    for session in await ports.store.read(lambda reads: _standing_in(reads, where)):
        of.setdefault(session.owner_id, []).append(session.number)
    count = 0
    for owner in sorted(of):
        count += await _with_owner(ports, owner, sorted(of[owner]), deed)
    return count


async def _with_owner(
    ports: Ports, owner: PersonId, numbers: Sequence[SessionNumber], deed: Deed
) -> int:
    def work(tx: Tx) -> int:
        tx.persons.lock(owner)
        return deed(tx, owner, numbers)

    return await commit(ports, work)


def _standing_in(reads: Reads, where: ThreadKey | RoomKey) -> Sequence[Session]:
    if isinstance(where, ThreadKey):
        session = reads.session_by_thread(where)
        return [] if session is None or not in_chat(where) else [session]
    found = [
        session
        for live in (True, False)
        for session in reads.threads_of(
            where.channel, where.workspace, live=live, since=0.0, limit=_ALL
        )
    ]
    return [each for each in found if RoomKey.of(each.thread) == where]


def _lose(tx: Tx, ports: Ports, owner: PersonId, numbers: Sequence[SessionNumber], why: str) -> int:
    lost = [each for each in _locked(tx, owner, numbers) if not _is_lost(tx, each)]
    for session in lost:
        tx.cards.lose(session.number, why)
    missed = [each for each in lost if _is_missed(tx, each)]
    if missed:
        tell(tx, ports, owner, missed, why)
    for session in lost:
        _move(tx, ports, str(session.thread))
        _ask_again(tx, ports, session)
        tx.effects.append(Changed(session.number))
    return len(lost)


def _locked(tx: Tx, owner: PersonId, numbers: Sequence[SessionNumber]) -> list[Session]:
    found = [tx.sessions.lock(each) for each in numbers]
    return [each for each in found if each.owner_id == owner]


def _is_lost(tx: Tx, session: Session) -> bool:
    shown = tx.cards.get(session.number)
    return shown is None or bool(shown.lost)


def _is_missed(tx: Tx, session: Session) -> bool:
    """Tell whether anybody expects anything of it: what is over needs no news."""
    waits = bool(tx.outbox.waiting(str(session.thread), 1))
    return session.state not in AT_REST or waits or bool(tx.items.open_of(session.number))


def _move(tx: Tx, ports: Ports, lane: str) -> None:
    """Send what waits in a lane to the direct messages of whom it is for."""
    for delivery in tx.outbox.waiting(lane, _ALL):
        notices.settle(tx, delivery, DeliveryState.WITHDRAWN)
        if delivery.kind is not DeliveryKind.OUTCOME:
            notices.again(tx, ports, delivery, notices.direct(tx, delivery.person_id))


def _ask_again(tx: Tx, ports: Ports, session: Session) -> None:
    """What was asked nowhere but in the thread is asked once more, by direct message."""
    for item in tx.items.open_of(session.number):
        about = [each for each in tx.outbox.about(item.id) if each.kind is DeliveryKind.ASK]
        asked = [each for each in about if each.state is DeliveryState.SENT]
        left = [each for each in about if each.lane != str(session.thread)]
        if asked and not any(in_chat(ThreadKey.parse(each.lane)) for each in left):
            notices.again(tx, ports, asked[-1], notices.direct(tx, asked[-1].person_id))


def _find(tx: Tx, owner: PersonId, numbers: Sequence[SessionNumber]) -> int:
    found = 0
    for session in _locked(tx, owner, numbers):
        shown = tx.cards.get(session.number)
        if shown is not None and shown.lost:
            tx.cards.lose(session.number, "")
            tx.effects.append(Changed(session.number))
            found += 1
    return found
