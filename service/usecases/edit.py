"""A message is edited or deleted after it was sent; one that is held back, where it is held."""

from dataclasses import replace

from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.events import Event, Kind
from service.domain.ids import PersonId
from service.domain.receipts import PENDING, Fate, Receipt
from service.domain.sessions import Session, title_of
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import held, lifecycle
from service.usecases.commit import commit

_TEXTS = (Kind.MESSAGE, Kind.NOTE, Kind.ANSWER)
_COMMAND = "This was a command; what it did stays. Send another one to change that."
_NOT_YOURS = "Only who wrote a message can change it."
DELETED = "(this message was deleted)"


async def edit(ports: Ports, person: PersonId, key: str, text: str) -> None:
    """Replace the text of the person's own message, as long as the agent has not read it.

    Raises Refused if it was read already, is unknown, or is somebody else's.
    """

    def work(tx: Tx) -> None:
        receipt = _receipt(tx, person, key)
        if receipt.fate is Fate.OFFERED:
            return  # Its text is read again when its author has said what it is about.
        if receipt.fate is Fate.HELD:
            if not held.change(tx, _locked(tx, receipt), person, key, text):
                raise Refused(_NOT_YOURS)
            return
        event, session = _own(tx, receipt, person)
        if event.erased or event.seq <= session.read_upto or receipt.fate not in PENDING:
            raise Refused("The agent has read this already. Write a new message instead.")
        edits = event.payload.get("edited", 0) + 1
        was = _title_by_texts(tx, session)
        tx.events.replace_payload(
            session.number, event.seq, {**event.payload, "text": text, "edited": edits}
        )
        _retitle(tx, session, was)
        tx.effects.append(Changed(session.number))

    if not text.strip():
        raise Refused("The message would be empty. Delete it instead.")
    await commit(ports, work, deadline=ports.policy.intake_deadline)


async def delete(ports: Ports, person: PersonId, key: str) -> None:
    """Erase the payload of the person's own message; its number stays.

    An answer keeps which call it answered, because the agent's history needs that. Raises
    Refused if it is unknown or somebody else's.
    """

    def work(tx: Tx) -> None:
        receipt = _receipt(tx, person, key)
        if receipt.fate is Fate.OFFERED:
            tx.receipts.settle_one(key, Fate.DELETED)
            return
        if receipt.fate is Fate.HELD:
            if not held.drop(tx, _locked(tx, receipt), person, key):
                raise Refused(_NOT_YOURS)
            return
        event, session = _own(tx, receipt, person)
        was = _title_by_texts(tx, session)
        if event.kind == Kind.ANSWER and not event.erased:
            kept = {name: event.payload[name] for name in ("name", "item", "call")}
            tx.events.replace_payload(session.number, event.seq, {**kept, "text": DELETED})
            tx.items.forget_answer(event.payload["item"])
        else:
            tx.events.erase(session.number, event.seq)
        if receipt.fate in PENDING and event.seq > session.read_upto:
            tx.receipts.settle_one(key, Fate.DELETED)
        _retitle(tx, session, was)
        tx.effects.append(Changed(session.number))

    await commit(ports, work, deadline=ports.policy.intake_deadline)


def _title_by_texts(tx: Tx, session: Session) -> str:
    """Return the title that what was written so far makes; empty once the agent has read of it."""
    if session.read_upto > 0:
        return ""
    for event in tx.events.after(session.number, 0, {Kind.MESSAGE}):
        files = list(event.payload.get("attachments", ()))
        text = "" if event.erased else event.payload["text"]
        if text.strip() or files:
            return title_of(text or files[0]["name"])
    return title_of("")


def _retitle(tx: Tx, session: Session, was: str) -> None:
    """Let a title that was made from what was written follow it, until the agent has begun."""
    title = _title_by_texts(tx, session)
    if session.title == was != title:
        tx.sessions.save(replace(session, title=title, changed_at=tx.now()))


def _receipt(tx: Tx, person: PersonId, key: str) -> Receipt:
    """Return the receipt as it is once nobody else can change it."""
    seen = tx.receipts.get(key)
    if seen is None:
        raise Refused("heddle does not know this message.")
    if seen.session is None:
        tx.persons.lock(person)
    else:
        _locked(tx, seen)
    return tx.receipts.get(key) or seen


def _locked(tx: Tx, receipt: Receipt) -> Session:
    seen = tx.sessions.get(receipt.session) if receipt.session else None
    if seen is None:
        raise Refused(_COMMAND)
    return lifecycle.lock_both(tx, seen)[1]


def _own(tx: Tx, receipt: Receipt, person: PersonId) -> tuple[Event, Session]:
    if receipt.seq is None and receipt.fate in (Fate.CLOSED, Fate.DELETED):
        raise Refused("The agent never saw this message, and will not.")
    if receipt.seq is None:
        raise Refused(_COMMAND)
    session = _locked(tx, receipt)
    event = tx.events.get(session.number, receipt.seq)
    if event is None or event.kind not in _TEXTS or not _wrote(tx, event, person):
        raise Refused(_NOT_YOURS)
    return event, session


def _wrote(tx: Tx, event: Event, person: PersonId) -> bool:
    """Tell whether the event is the person's, or of another account that is theirs by now."""
    if event.actor == person:
        return True
    found = tx.persons.get(PersonId(event.actor))
    return found is not None and found.id == person
