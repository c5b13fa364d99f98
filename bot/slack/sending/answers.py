"""What the agent said in the end: in messages, in its stream, or as a file; never lost."""

from collections.abc import Sequence

from bot.chat.rendering.splitting import FILE
from bot.courier.platform import Answered
from bot.slack.api.refusals import SlackRefused
from bot.slack.rendering import splitting
from bot.slack.rendering.blocks import Message
from bot.slack.sending.finding import Found
from bot.slack.sending.laying_out import addressed
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster, Tag
from bot.slack.sending.streams import Streams
from bot.slack.sending.uploads import Uploads
from service.domain.errors import Temporary

PARTS = 8
"""Messages that an answer may take before it becomes a file."""
_LOST = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_NOTHING = Message("The agent ended without a word.", ())


class Answers:
    """Brings an answer to its place exactly once, however often it is tried."""

    def __init__(self, poster: Poster, streams: Streams, uploads: Uploads) -> None:
        self._poster = poster
        self._streams = streams
        self._uploads = uploads

    async def send(self, place: Place, content: Answered, id_: str, user: str, found: Found) -> str:
        """Post it, mentioning that user, and return the timestamp of its first message."""
        there = found.parts(id_)
        stream = content.stream or await self._streams.found(place)
        if stream and stream not in there.values():
            whole = await self._in_stream(place, stream, content.text, Tag(id_))
            if whole:
                return stream
            there = {**there, **({0: stream} if whole is not None else {})}
        try:
            return await self._in_messages(place, content.text, id_, user, found, there)
        except Temporary as error:
            if error.uncertain or not there:
                raise
            raise error.halfway() from error

    async def _in_stream(self, place: Place, ts: str, text: str, tag: Tag) -> bool | None:
        """End the stream; True: it holds the answer, False: it holds the first message of it,
        None: it is lost.
        """
        try:
            if await self._streams.end(place, ts, text):
                return True
            first = splitting.answer(text, PARTS).parts[:1] or [_NOTHING]
            await self._poster.edit(place, ts, first[0], tag)
        except SlackRefused as error:
            if error.code in _LOST or error.code == "streaming_state_conflict":
                return None
            raise
        return False

    async def _in_messages(
        self, place: Place, text: str, id_: str, user: str, found: Found, there: dict[int, str]
    ) -> str:
        plan = splitting.answer(text, PARTS)
        first = addressed(plan.parts[0] if plan.parts else _NOTHING, user)
        await self._parts(place, [first, *plan.parts[1:]], id_, there)
        if plan.file:
            beside = place if place.thread_ts else Place(place.channel, there[0])
            if not await self._uploads.answer(beside, FILE, plan.file, found):
                every = splitting.answer(text, len(text)).parts
                await self._parts(place, every, id_, there)
        return there[0]

    async def _parts(
        self, place: Place, parts: Sequence[Message], id_: str, there: dict[int, str]
    ) -> None:
        for number, message in enumerate(parts):
            if number not in there:
                there[number] = await self._poster.post(place, message, Tag(id_, number))
