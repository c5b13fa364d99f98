"""Hand an item to a colleague: it moves to their inbox and climbs their ladder."""

from dataclasses import replace

from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, hand_on
from service.usecases.commit import commit
from service.usecases.share import person_called


async def assign(
    ports: Ports, person: PersonId, item_id: ItemId, name: str, *, at: Whereabouts | None = None
) -> tuple[Item, Person]:
    """Move the item into the inbox of the person called `name`, who may then see its session
    and answer; return both.

    Raises Refused if it is a budget (its owner's alone), is over, stands in somebody else's
    inbox, or there is nobody of that name.
    """
    return await assign_to(ports, person, item_id, await person_called(ports, name), at=at)


async def assign_to(
    ports: Ports,
    person: PersonId,
    item_id: ItemId,
    colleague: Person,
    *,
    at: Whereabouts | None = None,
) -> tuple[Item, Person]:
    """Move the item into the colleague's inbox, as what asks for it says from then on; returns
    and raises like `assign`.
    """

    def work(tx: Tx) -> tuple[Item, Person]:
        seen = tx.items.get(item_id)
        owners = access.owners_of(tx, seen) if seen else set[PersonId]()
        access.lock_persons(tx, colleague.id, *owners)
        item = access.held_item(tx, person, item_id, at)
        if item.kind is ItemKind.BUDGET:
            raise Refused("A budget is its owner's alone to decide; it cannot be handed on.")
        if item.kind is ItemKind.CHECK_IN:
            raise Refused(
                f"The next check-in would be its owner's again: `!share {item.session} @name` lets"
                " a colleague look at the session instead.",
            )
        if item.owner_id == colleague.id:
            raise Refused(f"It stands in the inbox of {colleague.name} already.")
        session = tx.sessions.get(item.session)
        assert session is not None  # noqa: S101  an item is about a session
        if session.owner_id != colleague.id:
            tx.sessions.share(item.session, colleague.id)
        handed = {"handed_by": access.name_of(tx, person), "handed_to": colleague.name}
        item = replace(item, facts={**item.facts, **handed})
        return hand_on.hand_on(tx, ports, item, colleague.id), colleague

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
