"""Direct messages: which session one is about, which has no thread to say so."""

from dataclasses import dataclass

from bot.chat.receiving.meaning import Meant
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.reading import answered_to
from bot.discord.receiving.spots import ME
from bot.discord.receiving.written import Written
from bot.inbound.seeing import Told
from service.domain.deliveries import direct_lane
from service.domain.ids import PersonId
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.reads import Reads

_BACK = 4
"""Replies to replies that are followed."""
_SESSIONS = 100
"""The last changed sessions of a person among whose messages one is looked for."""


@dataclass(frozen=True, slots=True)
class About:
    """What a direct message is about: a session, or something that was told; neither: it stands
    by itself. `replied`: it says so itself, by being a reply.
    """

    session: Session | None = None
    told: Told | None = None
    replied: bool = False

    @property
    def takes_sentences(self) -> bool:
        """Tell whether a sentence may be a command: not where it may well be an answer."""
        waits = self.session is not None and self.session.state is State.WAITING
        return not self.replied and not waits


class Direct:
    """Looks up what direct messages are about."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def about(self, post: Written) -> About:
        """Return what a message is about. Raises Temporary."""
        if post.answers:
            found = await self._replied(post)
            if found is not None:
                return found
        person = await self._desk.people.known(post.user)
        return About(await self.latest(person.id, post.spot.room) if person else None)

    def is_stray(self, about: About, meant: Meant) -> bool:
        """Tell whether its author may have to say what it is about."""
        return about.session is None and about.told is None and not meant.keyword

    async def _replied(self, post: Written) -> About | None:
        """A reply is about the session of the message, or of what that one replies to."""
        lane = direct_lane(self._desk.people.identity(post.user))
        at = post.answers
        for _ in range(_BACK):
            told = await self._desk.seeing.told(lane, str(at))
            if told is not None:
                return About(told.session, told, replied=True)
            session = await self._of_message(post, at)
            if session is not None:
                return About(session, replied=True)
            before = await self._desk.context.read(post.spot, at)
            at = answered_to(before) if before else 0
            if not at:
                return None
        return None

    async def _of_message(self, post: Written, message: int) -> Session | None:
        session = await self._desk.seeing.session_of(self._desk.thread(post.spot, message))
        if session is not None:
            return session
        receipt = await self._desk.seeing.receipt(self._desk.key(post.spot, message))
        if receipt is not None and receipt.session is not None:
            number = receipt.session
            return await self._desk.ports.store.read(lambda reads: reads.session(number))
        return await self._shown_in(post, str(message))

    async def _shown_in(self, post: Written, message: str) -> Session | None:
        """Return the session of whose thread heddle posted the message."""
        person = await self._desk.people.known(post.user)
        if person is None:
            return None
        room = str(post.spot.room)

        def query(reads: Reads) -> Session | None:
            for session in reads.sessions(person.id, limit=_SESSIONS):
                thread = session.thread
                if (thread.channel, thread.workspace, thread.room) != (VIA, ME, room):
                    continue
                card = reads.card(session.number)
                if card is not None and card.message == message:
                    return session
                if reads.delivery_by_receipt(str(thread), message) is not None:
                    return session
            return None

        return await self._desk.ports.store.read(query)

    async def latest(self, person: PersonId, room: int) -> Session | None:
        """Return the session that was started last in these direct messages. Raises Temporary."""

        def query(reads: Reads) -> Session | None:
            found = [
                each
                for each in reads.sessions(person, limit=_SESSIONS)
                if (each.thread.channel, each.thread.workspace) == (VIA, ME)
                and each.thread.room == str(room)
            ]
            return max(found, key=lambda each: each.number, default=None)

        return await self._desk.ports.store.read(query)
