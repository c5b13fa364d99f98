"""Dismiss: what was only to be known is known; a question is left to the agent."""

from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import DISMISS, Item, ItemKind, Reason
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, answer
from service.usecases.commit import commit

DECIDE_YOURSELF = "You decide."
SEEN = "Seen"


async def dismiss(
    ports: Ports, person: PersonId, item_id: ItemId, via: str, *, at: Whereabouts | None = None
) -> Item:
    """Close the item. A question is answered: the agent decides, by its default if it has one.

    Raises Refused if it is somebody else's, is over, or has to be decided.
    """

    def work(tx: Tx) -> Item:
        item = access.held_item(tx, person, item_id, at)
        if item.kind is ItemKind.BUDGET or item.reason is Reason.CAPTURE_FAILED:
            choices = " or ".join(f"“{each}”" for each in item.choices)
            raise Refused(f"This has to be decided: choose {choices}, or snooze it.")
        if item.kind is ItemKind.QUESTION:
            owner, session = access.session_for(tx, person, item.session, at)
            text = item.default or DECIDE_YOURSELF
            given = answer.Answer(person, text, via)
            answer.answer_question(tx, ports, owner, session, item, given)
        else:
            answer.resolve(tx, item, answer.Answer(person, DISMISS, via))
        return item

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def seen(ports: Ports, person: PersonId, number: SessionNumber, via: str) -> int:
    """The person looks at the session: its results are no news any more; return how many."""

    def work(tx: Tx) -> int:
        found = [
            each
            for each in tx.items.open_of(number)
            if each.kind is ItemKind.RESULT and each.owner_id == person
        ]
        for item in found:
            answer.resolve(tx, item, answer.Answer(person, SEEN, via))
        return len(found)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
