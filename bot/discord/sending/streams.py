"""Text that grows in a message while an agent writes it: one message, edited at a pace."""

from collections import OrderedDict
from dataclasses import dataclass

from bot.discord.rendering import splitting
from bot.discord.rendering.parts import Message
from bot.discord.sending.places import Place
from bot.discord.sending.poster import How, Poster, Tag
from service.domain.errors import Temporary
from service.domain.ids import TurnId
from service.ports.clock import Clock

PACE = 1.2
"""Seconds between two edits in a conversation; Discord takes five in five seconds."""
PATIENCE = 3.0
"""Seconds that an edit waits for its turn here."""
_KNOWN = 500


@dataclass(slots=True)
class _Open:
    """`above` is what earlier steps of the turn wrote, `text` what this one did."""

    text: str
    above: str = ""


class Streams:
    """Begins streams and continues them."""

    def __init__(self, poster: Poster, clock: Clock) -> None:
        self._poster = poster
        self._clock = clock
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._next: dict[str, float] = {}
        self._lost: OrderedDict[Place, Tag] = OrderedDict()

    async def show(self, place: Place, turn: TurnId, message: str, text: str) -> str:
        """Show `text` in the stream, or in a new one; return its id, empty if there is none."""
        if not message:
            return await self._begin(place, turn, text)
        known = self._open.setdefault(message, _Open(text))
        if not text.startswith(known.text):
            known.above = f"{known.above}{known.text}\n\n"
        known.text = text
        said = splitting.latest(known.above + text)
        if said:
            await self._wait(place.channel)
            await self._poster.edit(place.channel, message, Message(said))
        return message

    async def found(self, place: Place) -> str:
        """Return the stream whose beginning nobody saw end well, if there is one."""
        tag = self._lost.get(place)
        if tag is None:
            return ""
        # Discord gives back the message that it has by this nonce, or takes this one.
        message = await self._poster.post(place, Message(), tag, How())
        self._lost.pop(place, None)
        return message

    def over(self, message: str) -> None:
        """Forget a stream; what is in it stays."""
        self._open.pop(message, None)

    async def _begin(self, place: Place, turn: TurnId, text: str) -> str:
        said = splitting.latest(text)
        if not said:
            return ""
        tag = Tag(turn)
        try:
            message = await self._poster.post(place, Message(said), tag, How())
        except Temporary as error:
            if error.uncertain:
                self._lost[place] = tag
                if len(self._lost) > _KNOWN:
                    self._lost.popitem(last=False)
            raise
        self._open[message] = _Open(text)
        if len(self._open) > _KNOWN:
            self._open.popitem(last=False)
        return message

    async def _wait(self, channel: str) -> None:
        """Wait for the conversation's next edit. Raises Temporary where many wait already."""
        now = self._clock.monotonic()
        self._next = {each: at for each, at in self._next.items() if at > now}
        at = max(now, self._next.get(channel, now))
        if at - now > PATIENCE:
            raise Temporary("Many edits wait for Discord", retry_after=at - now, limited=True)
        self._next[channel] = at + PACE
        await self._clock.sleep(at - now)
