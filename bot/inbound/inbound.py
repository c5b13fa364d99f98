"""The one way in: messages, commands, answers, files and sign-ins of every front end."""

from bot.channel import Heard, Said
from bot.commands.parse import keyword, prose
from bot.inbound.alerting import Alerting
from bot.inbound.given import Given
from bot.inbound.offering import Offering, arrival_of, key_of
from bot.inbound.pressing import Pressing
from bot.inbound.reaching import Reaching
from bot.inbound.rooms import Rooming
from bot.presenter import deeds
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.ids import PersonId
from service.domain.persons import Identity, Person
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.usecases import edit, identify, keep_secret, receive, upload


class Inbound(Pressing, Offering, Reaching, Rooming, Alerting):
    """Takes in what channels parsed. Every method lets Temporary through: then nothing was
    stored, and the channel must not acknowledge it.
    """

    def __init__(self, ports: Ports, pusher: Pusher) -> None:
        Pressing.__init__(self, ports, pusher)
        Reaching.__init__(self, ports, pusher)

    async def used(self, person: PersonId, place: ThreadKey) -> None:
        """The person looks at or writes at a place; noted once a minute at most."""
        await self._uses.now(person, place)

    async def said(self, said: Said) -> Heard:
        """Take in a message or a `!command` of a thread; the same one again changes nothing."""
        heard = await self._take_in(said)
        self._noted(said)
        return heard

    async def _take_in(self, said: Said) -> Heard:
        thread, key = said.thread, key_of(said)
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
            said.via,
            said.new_thread if session else lambda: thread,
            said.attachments,
            said.identity,
            said.at,
            # On the page of a thread that stands elsewhere.
            unseen=said.via != thread.channel,
        )
        return await self._order(line, given)

    async def _message(self, said: Said, key: str) -> Heard:
        try:
            received = await receive.receive(self._ports, arrival_of(said, key))
        except Refused as refused:
            return Heard(str(refused), refused=True)
        given = Given(said.person, None, key, said.via)
        return await self._orders.received(received, given)

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

    async def sign_in(
        self, identity: Identity, name: str, *, admin: bool = False, zone: str = ""
    ) -> Person:
        """Return the person behind an identity, created at the first time."""
        return await identify.sign_in(self._ports, identity, name, admin=admin, zone=zone)

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
