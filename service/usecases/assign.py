"""Hand an item to a colleague: it moves to their inbox and climbs their ladder."""

from dataclasses import replace

from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, tell
from service.usecases.commit import commit
from service.usecases.share import person_called


async def assign(ports: Ports, person: PersonId, item_id: ItemId, name: str) -> tuple[Item, Person]:
    """Move the item into the inbox of the person called `name`, who may then see its session
    and answer; return both.

    Raises Refused if it is a budget (its owner's alone), is over, stands in somebody else's
    inbox, or there is nobody of that name.
    """
    colleague = await person_called(ports, name)

    def work(tx: Tx) -> tuple[Item, Person]:
        seen = tx.items.get(item_id)
        # Both persons are locked in the order of their ids, so that two who hand to each other
        # never wait for one another; then comes the session.
        seen_session = tx.sessions.get(seen.session) if seen else None
        owners = {each.owner_id for each in (seen, seen_session) if each is not None}
        for each in sorted({colleague.id, person} | owners):
            tx.persons.lock(each)
        item = access.held_item(tx, person, item_id)
        if item.kind is ItemKind.BUDGET:
            raise Refused("A budget is its owner's alone to decide; it cannot be handed on.")
        if item.owner_id == colleague.id:
            raise Refused(f"It stands in the inbox of {colleague.name} already.")
        session = tx.sessions.get(item.session)
        assert session is not None  # noqa: S101  an item is about a session
        if session.owner_id != colleague.id:
            tx.sessions.share(item.session, colleague.id)
        chosen = tx.preferences.get(colleague.id)
        facts = {**item.facts, "handed_by": access.name_of(tx, person)}
        ladder = tuple(chosen.ladder_for(item.severity))
        moved = tell.climb_again(
            replace(
                item,
                owner_id=colleague.id,
                ladder=ladder,
                rung=0,
                told=0,
                snoozed_until=None,
                colleague_id=None,
                facts=facts,
            ),
            tx.now(),
        )
        tx.items.save(moved)
        tx.outbox.withdraw(item.id, tx.now())
        tx.effects.append(Changed(item.session))
        tell.tell_person(tx, ports, colleague.id)
        tell.tell_person(tx, ports, item.owner_id)
        return moved, colleague

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
