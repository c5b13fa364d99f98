"""A message arrives in a thread: it starts a session, steers it, answers it or reopens it."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import events
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session, title_of
from service.domain.states import AT_REST, State
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, answer, lifecycle
from service.usecases.commit import commit


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person's message. `key` is the receipt key: the platform repeats it on redelivery.

    `via` names the channel it came through. `model`, `pool` and `title` count only when the
    message starts a session; empty means the default.
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


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `position` is the place in the owner's queue, from 1, if queued."""

    receipt: Receipt
    session: Session
    position: int | None = None
    again: bool = False


async def receive(ports: Ports, arrival: Arrival) -> Received:
    """Take the message in, in one transaction.

    The same key again returns what the first one did. Raises Refused if the person may not
    write here or the text is empty or too long, DeadlinePassed or Temporary if it was not
    stored (the front end must not acknowledge it).
    """
    _check(ports, arrival)

    def work(tx: Tx) -> Received:
        known = tx.receipts.get(arrival.key)
        if known is not None:
            return _again(tx, known)
        session = tx.sessions.by_thread(arrival.thread)
        if session is None:
            return _start(tx, ports, arrival)
        if not access.may_write(tx, arrival.person, session):
            raise Refused("This thread belongs to somebody else. Its owner can share it with you.")
        return _continue(tx, ports, arrival, *lifecycle.lock_both(tx, session))

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


def _again(tx: Tx, known: Receipt) -> Received:
    session = None if known.session is None else tx.sessions.get(known.session)
    if session is None:
        raise Refused(known.reply or "That message was already handled as a command.")
    return Received(known, session, position_of(tx, session), again=True)


def _start(tx: Tx, ports: Ports, arrival: Arrival) -> Received:
    owner = tx.persons.lock(arrival.person)
    now = tx.now()
    session = tx.sessions.open(
        Session(
            number=SessionNumber(0),
            thread=arrival.thread,
            owner_id=owner.id,
            title=title_of(arrival.title or arrival.text or arrival.attachments[0].name),
            state=State.QUEUED,
            model=arrival.model or ports.policy.default_model,
            pool=arrival.pool or ports.policy.default_pool,
            created_at=now,
            changed_at=now,
            state_since=now,
        ),
    )
    return _take(tx, ports, arrival, owner, session, owner)


def _continue(tx: Tx, ports: Ports, arrival: Arrival, owner: Person, session: Session) -> Received:
    author = owner if arrival.person == owner.id else tx.persons.get(arrival.person)
    assert author is not None  # noqa: S101  may_write found the person
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
    receipt = Receipt(arrival.key, session.number, seq, Fate.ANSWERED, tx.now())
    tx.receipts.add(receipt)
    return Received(receipt, session, position_of(tx, session))


def _take(
    tx: Tx, ports: Ports, arrival: Arrival, owner: Person, session: Session, author: Person
) -> Received:
    """Append the message; what happens to it follows from the session's state."""
    draft = events.message(author.id, author.name, arrival.text, arrival.attachments)
    seq = session.next_seq
    fresh = session.next_seq == 1
    session = lifecycle.append(tx, session, [draft])
    if fresh or (session.state in AT_REST and not _asks_for_budget(tx, session)):
        session = lifecycle.start_or_queue(tx, ports, owner, session)
    else:
        tx.sessions.save(session)
    fate = {State.QUEUED: Fate.QUEUED, State.RUNNING: Fate.NEXT}.get(session.state, Fate.KEPT)
    receipt = Receipt(arrival.key, session.number, seq, fate, tx.now())
    tx.receipts.add(receipt)
    return Received(receipt, session, position_of(tx, session))


def _asks_for_budget(tx: Tx, session: Session) -> bool:
    """Tell whether its owner must allow more first: a text grants nothing and is kept."""
    return any(item.kind == ItemKind.BUDGET for item in tx.items.open_of(session.number))


def position_of(tx: Tx, session: Session) -> int | None:
    """Return the session's place in its owner's queue, from 1, or None if it is not queued."""
    if session.state != State.QUEUED:
        return None
    numbers = [number for number, _ in tx.sessions.queue(session.owner_id)]
    return numbers.index(session.number) + 1
