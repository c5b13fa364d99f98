"""The one way in: messages, commands, answers, files and sign-ins of every front end."""

from collections.abc import Callable, Sequence

from bot.channel import Heard, Said
from bot.commands.parse import keyword, parse, prose
from bot.inbound.attending import Attending
from bot.inbound.given import Given
from bot.inbound.looking import Looking
from bot.inbound.orders import Orders
from bot.inbound.reaching import Reaching
from bot.inbound.uses import Uses
from bot.presenter import deeds
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import OBJECT, ItemState
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate, receipt_key
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.usecases import answer, edit, identify, keep_secret, once, receive, upload


class Inbound(Attending, Reaching):
    """Takes in what channels parsed. Every method lets Temporary through: then nothing was
    stored, and the channel must not acknowledge it.
    """

    def __init__(self, ports: Ports, pusher: Pusher) -> None:
        self._uses = Uses(ports)
        Attending.__init__(self, ports, self._uses)
        Reaching.__init__(self, ports, pusher)
        self._look = Looking(ports)
        self._orders = Orders(ports, pusher, self._look)

    async def used(self, person: PersonId, place: ThreadKey) -> None:
        """The person looks at or writes at a place; noted once a minute at most."""
        await self._uses.now(person, place)

    async def said(self, said: Said) -> Heard:
        """Take in a message or a `!command` of a thread; the same one again changes nothing."""
        heard = await self._take_in(said)
        self._uses.soon(said.person.id, said.thread)
        return heard

    async def _take_in(self, said: Said) -> Heard:
        thread = said.thread
        key = receipt_key(thread.channel, thread.workspace, thread.room, said.message)
        try:
            line = keyword(said.text)
        except Refused as refused:
            return await self._refuse(refused, key, None)
        if line is None:
            return await self._message(said, key)
        session = await self._look.session_of(thread)
        given = Given(
            said.person,
            session.number if session else None,
            key,
            thread.channel,
            said.new_thread if session else lambda: thread,
            said.attachments,
            said.identity,
        )
        return await self._order(line, given)

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
    ) -> Heard:
        """Carry out a command line without `!`, from a button or a slash command.

        `key` is its receipt key: a command that is delivered again is answered again and not
        carried out again. `here` is the session whose number may be left out.
        """
        given = Given(person, here, key, via, new_thread, attachments, identity)
        heard = await self._order(line, given)
        self._uses.direct(person.id, via)
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
        receipt = await once.settle(self._ports, key, done, Fate.REFUSED)
        text = receipt.reply or str(refused)
        return Heard(text, receipt.session, receipt.fate, receipt.fate == Fate.REFUSED)

    async def _message(self, said: Said, key: str) -> Heard:
        via, person = said.thread.channel, said.person
        arrival = receive.Arrival(
            key,
            said.thread,
            person.id,
            prose(said.text),
            via,
            said.attachments,
            said.model,
            said.pool,
            said.title,
        )
        try:
            received = await receive.receive(self._ports, arrival)
        except Refused as refused:
            return Heard(str(refused), refused=True)
        return await self._orders.received(received, Given(person, None, key, via))

    async def answer(
        self,
        person: Person,
        item: ItemId,
        text: str,
        via: str,
        attachments: Sequence[Attachment] = (),
    ) -> Heard:
        """Answer an attention item. The same answer once more is no refusal."""
        given = answer.Answer(person.id, text, via, attachments)
        try:
            session = await answer.answer_item(self._ports, item, given)
        except Refused as refused:
            found = await self._look.item(item)
            if found and found.resolved_by == person.id and found.answer == text:
                return Heard(deeds.still_answered(text), found.session)
            return Heard(str(refused), found.session if found else None, refused=True)
        told = await self._told(session, item, text)
        self._uses.direct(person.id, via)
        if session.state == State.QUEUED:
            told = f"{told} {await self._look.queued(session.number, person.id)}".strip()
        return Heard(told, session.number, Fate.ANSWERED)

    async def _told(self, session: Session, item: ItemId, text: str) -> str:
        if text.strip().lower() != OBJECT.lower():
            return deeds.answered(session)
        found = await self._look.item(item)
        is_open = found is not None and found.state is ItemState.OPEN
        return deeds.objected(session) if is_open else deeds.answered(session)

    async def edit(self, person: Person, key: str, text: str) -> Heard:
        """Change a message that the agent has not read yet; it cannot become a command."""
        try:
            if keyword(text) is not None:
                raise Refused("A message cannot become a command. Send the command by itself.")
            await edit.edit(self._ports, person.id, key, prose(text))
        except Refused as refused:
            return Heard(str(refused), refused=True)
        return Heard(deeds.edited())

    async def delete(self, person: Person, key: str) -> Heard:
        """Erase the text of a message."""
        try:
            await edit.delete(self._ports, person.id, key)
        except Refused as refused:
            return Heard(str(refused), refused=True)
        return Heard(deeds.deleted())

    async def upload(
        self, person: Person, name: str, media_type: str, content: bytes
    ) -> Attachment:
        """Keep a file for a message to attach. Raises Refused if it is empty or too large."""
        return await upload.upload(self._ports, person.id, name, media_type, content)

    async def sign_in(self, identity: Identity, name: str, *, admin: bool = False) -> Person:
        """Return the person behind an identity, created at the first time."""
        return await identify.sign_in(self._ports, identity, name, admin=admin)

    async def use_code(self, identity: Identity, code: str) -> Person:
        """Link the identity to the person who got the code. Raises Refused."""
        return await identify.link(self._ports, identity, code)

    async def invite(self, admin: Person, name: str) -> str:
        """Create a person and return the code they sign in with. Raises Refused."""
        return await identify.invite(self._ports, admin.id, name)

    async def link_code(self, person: Person) -> str:
        """Return a new one-time code that links another identity to the person."""
        return await identify.link_code(self._ports, person.id)

    async def keep_key(self, admin: Person, name: str, value: str) -> Heard:
        """Keep a provider's key encrypted; an empty one removes it."""
        try:
            await keep_secret.keep_secret(self._ports, admin.id, name, value)
        except Refused as refused:
            return Heard(str(refused), refused=True)
        return Heard(deeds.key_kept(name, removed=not value.strip()))
