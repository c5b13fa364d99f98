"""Direct messages that may be an answer or a new task: their author says what they are about."""

from bot.channel import Heard, Said
from bot.commands.parse import keyword, prose
from bot.inbound.given import Given
from bot.inbound.ordering import Ordering
from bot.presenter import offering as words
from bot.presenter.plaintext import cut, one_line
from service.domain.deliveries import direct_lane
from service.domain.errors import Refused
from service.domain.ids import ItemId
from service.domain.persons import Person
from service.domain.receipts import Fate, receipt_key
from service.domain.threads import ThreadKey
from service.usecases import answer, offer, receive

_EXCERPT = 120


class Offering(Ordering):
    """Asks what a stray message is about, and does what was chosen."""

    async def stray(self, said: Said, lane: ThreadKey) -> Heard | None:
        """Ask what a message is about that stands by itself in direct messages, if anything
        is open that it could answer: then nothing is started, and the question goes into `lane`.

        Returns None where there is nothing to ask, or it is a command: then it is `said`. The
        same message again asks nothing again.
        """
        try:
            if keyword(said.text) is not None:
                return None
        except Refused:
            return None
        excerpt = cut(one_line(said.text), _EXCERPT)
        stray = offer.Stray(key_of(said), said.person.id, said.message, excerpt, str(lane))
        offered = await offer.offer(self._ports, stray)
        if offered is None:
            return None
        self._noted(said)
        return Heard(words.asked(), fate=Fate.OFFERED, again=offered.again)

    async def take_offered(
        self, person: Person, item: ItemId | None, said: Said, via: str
    ) -> Heard:
        """Do what the author of an offered message chose: it answers `item`, or (None) opens a
        session whose thread is the message's. `said` is the message as it stands by now.

        Pressed twice it does nothing more. A refusal keeps the offer: another choice works.
        """
        self._noted(said)
        key = key_of(said)
        try:
            received = await self._chosen(person, item, said, via, key)
        except Refused as refused:
            return Heard(words.still_offered(str(refused)), refused=True)
        return await self._orders.received(received, Given(person, None, key, via))

    async def _chosen(
        self, person: Person, item: ItemId | None, said: Said, via: str, key: str
    ) -> receive.Received:
        if item is None:
            return await receive.receive(self._ports, arrival_of(said, key, offered=True))
        given = answer.Answer(person.id, prose(said.text), via, said.attachments)
        return await offer.take_offered(self._ports, key, item, given)

    def _noted(self, said: Said) -> None:
        """Note where the person is active: in the thread, and in direct messages if it is there."""
        self._uses.soon(said.person.id, said.thread)
        if said.direct and said.identity is not None:
            self._uses.soon(said.person.id, ThreadKey.parse(direct_lane(said.identity)))
        elif said.direct:
            self._uses.direct(said.person.id, said.thread.channel)


def key_of(said: Said) -> str:
    """Return the receipt key of a message."""
    thread = said.thread
    return receipt_key(thread.channel, thread.workspace, thread.room, said.message)


def arrival_of(said: Said, key: str, *, offered: bool = False) -> receive.Arrival:
    """Return the message as it arrives in its thread."""
    return receive.Arrival(
        key,
        said.thread,
        said.person.id,
        prose(said.text),
        said.via,
        said.attachments,
        said.model,
        said.pool,
        said.title,
        said.budget_usd,
        said.open_room,
        offered,
        said.roles,
        said.task,
    )
