"""What the agent said in the end: in messages, in its stream, or as a file; never lost."""

from collections.abc import Sequence

from bot.chat.rendering.splitting import FILE
from bot.courier.platform import Answered
from bot.discord.api.refusals import UNKNOWN_MESSAGE, DiscordRefused
from bot.discord.api.rest import Upload
from bot.discord.rendering import limits, splitting
from bot.discord.rendering.dialect import small
from bot.discord.rendering.parts import Message
from bot.discord.sending.finding import Found
from bot.discord.sending.places import Place
from bot.discord.sending.poster import QUIET, How, Poster, Tag
from bot.discord.sending.streams import Streams
from bot.discord.sending.uploads import REFUSED
from service.domain.errors import Temporary

_NOTHING = "The agent ended without a word."
_MOST = 40
"""Messages that an answer takes at most where no file is possible."""
_CUT = "The rest does not fit here. The session's page on the web has all of it."


class Answers:
    """Brings an answer to its place exactly once, however often it is tried."""

    def __init__(self, poster: Poster, streams: Streams) -> None:
        self._poster = poster
        self._streams = streams

    async def send(self, place: Place, content: Answered, id_: str, how: How, found: Found) -> str:
        """Post it, and return the id of its first message."""
        plan = splitting.answer(content.text)
        files = [Upload(FILE, plan.file.encode())] if plan.file else []
        sending = _Sending(self._poster, place, id_, how, found)
        stream = content.stream or await self._streams.found(place)
        try:
            try:
                return await sending.all(plan.parts or [_NOTHING], stream, files)
            except DiscordRefused as error:
                if not files or error.code not in REFUSED:
                    raise
            return await sending.all(_every(content.text), stream, ())
        except Temporary as error:
            if error.uncertain or not sending.begun:
                raise
            raise error.halfway() from error


class _Sending:
    """One attempt; `begun`: something of the answer stands there."""

    def __init__(self, poster: Poster, place: Place, id_: str, how: How, found: Found) -> None:
        self._poster = poster
        self._place = place
        self._id = id_
        self._how = how
        self._found = found
        self.begun = False

    async def all(self, texts: Sequence[str], stream: str, files: Sequence[Upload]) -> str:
        """Send the parts, the first one into the stream; files go with that one."""
        first = await self._first(Message(texts[0]), stream, files)
        self.begun = True
        for part, text in enumerate(texts[1:], 1):
            await self._post(Message(text), part, ())
        return first

    async def _first(self, message: Message, stream: str, files: Sequence[Upload]) -> str:
        if stream:
            try:
                await self._poster.edit(self._place.channel, stream, message, files)
            except DiscordRefused as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
            else:
                return stream
        return await self._post(message, 0, files)

    async def _post(self, message: Message, part: int, files: Sequence[Upload]) -> str:
        how = self._how if part == 0 else QUIET
        if there := self._found.take(message, files, how.user):
            return there
        return await self._poster.post(self._place, message, Tag(self._id, part), how, files)


def _every(markdown: str) -> list[str]:
    begun = markdown[: _MOST * limits.PART]
    found = splitting.parts(begun)
    if len(found) < _MOST and begun == markdown:
        return found
    return [*found[: _MOST - 1], small(_CUT)]
