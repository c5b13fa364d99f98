"""Held messages: somebody wrote who may not write there; the session's owner lets it in or not.

Everything here runs in a transaction that locked the owner's row and the session's.
"""

from collections.abc import Sequence
from dataclasses import replace

from service.domain import events, held
from service.domain.effects import Changed
from service.domain.held import Held
from service.domain.ids import PersonId
from service.domain.items import DISMISS, LET_STEER, USE_THIS, Item, ItemKind, Severity
from service.domain.persons import Person
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import lifecycle, settling
from service.usecases.take_in import take_in

CHOICES = (USE_THIS, LET_STEER, DISMISS)


def hold(tx: Tx, ports: Ports, session: Session, author: Person, message: Held) -> Receipt:
    """Keep the message back and return its receipt.

    The owner is told once of each author, until they decided: later messages are added. Beyond
    what can be kept a message is turned away, which its author and the owner are told.
    """
    item = next(iter(_items(tx, session, author.id)), None)
    if item is None:
        item = Item(
            lifecycle.new_item_id(ports),
            session.number,
            session.owner_id,
            ItemKind.HELD,
            "",
            tx.now(),
            severity=Severity.INFORMATIVE,
            choices=CHOICES,
            facts=held.facts(author.id, author.name),
        )
        lifecycle.open_item(tx, ports, held.holding(item, [message]))
    elif held.has_room(item, message.text, ports.policy.message_bytes):
        _save(tx, held.holding(item, [*held.messages(item), message]))
    else:
        _save(tx, held.holding(item, held.messages(item), 1))
        return _receipt(tx, session, message, Fate.REFUSED, _too_many(tx, session))
    return _receipt(tx, session, message, Fate.HELD)


def _receipt(tx: Tx, session: Session, message: Held, fate: Fate, reply: str = "") -> Receipt:
    receipt = Receipt(message.key, session.number, None, fate, tx.now(), reply)
    tx.receipts.add(receipt)
    return receipt


def _too_many(tx: Tx, session: Session) -> str:
    owner = tx.persons.get(session.owner_id)
    name = owner.name if owner else "its owner"
    return (
        f"This was not kept: as much of yours as can be waits for {name} already."
        f" Write it again when {name} has decided."
    )


def _items(tx: Tx, session: Session, author: PersonId) -> list[Item]:
    """Lock and return the open items about what the author wrote: one, unless they were two
    persons when they wrote it.
    """
    found = [each for each in tx.items.open_of(session.number) if each.kind is ItemKind.HELD]
    mine = [tx.items.lock(each.id) for each in found if _author(tx, each) == author]
    return [each for each in mine if each is not None]


def _author(tx: Tx, item: Item) -> PersonId:
    """Return who wrote it, by the person that they are now."""
    written_by = held.author(item)
    found = tx.persons.get(written_by)
    return found.id if found else written_by


def _holding(tx: Tx, session: Session, author: PersonId, key: str) -> Item | None:
    """Return the author's item with that message, locked."""
    for item in _items(tx, session, author):
        if any(each.key == key for each in held.messages(item)):
            return item
    return None


def _save(tx: Tx, item: Item) -> None:
    tx.items.save(item)
    tx.cards.stir(item.session, tx.now())
    tx.effects.append(Changed(item.session))


def decided(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, choice: str
) -> Session:
    """Carry the choice out about an item that was resolved by it; saves the session.

    What is let in is read as if it had just come in; it answers no question.
    """
    if choice == DISMISS:
        return session
    author = _author(tx, item)
    if choice == LET_STEER and author != owner.id:
        tx.sessions.share(session.number, author)
        tx.effects.append(Changed(session.number))
    kept = held.messages(item)
    return _let_in(tx, ports, owner, session, author, str(item.facts["name"]), kept)


def _let_in(
    tx: Tx,
    ports: Ports,
    owner: Person,
    session: Session,
    author: PersonId,
    name: str,
    kept: Sequence[Held],
) -> Session:
    first = session.next_seq
    drafts = [events.message(author, name, each.text, each.attachments) for each in kept]
    session, fate = take_in(tx, ports, owner, session, drafts)
    for seq, each in enumerate(kept, first):
        tx.receipts.save(Receipt(each.key, session.number, seq, fate, each.at))
    return session


def change(tx: Tx, session: Session, author: PersonId, key: str, text: str) -> bool:
    """Change a held message of the author; return whether there was one."""
    item = _holding(tx, session, author, key)
    if item is None:
        return False
    kept = held.messages(item)
    changed = [replace(each, text=text) if each.key == key else each for each in kept]
    _save(tx, held.holding(item, changed))
    return True


def drop(tx: Tx, session: Session, author: PersonId, key: str) -> bool:
    """Drop a held message of the author, and the item with the last one; return whether there
    was one.
    """
    item = _holding(tx, session, author, key)
    if item is None:
        return False
    left = [each for each in held.messages(item) if each.key != key]
    item = held.holding(item, left)
    _save(tx, item)
    if not left:
        settling.withdraw(tx, item, author, f"{item.facts['name']} deleted it")
    tx.receipts.settle_one(key, Fate.DELETED)
    return True


def forget(tx: Tx, session: Session, author: PersonId) -> None:
    """Withdraw what waits of the author, who is erased."""
    for item in _items(tx, session, author):
        settling.withdraw(tx, item, None, "its author was erased")
