"""Commands and answers, from a text, a button or a form."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.channel import Heard
from bot.commands.parse import parse
from bot.inbound.attending import Attending, heard_of
from bot.inbound.given import Given
from bot.inbound.looking import Looking
from bot.inbound.orders import Orders
from bot.inbound.uses import Uses
from bot.presenter import deeds
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import Item
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.usecases import answer, once


class Ordering(Attending):
    """Carries out command lines and takes answers."""

    def __init__(self, ports: Ports, pusher: Pusher) -> None:
        super().__init__(ports, Uses(ports))
        self._look = Looking(ports)
        self._orders = Orders(ports, pusher, self._look)

    async def command(
        self,
        person: Person,
        line: str,
        here: SessionNumber | None,
        key: str,
        via: str,
        *,
        new_thread: Callable[[], ThreadKey] | None = None,
        attachments: Sequence[Attachment] = (),
        identity: Identity | None = None,
        at: Whereabouts | None = None,
        unseen: bool = False,
    ) -> Heard:
        """Carry out a command line without `!`, from a button or a slash command.

        `key` is its receipt key: a command that is delivered again is answered again and not
        carried out again. `here` is the session whose number may be left out, `at` where the
        person acts if others are there. What is `unseen` was written where only they read it.
        """
        given = Given(person, here, key, via, new_thread, attachments, identity, at, unseen)
        heard = await self._order(line, given)
        self._uses.direct(person.id, via, identity)
        return heard

    async def _order(self, line: str, given: Given) -> Heard:
        try:
            return await self._orders.carry_out(parse(line, given.here), given)
        except Refused as refused:
            return await self._refuse(refused, given.key, given.here)

    async def _refuse(self, refused: Refused, key: str, here: SessionNumber | None) -> Heard:
        """Record a refusal, so that the same command is not carried out when it comes again.

        A command that was carried out the first time is answered as then.
        """
        done = once.Done(str(refused), here)
        taken = await once.settle(self._ports, key, done, Fate.REFUSED)
        return replace(heard_of(taken), text=taken.receipt.reply or str(refused))

    async def answer(
        self,
        person: Person,
        item: ItemId,
        text: str,
        via: str,
        attachments: Sequence[Attachment] = (),
        *,
        identity: Identity | None = None,
    ) -> Heard:
        """Answer an attention item. The same answer once more is no refusal."""
        given = answer.Answer(person.id, text, via, attachments)
        self._uses.direct(person.id, via, identity)
        try:
            session = await answer.answer_item(self._ports, item, given)
        except Refused as refused:
            found = await self._look.item(item)
            if found and found.resolved_by == person.id and found.answer == text:
                return Heard(deeds.still_answered(text), found.session, again=True)
            return Heard(str(refused), found.session if found else None, refused=True)
        told = deeds.answer_taken(session, await self._look.item(item), text)
        return await self._placed(Heard(told, session.number, Fate.ANSWERED), session, person)

    async def _placed(self, heard: Heard, session: Session, person: Person) -> Heard:
        """Add where a queued session stands."""
        if session.state != State.QUEUED:
            return heard
        where = await self._look.queued(session.number, person.id)
        return replace(heard, text=f"{heard.text} {where}".strip())

    async def _item(self, item: ItemId | None) -> Item:
        """Return the item that a button is about. Raises Refused if there is none."""
        found = await self._look.item(item) if item else None
        if found is None:
            raise Refused("That does not exist any more. `!inbox` shows what needs you.")
        return found
