"""What a person does about an attention item, by its id, from a button of any front end."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.channel import Heard
from bot.commands import kinds
from bot.commands.kinds import Command
from bot.inbound.deeds import Deed, Verb, about
from bot.inbound.given import Given
from bot.inbound.looking import Looking
from bot.inbound.uses import Uses
from bot.presenter import attending, checking_in
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import assign, dismiss, once, set_check_in, snooze
from service.usecases.once import Done

T = TypeVar("T")


class Attending:
    """Snoozing, handing on, dismissing and seeing, each receipt key once."""

    def __init__(self, ports: Ports, uses: Uses) -> None:
        self._ports = ports
        self._uses = uses

    async def snooze(
        self,
        person: Person,
        item: ItemId,
        span: str,
        key: str,
        via: str,
        *,
        identity: Identity | None = None,
        at: Whereabouts | None = None,
    ) -> Heard:
        """Keep the item out of sight for a span, as `10m`, `1h` or `tomorrow`."""
        self._uses.direct(person.id, via, identity)
        return await self._once(
            key,
            lambda ports: snooze.snooze(ports, person.id, item, span, at=at),
            lambda tx, found: told_snoozed(tx, found, person.id),
        )

    async def assign(
        self,
        person: Person,
        item: ItemId,
        name: str,
        key: str,
        via: str,
        *,
        identity: Identity | None = None,
        at: Whereabouts | None = None,
    ) -> Heard:
        """Hand the item to the colleague of that name."""
        self._uses.direct(person.id, via, identity)
        return await self._once(
            key,
            lambda ports: assign.assign(ports, person.id, item, name, at=at),
            told_assigned,
        )

    async def dismiss(
        self,
        person: Person,
        item: ItemId,
        key: str,
        via: str,
        *,
        identity: Identity | None = None,
        at: Whereabouts | None = None,
    ) -> Heard:
        """Close the item; a question is left to the agent."""
        self._uses.direct(person.id, via, identity)
        return await self._once(
            key,
            lambda ports: dismiss.dismiss(ports, person.id, item, via, at=at),
            told_dismissed,
        )

    async def seen(self, person: Person, number: SessionNumber, via: str) -> None:
        """The person looks at the session: its results are no news any more."""
        await dismiss.seen(self._ports, person.id, number, via)

    async def _once(
        self,
        key: str,
        verb: Callable[[Ports], Awaitable[T]],
        told: Callable[[Tx, T], Done],
    ) -> Heard:
        try:
            taken = await once.once(self._ports, key, verb, told)
        except Refused as refused:
            taken = await once.settle(self._ports, key, Done(str(refused)), Fate.REFUSED)
        return heard_of(taken)


def heard_of(taken: once.Taken) -> Heard:
    """Return what a command's receipt answers."""
    receipt = taken.receipt
    refused = receipt.fate == Fate.REFUSED
    return Heard(receipt.reply, receipt.session, receipt.fate, refused, taken.again)


def deed_of(command: Command, given: Given, look: Looking) -> Deed | None:
    """Return what carries a command about a session's most urgent item out, or None."""
    who, at = given.person.id, given.at
    match command:
        case kinds.Snooze(number, span):
            return Deed(
                _on_urgent(
                    look,
                    given,
                    number,
                    lambda ports, item: snooze.snooze(ports, who, item, span, at=at),
                ),
                lambda tx, item: told_snoozed(tx, item, who),
            )
        case kinds.Assign(number, name):
            return Deed(
                _on_urgent(
                    look,
                    given,
                    number,
                    lambda ports, item: assign.assign(ports, who, item, name, at=at),
                ),
                told_assigned,
            )
        case kinds.CheckIn(number, every) if every:
            return about(
                number,
                lambda ports: set_check_in.set_check_in(ports, who, number, every, at=at),
                checking_in.chosen,
            )
        case kinds.Dismiss(number):
            return Deed(
                _on_urgent(
                    look,
                    given,
                    number,
                    lambda ports, item: dismiss.dismiss(ports, who, item, given.via, at=at),
                ),
                told_dismissed,
            )
        case _:
            return None


def _on_urgent(
    look: Looking,
    given: Given,
    number: SessionNumber,
    act: Callable[[Ports, ItemId], Awaitable[object]],
) -> Verb:
    async def verb(ports: Ports) -> object:
        return await act(ports, await look.most_urgent(given.person.id, number, given.at))

    return verb


def told_snoozed(tx: Tx, item: Item, person: PersonId) -> Done:
    """Word a snooze."""
    zone = tx.preferences.get(person).zone
    return Done(attending.snoozed(item, _session(tx, item), tx.now(), zone), item.session)


def told_assigned(tx: Tx, moved: tuple[Item, Person]) -> Done:
    """Word that an item was handed on."""
    item, colleague = moved
    return Done(attending.assigned(item, _session(tx, item), colleague.name), item.session)


def told_dismissed(tx: Tx, item: Item) -> Done:
    """Word a dismissal."""
    return Done(attending.dismissed(item, _session(tx, item)), item.session)


def _session(tx: Tx, item: Item) -> Session:
    return tx.sessions.lock(item.session)
