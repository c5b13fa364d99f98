"""What one person is told about what they just did: seen by them alone, and never a second time."""

from bot.chat.receiving.saying import Saying
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.receiving.rooms import is_direct
from bot.slack.rendering import splitting
from bot.slack.sending.channel import SlackChannel
from bot.slack.sending.finding import find
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster, Tag
from service.ports.clock import Clock

PATIENCE = 0.4
"""Seconds that an acknowledgement waits for its answer; then that goes on beside it."""
_EYES = "eyes"


class Telling(Saying):
    """Answers people. What cannot be said is logged: what they did stands all the same."""

    def __init__(self, api: Api, channel: SlackChannel, clock: Clock) -> None:
        super().__init__("slack", clock, PATIENCE)
        self._api = api
        self._channel = channel
        self._poster = Poster(api)

    async def alone(self, room: str, user: str, markdown: str, thread_ts: str = "") -> None:
        """Tell one person; in direct messages by a plain reply. Raises Temporary, SlackRefused."""
        if not is_direct(room):
            await self._channel.tell(room, user, markdown, thread_ts or None)
            return
        for part in splitting.answer(markdown).parts:
            await self._poster.post(Place(room, thread_ts), part, Tag("told"))

    async def reply(
        self, room: str, thread_ts: str, markdown: str, id_: str, since: float | None
    ) -> None:
        """Reply in direct messages; with `since`, what an earlier attempt said is not repeated."""
        place = Place(room, thread_ts)
        there = (await find(self._api, place, since)).parts(id_)
        for number, part in enumerate(splitting.answer(markdown).parts):
            if number not in there:
                await self._poster.post(place, part, Tag(id_, number))

    async def away(self, room: str, user: str, markdown: str, thread_ts: str = "") -> None:
        """Turn somebody away, kindly and once a day for each reason."""
        if self.first_today(user, markdown):
            await self.soon(self.alone(room, user, markdown, thread_ts))

    async def seen(self, room: str, ts: str) -> None:
        """Show that a message was taken in."""
        try:
            await self._api.call("reactions.add", channel=room, timestamp=ts, name=_EYES)
        except SlackRefused as error:
            if error.code not in ("already_reacted", "message_not_found", "missing_scope"):
                raise
