"""Discord as the courier knows it."""

from dataclasses import replace

from bot.courier.platform import Answered, CardView, Files, Offer, Post, Urgency
from bot.discord.api.refusals import CLOSED, UNKNOWN_EMOJI, UNKNOWN_MESSAGE, DiscordRefused
from bot.discord.api.web import Api
from bot.discord.budget import at
from bot.discord.rendering import card as cards
from bot.discord.rendering.parts import Message
from bot.discord.rendering.signs import REACTIONS
from bot.discord.sending import laying_out, places
from bot.discord.sending.answers import Answers
from bot.discord.sending.finding import find, look
from bot.discord.sending.headings import Headings
from bot.discord.sending.places import Place, is_direct, place_of
from bot.discord.sending.poster import NONCE, QUIET, How, Poster, Tag
from bot.discord.sending.streams import Streams
from bot.discord.sending.typing import Typing
from bot.discord.sending.uploads import Uploads
from bot.presenter.cards import AskCard, Mark, ResultCard
from service.domain.deliveries import DIRECT
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.clock import Clock

_ASKS = (AskCard, ResultCard)
_AWAY = "/"
"""Stands between channel and message in the id of a post that did not go into its lane."""


class DiscordChannel:
    """A `ChatChannel` of the bot's account, in all its servers; closed by who made it."""

    name = "discord"

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._poster = Poster(api)
        self._typing = Typing(api, clock)
        self._headings = Headings(api, clock)
        self._streams = Streams(self._poster, clock)
        self._uploads = Uploads(self._poster)
        self._answers = Answers(self._poster, self._streams)

    async def close(self) -> None:
        """Type no more, and leave threads' names and tags as they are."""
        await self._typing.close()
        await self._headings.close()

    async def post(self, post: Post) -> str:
        """Post it; Discord knows by its nonce what an earlier attempt posted, and once it has
        forgotten that, it is looked for. An ask for somebody whose direct messages are closed
        goes into its session's thread.
        """
        try:
            return await self._post(post, await place_of(self._api, post.lane))
        except DiscordRefused as error:
            moved, asked = _elsewhere(post), post.content
            if error.code not in CLOSED or moved is None or not isinstance(asked, _ASKS):
                raise
            return await self._post_elsewhere(moved, asked)

    async def _post(self, post: Post, place: Place) -> str:
        how = laying_out.how(post)
        found = await find(self._api, place.channel, post.begun_at, self._clock.now())
        match post.content:
            case Answered():
                self._typing.rests(place)
                id_ = await self._answers.send(place, post.content, post.id, how, found)
                self._streams.over(id_)
                return id_
            case Files():
                # They come with an answer, which has mentioned whom it is for.
                unsaid = How(post.loud)
                return await self._uploads.send(place, post.content, post.id, unsaid, found)
            case AskCard():
                self._typing.rests(place)
        message = laying_out.card(post.content, post.lane)
        if isinstance(post.content, Offer):
            place = replace(place, reply=post.content.message)
        if there := found.take(message, (), how.user):
            return there
        return await self._poster.post(place, message, Tag(post.id), how)

    async def _post_elsewhere(self, post: Post, asked: AskCard | ResultCard) -> str:
        place, how = await place_of(self._api, post.lane), laying_out.how(post)
        message = laying_out.misplaced(laying_out.card(asked, post.lane))
        found = await find(self._api, place.channel, post.begun_at, self._clock.now())
        there = found.take(message, (), how.user)
        there = there or await self._poster.post(place, message, Tag(post.id), how)
        return f"{place.channel}{_AWAY}{there}"

    async def find(self, post: Post) -> str:
        """Return the id of what an earlier attempt posted, in its lane or, for somebody whose
        direct messages are closed, in its session's thread; empty if there is nothing.
        """
        asked, moved = post.content, _elsewhere(post)
        if post.begun_at is None or not isinstance(asked, _ASKS):
            return ""
        try:
            if there := await self._stands(post, laying_out.card(asked, post.lane)):
                return there
        except DiscordRefused as error:
            if error.code not in CLOSED or moved is None:
                raise
        if moved is None:
            return ""
        there = await self._stands(moved, laying_out.misplaced(laying_out.card(asked, moved.lane)))
        return f"{moved.lane.thread}{_AWAY}{there}" if there else ""

    async def _stands(self, post: Post, message: Message) -> str:
        place = await place_of(self._api, post.lane)
        found = await look(self._api, place.channel, post.begun_at or 0.0)
        return found.take(message, (), laying_out.how(post).user)

    async def show(self, view: CardView) -> str:
        """Post or edit the status card; one that was deleted is posted anew. Nobody is notified."""
        with at(view.urgency):
            place = await place_of(self._api, view.session.thread)
            self._look_at(view, place)
            if view.urgency is Urgency.SPARE:
                await self._api.spare(str(view.session.number))
            return await self._show(view, place)

    async def _show(self, view: CardView, place: Place) -> str:
        message = cards.message(view.card)
        if view.message and await self._edited(place.channel, view.message, message):
            return view.message
        found = await find(self._api, place.channel, view.begun_at, self._clock.now())
        there = found.card(cards.footer(view.session.number))
        if there and there != view.message and await self._edited(place.channel, there, message):
            return there
        # One that replaces a deleted card must not be taken for that.
        tag = Tag(f"c{view.session.number}.{view.message[-10:]}"[: NONCE - 2])
        posted = await self._poster.post(place, message, tag, QUIET)
        if view.begun_at is not None:
            # Discord may have given back what an earlier attempt posted.
            await self._edited(place.channel, posted, message)
        return posted

    def _look_at(self, view: CardView, place: Place) -> None:
        if view.card.mark is Mark.WORKING:
            self._typing.still_works(place)
        else:
            self._typing.rests(place)
        if not is_direct(view.session.thread):
            self._headings.titled(view.session.thread, view.session.title)

    async def _edited(self, channel: str, id_: str, message: Message) -> bool:
        """Edit the message and tell whether it is still there."""
        try:
            await self._poster.edit(channel, id_, message)
        except DiscordRefused as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return False
        return True

    async def settle(self, lane: ThreadKey, message: str, card: AskCard | ResultCard) -> None:
        """Replace a card by how it ended; one that was deleted needs nothing."""
        channel, away, id_ = message.rpartition(_AWAY)
        if not away:
            channel = (await place_of(self._api, lane)).channel
        ended = replace(card, buttons=()) if isinstance(card, ResultCard) else card
        await self._edited(channel, id_, laying_out.card(ended, lane))

    async def mark(self, session: Session, before: Mark | None, after: Mark | None) -> None:
        """Change the reaction on the thread's first message, the new one first; a forum's post
        is tagged as well, and typing is shown while the agent works.
        """
        thread = session.thread
        place = await place_of(self._api, thread)
        if after is Mark.WORKING:
            self._typing.works(place)
        else:
            self._typing.rests(place)
        if after is not None and not is_direct(thread):
            self._headings.marked(thread, after)
        with at(Urgency.SOON):
            channel, first = await places.first_message(self._api, thread)
            if after is not None:
                await self._api.react(channel, first, REACTIONS[after])
            if before is not None and before is not after:
                await self._unreact(channel, first, before)

    async def _unreact(self, channel: str, message: str, mark: Mark) -> None:
        try:
            await self._api.unreact(channel, message, REACTIONS[mark])
        except DiscordRefused as error:
            if error.code not in (UNKNOWN_MESSAGE, UNKNOWN_EMOJI):
                raise

    def streams(self, thread: ThreadKey) -> bool:
        """Tell whether text is shown there while it is written: in direct messages only."""
        return is_direct(thread)

    async def stream(self, session: Session, message: str, text: str) -> str:
        """Show the text in the stream, or begin one."""
        if session.turn_id is None or not self.streams(session.thread):
            return ""
        place = await place_of(self._api, session.thread)
        self._typing.still_works(place)
        return await self._streams.show(place, session.turn_id, message, text)

    async def end_stream(self, session: Session, message: str) -> None:  # noqa: ARG002
        """Let go of the stream; what is in it stays."""
        self._streams.over(message)

    def link(self, thread: ThreadKey) -> str:
        """Return the address of the thread, or of the message that opened it."""
        return places.link_of(thread)

    def is_direct(self, thread: ThreadKey) -> bool:
        """Tell whether only one person and heddle are there."""
        return is_direct(thread)


def _elsewhere(post: Post) -> Post | None:
    """Return the post as it goes into its session's thread instead of direct messages."""
    thread = post.thread
    if thread is None or thread.channel != "discord" or is_direct(thread):
        return None
    return replace(post, lane=thread) if post.lane.thread == DIRECT else None
