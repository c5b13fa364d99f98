"""Slack as the courier knows it."""

from dataclasses import replace
from typing import Any

from bot.courier.platform import Answered, CardView, Files, Post
from bot.presenter.cards import AskCard, Mark, ResultCard
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.rendering import card as cards
from bot.slack.rendering import splitting
from bot.slack.sending import laying_out
from bot.slack.sending.answers import Answers
from bot.slack.sending.finding import find
from bot.slack.sending.marks import Marks
from bot.slack.sending.native import NativeStatus
from bot.slack.sending.places import Place, is_direct, place_of
from bot.slack.sending.poster import Poster, Tag
from bot.slack.sending.streams import Streams
from bot.slack.sending.uploads import Uploads
from service.domain.deliveries import DIRECT
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.clock import Clock

_UNSEEN = frozenset({"channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel"})
_GONE = "message_not_found"


class SlackChannel:
    """A `ChatChannel` of one workspace, and what front ends of Slack say beside it."""

    name = "slack"

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._poster = Poster(api)
        self._native = NativeStatus(api)
        self._marks = Marks(api, self._native)
        self._streams = Streams(api, clock)
        self._uploads = Uploads(api, self._poster)
        self._answers = Answers(self._poster, self._streams, self._uploads)

    async def post(self, post: Post) -> str:
        """Post it; what an earlier attempt posted is found by its metadata and stays."""
        place = await place_of(self._api, post.lane)
        found = await find(self._api, place, post.begun_at)
        tag = Tag(post.id)
        match post.content:
            case Answered():
                user = laying_out.mentioned(post)
                ts = await self._answers.send(place, post.content, post.id, user, found)
                self._native.replaced(place, by_stream=ts == post.content.stream)
                return ts
            case Files():
                return await self._uploads.send(place, post.content, tag, found)
        if there := found.parts(post.id).get(0):
            return there
        message = laying_out.card(post.content)
        ts = await self._poster.post(
            place, laying_out.addressed(message, laying_out.mentioned(post)), tag
        )
        self._native.replaced(place, by_stream=False)
        return ts

    async def find(self, post: Post) -> str:
        """Return the timestamp of what an earlier attempt posted, empty if there is nothing."""
        place = await place_of(self._api, post.lane)
        return (await find(self._api, place, post.begun_at)).parts(post.id).get(0, "")

    async def show(self, view: CardView) -> str:
        """Post or edit the status card; one that was deleted is posted anew."""
        place = await place_of(self._api, view.session.thread)
        message = cards.message(view.card)
        tag = Tag(f"card-{view.session.number}")
        if view.message:
            try:
                await self._poster.edit(place, view.message, message, tag, view.urgency)
            except SlackRefused as error:
                if error.code != _GONE:
                    raise
            else:
                return view.message
        there = (await find(self._api, place, view.begun_at)).parts(tag.id).get(0, "")
        if there and there != view.message:
            await self._poster.edit(place, there, message, tag)
            return there
        return await self._poster.post(place, message, tag)

    async def settle(self, lane: ThreadKey, message: str, card: AskCard | ResultCard) -> None:
        """Replace a card by how it ended; one that was deleted needs nothing."""
        place = await place_of(self._api, lane)
        ended = replace(card, buttons=()) if isinstance(card, ResultCard) else card
        try:
            await self._poster.edit(place, message, laying_out.card(ended))
        except SlackRefused as error:
            if error.code != _GONE:
                raise

    async def mark(self, session: Session, before: Mark | None, after: Mark | None) -> None:
        """Change the reaction on the thread's first message."""
        thread = session.thread
        place = await place_of(self._api, thread)
        await self._marks.change(place, before, after, is_direct(thread))

    def streams(self, thread: ThreadKey) -> bool:
        """Tell whether text is shown there while it is written: in direct messages only."""
        return self._streams.possible and is_direct(thread)

    async def stream(self, session: Session, message: str, text: str) -> str:
        """Show the text in the stream, or begin one."""
        if not message and not self.streams(session.thread):
            return ""
        place = await place_of(self._api, session.thread)
        ts = await self._streams.show(place, message, text)
        if ts and not message:
            self._native.replaced(place, by_stream=True)
        return ts

    async def end_stream(self, session: Session, message: str) -> None:
        """Stop the stream; what is in it stays."""
        place = await place_of(self._api, session.thread)
        try:
            await self._streams.end(place, message, None)
        except SlackRefused as error:
            if error.code != _GONE:
                raise

    def link(self, thread: ThreadKey) -> str:
        """Return the address of the thread's first message."""
        if thread.thread == DIRECT:
            return ""
        return self._api.permalink(thread.room, thread.thread)

    def is_direct(self, thread: ThreadKey) -> bool:
        """Tell whether only one person and heddle are there."""
        return is_direct(thread)

    async def tell(
        self, channel: str, user: str, text_markdown: str, thread_ts: str | None = None
    ) -> None:
        """Tell one person something, seen by nobody else; where that cannot be in the channel,
        by direct message.
        """
        plan = splitting.answer(text_markdown)
        place = Place(channel, thread_ts or "")
        for number, message in enumerate(plan.parts):
            try:
                await self._poster.whisper(place, user, message)
            except SlackRefused as error:
                if error.code not in _UNSEEN:
                    raise
                direct = Place(await self._api.open_dm(user))
                for rest in plan.parts[number:]:
                    await self._poster.post(direct, rest, Tag("told"))
                return

    async def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Replace a person's App Home."""
        await self._api.call("views.publish", user_id=user, view=view)
