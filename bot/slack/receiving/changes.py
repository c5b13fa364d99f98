"""Messages that are edited or deleted after they were sent."""

from collections.abc import Mapping
from typing import Any

from bot.channel import Heard
from bot.chat.receiving.earlier import with_earlier
from bot.chat.receiving.welcome import Nobody, Unwelcome
from bot.inbound.seeing import Told
from bot.slack.receiving.desk import Desk
from bot.slack.receiving.wording import Wording
from bot.slack.receiving.written import Written, written
from service.domain.deliveries import direct_lane
from service.domain.persons import Person
from service.domain.receipts import Receipt

Json = Mapping[str, Any]
_GONE = "The thread's first message was deleted"


class Changes:
    """Hands edits and deletions on, of what was taken in before."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording

    async def changed(self, event: Json) -> Heard | None:
        """A message was edited; previews of links that Slack adds are no edit."""
        message: Json = event.get("message") or {}
        before: Json = event.get("previous_message") or {}
        room = str(event.get("channel"))
        if message.get("subtype") == "tombstone":
            return await self._removed(room, before, str(message.get("ts")))
        post = written(message, room, self._desk.me.user)
        earlier = written(before, room, self._desk.me.user)
        if post is None or (earlier is not None and earlier.text == post.text):
            return None
        known = await self._known(post)
        if known is None:
            return None
        person, key, receipt = known
        heard = await self._desk.inbound.edit(person, key, await self._text(post, receipt))
        if heard.refused:
            where = post.thread_ts if post.reply else ""
            telling = self._desk.telling
            await telling.soon(telling.alone(room, post.user, heard.text, where))
        return heard

    async def deleted(self, event: Json) -> Heard | None:
        """A message was deleted; with a thread's first one its session has nowhere to be."""
        before: Json = event.get("previous_message") or {}
        ts = str(event.get("deleted_ts") or before.get("ts"))
        return await self._removed(str(event.get("channel")), before, ts)

    async def _removed(self, room: str, before: Json, ts: str) -> Heard | None:
        heard: Heard | None = None
        post = written({**before, "ts": ts}, room, self._desk.me.user)
        known = await self._known(post) if post else None
        if known is not None:
            heard = await self._desk.inbound.delete(known[0], known[1])
        root = self._desk.thread(room, ts)
        session = await self._desk.seeing.session_of(root)
        if session is not None:
            await self._desk.places.lost(root, _GONE)
            return heard or Heard("", session.number)
        return heard

    async def _known(self, post: Written) -> tuple[Person, str, Receipt] | None:
        """Return whose message it is, its receipt's key and its receipt, if it was taken in."""
        session = await self._desk.seeing.session_of(self._desk.thread(post.room, post.root))
        if session is None and not post.direct:
            return None
        keys = [self._desk.key(post.room, post.ts)]
        told = await self._told(post) if session is None and post.reply else None
        if told is not None and told.session is not None:
            # A reply to what was told by direct message may have gone into a session's thread.
            keys.append(self._desk.key(told.session.thread.room, post.ts))
        for key in keys:
            receipt = await self._desk.seeing.receipt(key)
            if receipt is not None:
                person = await self._person(post)
                return (person, key, receipt) if person else None
        return None

    async def _told(self, post: Written) -> Told | None:
        lane = direct_lane(self._desk.people.identity(post.user))
        return await self._desk.seeing.told(lane, post.thread_ts)

    async def _person(self, post: Written) -> Person | None:
        try:
            return await self._desk.people.of(post.user, post.team)
        except (Nobody, Unwelcome):
            return await self._desk.people.known(post.user)

    async def _text(self, post: Written, receipt: Receipt) -> str:
        text = await self._wording.prompt(post.text)
        if post.reply and receipt.seq == 1 and not post.direct:
            # It opened its session within a thread, whose beginning went along.
            earlier = await self._desk.context.thread(post.room, post.root, post.ts)
            return with_earlier(text, earlier)
        return text
