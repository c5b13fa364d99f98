"""Who may do what with a session, checked inside the transaction that does it."""

from service.domain import quiet
from service.domain.deliveries import channel_name
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import BY_DEFAULT, Item, ItemState
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.whereabouts import Whereabouts, belongs, unknown
from service.ports.store import Tx
from service.usecases.lifecycle import lock_both


def session_for(
    tx: Tx, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
) -> tuple[Person, Session]:
    """Lock and return (owner, session) for its owner, a collaborator, or whom the room that they
    act in (`at`) lets steer.

    Raises Refused with the same words whether the session is missing or somebody else's,
    so that numbers tell nothing; who reads its thread is told whose it is.
    """
    session = tx.sessions.get(number)
    if session is None:
        raise Refused(unknown(number))
    if not may_steer(tx, person, session, at):
        raise Refused(_turned_away(tx, person, session, at))
    return lock_both(tx, session)


def owned_session(
    tx: Tx, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
) -> tuple[Person, Session]:
    """Lock and return (owner, session) for its owner alone. Raises Refused for others."""
    owner, session = session_for(tx, person, number, at)
    if session.owner_id != person:
        raise Refused(f"Only {owner.name}, who owns session {number}, can do that.")
    return owner, session


def may_steer(tx: Tx, person: PersonId, session: Session, at: Whereabouts | None) -> bool:
    """Tell whether the person owns the session or collaborates in it, or acts in its room, which
    lets them steer by its settings of this moment.
    """
    if person == session.owner_id or person in tx.sessions.collaborators(session.number):
        return True
    return at is not None and at.steers(tx.rooms.get(at.room), session.thread)


def _turned_away(tx: Tx, person: PersonId, session: Session, at: Whereabouts | None) -> str:
    if at is None or not at.reaches(session.thread):
        return unknown(session.number)
    return belongs(session.number, name_of(tx, session.owner_id), name_of(tx, person))


def name_of(tx: Tx, person: PersonId) -> str:
    """Return the person's name as others read it."""
    found = tx.persons.get(person)
    return found.name if found else "somebody"


def held_item(tx: Tx, person: PersonId, item_id: ItemId, at: Whereabouts | None = None) -> Item:
    """Lock and return an open item of the person's inbox, with its session and their owners
    locked before it. Raises Refused if it is somebody else's or over.
    """
    seen = tx.items.get(item_id)
    if seen is None:
        raise Refused("That does not exist any more. `!inbox` shows what does.")
    lock_persons(tx, *owners_of(tx, seen))
    session_for(tx, person, seen.session, at)
    item = tx.items.lock(item_id)
    if item is not None and item.owner_id != person:
        raise Refused("It stands in somebody else's inbox.")
    if item is None or item.state is not ItemState.OPEN:
        raise Refused(already(tx, item_id, person))
    return item


def owners_of(tx: Tx, item: Item) -> set[PersonId]:
    """Return in whose inbox the item stands and who owns its session."""
    session = tx.sessions.get(item.session)
    return {item.owner_id} if session is None else {item.owner_id, session.owner_id}


def lock_persons(tx: Tx, *people: PersonId) -> None:
    """Lock several persons in the order of their ids, so that two who do it at the same time
    never wait for one another; before any session's row.
    """
    for each in sorted(set(people)):
        tx.persons.lock(each)


def already(tx: Tx, item: ItemId, person: PersonId) -> str:
    """Tell the person kindly who was first, where from and when by their clock."""
    now = tx.items.get(item)
    if now is None or now.resolved_at is None:
        return "That question does not exist any more."
    at = quiet.clock(now.resolved_at, tx.now(), tx.preferences.get(person).zone)
    if now.state is ItemState.WITHDRAWN:
        return f"That is no longer needed since {at}: {now.answer}."
    if now.resolved_from == BY_DEFAULT:
        return f"Nobody objected, so this was decided by default at {at}: {now.answer}"
    who = name_of(tx, now.resolved_by) if now.resolved_by else "heddle"
    where = f" from {channel_name(now.resolved_from)}" if now.resolved_from else ""
    return f"{who} answered this at {at}{where}: {now.answer}"
