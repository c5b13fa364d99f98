"""A message arrives in a thread: it starts a session, steers it, answers it or reopens it."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import events
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.held import Held
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.receipts import Fate, Receipt
from service.domain.rooms import RoomKey, Who
from service.domain.sessions import Session, title_of
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts
from service.domain.workers import check_pool, pools_of
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, answer, held, lifecycle, written
from service.usecases.commit import commit
from service.usecases.take_in import take_in


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person's message. `key` is the receipt key: the platform repeats it on redelivery.

    `via` names the channel it came through. `model`, `pool`, `title`, `budget_usd` and `task` (its
    type) count only when the message starts a session; empty (None) means the default.
    `open_room`: others read and write in its thread. `offered`: its author was asked what it is
    about, and has said it. `roles` are ids of the author's roles there.
    """

    key: str
    thread: ThreadKey
    person: PersonId
    text: str
    via: str
    attachments: Sequence[Attachment] = ()
    model: str = ""
    pool: str = ""
    title: str = ""
    budget_usd: float | None = None
    open_room: bool = False
    offered: bool = False
    roles: frozenset[str] = frozenset()
    task: str = ""

    @property
    def at(self) -> Whereabouts | None:
        """Where its author is, if others are there."""
        return Whereabouts.within(self.thread, self.roles) if self.open_room else None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `position` is the place in the owner's queue, from 1, if queued."""

    receipt: Receipt
    session: Session
    position: int | None = None
    again: bool = False


async def receive(ports: Ports, arrival: Arrival) -> Received:
    """Take the message in, in one transaction.

    The same key again returns what the first one did. In an open room what others write than
    the session's people is held for its owner, or taken like a collaborator's where the room
    lets them steer. Raises Refused if the person may not write or start here or the text is
    empty or too long, DeadlinePassed or Temporary if it was not stored (the front end must not
    acknowledge it).
    """
    _check(ports, arrival)

    def work(tx: Tx) -> Received:
        if arrival.offered:
            tx.persons.lock(arrival.person)  # Of two choices at the same moment one counts.
        known = tx.receipts.get(arrival.key)
        if known is not None and not (arrival.offered and known.fate is Fate.OFFERED):
            return _again(tx, known)
        session = tx.sessions.by_thread(arrival.thread)
        if session is None:
            return _start(tx, ports, arrival)
        if access.may_steer(tx, arrival.person, session, arrival.at):
            return _continue(tx, ports, arrival, *lifecycle.lock_both(tx, session))
        if not arrival.open_room:
            raise Refused("This thread belongs to somebody else. Its owner can share it with you.")
        return _hold(tx, ports, arrival, lifecycle.lock_both(tx, session)[1])

    received = await commit(ports, work, deadline=ports.policy.intake_deadline)
    if not received.again:
        ports.telemetry.message_received(arrival.via, received.receipt.fate)
    return received


def _check(ports: Ports, arrival: Arrival) -> None:
    if not arrival.text.strip() and not arrival.attachments:
        raise Refused("The message is empty. Write what the agent should do.")
    size, limit = len(arrival.text.encode()), ports.policy.message_bytes
    if size > limit:
        raise Refused(
            f"The message has {size:,} bytes; {limit:,} is the limit. Attach the rest as a file.",
        )
    if arrival.model and arrival.model not in ports.policy.models:
        raise Refused(
            f"There is no model {arrival.model!r}. You can use: {', '.join(ports.policy.models)}.",
        )
    ports.policy.check_ins.every(arrival.task)


def _again(tx: Tx, known: Receipt) -> Received:
    session = None if known.session is None else tx.sessions.get(known.session)
    if session is None and known.fate is Fate.OFFERED:
        raise Refused("You were asked what this message is about: choose there.")
    if session is None and known.fate is Fate.DELETED:
        raise Refused("That message was deleted; nothing more is done with it.")
    if session is None:
        raise Refused(known.reply or "That message was already handled as a command.")
    return Received(known, session, position_of(tx, session), again=True)


def _hold(tx: Tx, ports: Ports, arrival: Arrival, session: Session) -> Received:
    author = tx.persons.get(arrival.person)
    assert author is not None  # noqa: S101  who writes was signed in
    message = Held(arrival.key, arrival.text, tx.now(), arrival.attachments)
    return Received(held.hold(tx, ports, session, author, message), session)


def _start(tx: Tx, ports: Ports, arrival: Arrival) -> Received:
    owner = tx.persons.lock(arrival.person)
    room, now = tx.rooms.get(RoomKey.of(arrival.thread)), tx.now()
    among = " and those with certain roles" if room.start is Who.ROLES else ""
    if not (owner.admin or room.lets(room.start, arrival.roles)):
        raise Refused(
            f"Only heddle's admins{among} start sessions in this channel; who manages it can change"
            " that in its settings. Write to heddle in a direct message to start one of your own.",
        )
    if arrival.pool:
        check_pool(arrival.pool, pools_of(ports.policy.default_pool, tx.workers.pools()))
    usual = room.model if room.model in ports.policy.models else ports.policy.default_model
    # One that the operator has taken away since counts no more.
    usual_task = room.task if room.task in ports.policy.check_ins.types else ""
    task = arrival.task.strip().lower() or usual_task
    session = tx.sessions.open(
        Session(
            number=SessionNumber(0),
            thread=arrival.thread,
            owner_id=owner.id,
            title=title_of(arrival.title or arrival.text or arrival.attachments[0].name),
            state=State.QUEUED,
            model=arrival.model or usual,
            pool=arrival.pool or ports.policy.default_pool,
            created_at=now,
            changed_at=now,
            state_since=now,
            budget_usd=arrival.budget_usd,
            task=task,
            check_every=ports.policy.check_ins.every(task),
        ),
    )
    return _take(tx, ports, arrival, owner, session, owner)


def _continue(tx: Tx, ports: Ports, arrival: Arrival, owner: Person, session: Session) -> Received:
    author = owner if arrival.person == owner.id else tx.persons.get(arrival.person)
    assert author is not None  # noqa: S101  who writes was signed in
    if session.state in (State.WAITING, State.PARKED):
        question = _oldest_question(tx.items.open_of(session.number))
        if question is not None:
            return _answer(tx, ports, arrival, owner, session, question)
    return _take(tx, ports, arrival, owner, session, author)


def _oldest_question(items: Sequence[Item]) -> Item | None:
    return next((item for item in items if item.kind == ItemKind.QUESTION), None)


def _answer(
    tx: Tx, ports: Ports, arrival: Arrival, owner: Person, session: Session, question: Item
) -> Received:
    given = answer.Answer(arrival.person, arrival.text, arrival.via, arrival.attachments)
    seq = session.next_seq
    session = answer.answer_question(tx, ports, owner, session, question, given)
    _show(tx, ports, arrival, session, seq)
    return _received(tx, arrival, session, seq, Fate.ANSWERED)


def _take(
    tx: Tx, ports: Ports, arrival: Arrival, owner: Person, session: Session, author: Person
) -> Received:
    draft = events.message(author.id, author.name, arrival.text, arrival.attachments)
    seq = session.next_seq
    session, fate = take_in(tx, ports, owner, session, [draft])
    _show(tx, ports, arrival, session, seq)
    return _received(tx, arrival, session, seq, fate)


def _show(tx: Tx, ports: Ports, arrival: Arrival, session: Session, seq: int) -> None:
    """Show in its thread what was written on a page about it."""
    if arrival.via != arrival.thread.channel:
        written.show(tx, ports, session, seq, access.name_of(tx, arrival.person), arrival.via)


def _received(tx: Tx, arrival: Arrival, session: Session, seq: int, fate: Fate) -> Received:
    receipt = Receipt(arrival.key, session.number, seq, fate, tx.now())
    if arrival.offered and tx.receipts.get(arrival.key) is not None:
        tx.receipts.save(receipt)
    else:
        tx.receipts.add(receipt)
    return Received(receipt, session, position_of(tx, session))


def position_of(tx: Tx, session: Session) -> int | None:
    """Return the session's place in its owner's queue, from 1, or None if it is not queued."""
    if session.state != State.QUEUED:
        return None
    numbers = [number for number, _ in tx.sessions.queue(session.owner_id)]
    return numbers.index(session.number) + 1
