"""What people write: which of it counts, and where it goes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channel import Heard, Said
from bot.chat.receiving.earlier import with_earlier
from bot.chat.receiving.meaning import Meant
from bot.chat.receiving.once import Key, Once
from bot.chat.receiving.replies import replied
from bot.chat.receiving.taken import NOTHING, Taken
from bot.chat.receiving.welcome import Nobody, Unwelcome
from bot.inbound.seeing import Told
from bot.slack.receiving.answering import Answering
from bot.slack.receiving.changes import Changes
from bot.slack.receiving.desk import VIA, Desk
from bot.slack.receiving.entities import opens_with_other
from bot.slack.receiving.wording import Wording
from bot.slack.receiving.written import Written, written
from service.domain.deliveries import direct_lane
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts

Json = Mapping[str, Any]
SLOW = 1.0
"""Seconds that a message may be on its way before somebody may have replied to it."""


class Messages:
    """Takes messages in, each once, however often and from wherever Slack brings it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wording = Wording(desk.people, desk.me.user)
        self._changes = Changes(desk, self._wording)
        self._answering = Answering(desk)
        self._once = Once()

    async def take(self, event: Json, *, retried: bool, late: bool = False) -> Heard | None:
        """Take an event about a message in and answer its author; None if it does not concern
        heddle. `retried`: Slack brings it again because its first acknowledgement failed;
        `late`: it was read from the history.

        The same message once more waits for the work on the first. Raises Temporary: then
        nothing was taken in, and it must come again.
        """
        heard = await self._once.take(_key(event), lambda: self._taken_once(event, retried, late))
        # Who reads the history reads its threads too, after what begins them was taken in.
        if heard is not None and heard.session is not None and not late:
            # Also if it was known: who read its replies the first time may have come to nothing.
            await self._take_replies(event, retried)
        return heard

    async def _take_replies(self, event: Json, retried: bool) -> None:
        """Take in what people replied before the message that they replied to was taken in: by
        itself it concerned nobody. Raises Temporary.
        """
        post = written(event, str(event.get("channel")), self._desk.me.user)
        if post is None or post.direct or not self._wording.is_asked(post.text):
            return
        if not retried and self._desk.ports.clock.now() - float(post.ts) < SLOW:
            return
        for each in await self._desk.context.messages(post.room, post.root):
            if float(each["ts"]) > float(post.ts):
                await self._take_reply({**each, "channel": post.room, "event_ts": each["ts"]})

    async def _take_reply(self, event: Json) -> None:
        await self._once.take(_key(event), lambda: self._taken_once(event, False, False))

    async def drained(self) -> None:
        """Return when nothing is being taken in any more."""
        await self._once.drained()

    async def _taken_once(
        self, event: Json, retried: bool, late: bool
    ) -> tuple[Heard | None, bool]:
        subtype = str(event.get("subtype") or "")
        if subtype == "message_changed":
            return await self._changes.changed(event), True
        if subtype == "message_deleted":
            return await self._changes.deleted(event), True
        return await self._posted(event, retried, late)

    async def _posted(self, event: Json, retried: bool, late: bool) -> tuple[Heard | None, bool]:
        post = written(event, str(event.get("channel")), self._desk.me.user)
        if post is None or event.get("hidden"):
            return None, True
        session = await self._desk.seeing.session_of(self._desk.thread(post.room, post.root))
        if not self._concerns(post, session):
            return None, True
        try:
            await self._desk.rooms.check(post.room)
            person = await self._desk.people.of(post.user, post.team)
        except Nobody:
            return None, True
        except Unwelcome as refused:
            where = post.thread_ts if post.reply else ""
            await self._desk.telling.away(post.room, post.user, str(refused), where)
            return None, True
        return await self._from(post, person, session, retried, late)

    def _concerns(self, post: Written, session: Session | None) -> bool:
        if post.direct:
            return True
        if session is None:
            return self._wording.is_asked(post.text)
        return not opens_with_other(post.text, self._desk.me.user)

    async def _from(
        self, post: Written, person: Person, session: Session | None, retried: bool, late: bool
    ) -> tuple[Heard | None, bool]:
        asked = self._wording.is_asked(post.text)
        # Alone with heddle everything is said to it; within a session only what mentions it.
        sentences = asked or (post.direct and session is None and not post.reply)
        taken = NOTHING
        try:
            meant = await self._wording.meant(post.text, sentences=sentences)
            heard, taken = await self._taken(post, person, session, meant)
        except Refused as refused:
            meant, heard = Meant(""), Heard(str(refused), refused=True)
        # What opened the session may come again, to another process, once that is there.
        steers = session is not None and post.reply
        answer = self._answering.answer(
            post, heard, meant, taken, steers=steers, retried=retried, late=late
        )
        return heard, True if answer is None else await self._desk.telling.soon(answer)

    async def _taken(
        self, post: Written, person: Person, session: Session | None, meant: Meant
    ) -> tuple[Heard, Taken]:
        thread = self._desk.thread(post.room, post.root)
        if meant.line is not None and not meant.keyword:
            return await self._ordered(post, person, session, meant), NOTHING
        if session is None and post.direct:
            return await self._by_itself(post, person, thread, meant)
        taken = await self._files(post, person)
        if session is None and post.reply and not meant.keyword:
            earlier = await self._desk.context.thread(post.room, post.root, post.ts)
            meant = replace(meant, text=with_earlier(meant.text, earlier))
        said = self._said(post, person, thread, meant.text, taken)
        return await self._desk.inbound.said(said), taken

    async def _files(self, post: Written, person: Person) -> Taken:
        """Fetch the message's files, unless it was taken in before."""
        if not post.files or await self._desk.seeing.receipt(self._desk.key(post.room, post.ts)):
            return NOTHING
        return await self._desk.files.take(person, post.files)

    def _said(
        self, post: Written, person: Person, thread: ThreadKey, text: str, taken: Taken
    ) -> Said:
        return Said(
            thread,
            person,
            post.ts,
            text,
            taken.attachments,
            identity=self._desk.people.identity(post.user),
            open_room=not thread.room.startswith("D"),
            direct=post.direct,
        )

    async def _ordered(
        self,
        post: Written,
        person: Person,
        session: Session | None,
        meant: Meant,
    ) -> Heard:
        thread = self._desk.thread(post.room, post.root)
        taken = await self._files(post, person)
        return await self._desk.inbound.command(
            person,
            meant.line or "",
            session.number if session else None,
            self._desk.key(post.room, post.ts),
            VIA,
            new_thread=None if session else lambda: thread,
            attachments=taken.attachments,
            identity=self._desk.people.identity(post.user),
            at=None if post.direct else Whereabouts.within(thread),
        )

    async def _by_itself(
        self, post: Written, person: Person, thread: ThreadKey, meant: Meant
    ) -> tuple[Heard, Taken]:
        """A direct message outside of every session: an answer, a stray message or a new task."""
        lane = direct_lane(self._desk.people.identity(post.user))
        told = await self._desk.seeing.told(lane, post.thread_ts) if post.reply else None
        if told is not None:
            return await self._replied(post, person, told, meant)
        said = self._said(post, person, thread, meant.text, NOTHING)
        heard = await self._desk.inbound.stray(said, ThreadKey.parse(lane))
        if heard is not None:
            return heard, NOTHING
        taken = await self._files(post, person)
        said = replace(said, attachments=taken.attachments)
        return await self._desk.inbound.said(said), taken

    async def _replied(
        self, post: Written, person: Person, told: Told, meant: Meant
    ) -> tuple[Heard, Taken]:
        """A reply to what heddle told by direct message."""
        if meant.line is not None:
            return await self._ordered(post, person, told.session, meant), NOTHING
        return await replied(
            self._desk.inbound,
            told,
            lambda thread, taken: self._said(post, person, thread, meant.text, taken),
            lambda: self._files(post, person),
            self._desk.thread(post.room, post.root),
        )


def _key(event: Json) -> Key:
    """Tell events about messages apart; a message and its mention are the same."""
    subtype = str(event.get("subtype") or "")
    what = subtype if subtype in ("message_changed", "message_deleted") else ""
    return str(event.get("channel")), str(event.get("ts") or event.get("event_ts")), what
