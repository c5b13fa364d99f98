"""What happens to rooms, to people and to agents without anybody writing to heddle."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.chat.receiving.welcome import Nobody, Unwelcome
from bot.slack.api.people import user_of
from bot.slack.receiving.desk import VIA, Desk
from service.domain.persons import Person

Json = Mapping[str, Any]
_HELLO = (
    "Thanks for the invitation. Mention me with a task, as in `@heddle find out why the build"
    " fails`: an agent works on it in that message's thread. `/heddle help` shows the rest, and"
    " `/heddle room` what is allowed in this channel."
)
_ARCHIVED = "The channel was archived"
_DELETED = "The channel was deleted"
_LEFT = "heddle was removed from the channel"
_DEACTIVATED = "Your Slack account was deactivated"
_log = structlog.get_logger(__name__)


class Happenings:
    """Tells the use cases what became of rooms and people. Every method raises Temporary."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def joined(self, event: Json) -> None:
        """Somebody became a member of a room; if that is heddle, it says hello to who asked."""
        if event.get("user") != self._desk.me.user:
            return
        room, inviter = str(event["channel"]), str(event.get("inviter") or "")
        self._desk.rooms.forget(room)
        await self._desk.places.back(self._desk.room(room))
        if not inviter:
            return
        try:
            await self._desk.rooms.check(room)
            await self._desk.people.of(inviter)
        except (Nobody, Unwelcome) as refused:
            await self._desk.telling.away(room, inviter, str(refused))
            return
        await self._desk.telling.soon(self._desk.channel.tell(room, inviter, _HELLO))

    async def left(self, event: Json) -> None:
        """Heddle is in a room no more."""
        await self._lost(event, _LEFT)

    async def archived(self, event: Json) -> None:
        """A room was archived."""
        await self._lost(event, _ARCHIVED)

    async def deleted(self, event: Json) -> None:
        """A room was deleted."""
        await self._lost(event, _DELETED)

    async def unarchived(self, event: Json) -> None:
        """A room is back."""
        room = str(event["channel"])
        self._desk.rooms.forget(room)
        await self._desk.places.back(self._desk.room(room))

    async def user_changed(self, event: Json) -> None:
        """Something of a person changed; if they were deactivated, their agents rest."""
        user = user_of(event["user"], self._desk.me.team)
        self._desk.api.forget_user(user.id)
        if not user.deleted or user.bot:
            return
        person = await self._desk.people.known(user.id)
        if person is not None:
            await self._desk.places.gone(person.id, _DEACTIVATED)

    async def stopped(self, event: Json) -> None:
        """Somebody pressed Slack's own stop button in a thread."""
        room, root = str(event["channel"]), str(event.get("thread_ts") or "")
        user = str(event.get("user") or "")
        session = await self._desk.seeing.session_of(self._desk.thread(room, root))
        person = await self._person(room, root, user) if session else None
        if session is None or person is None:
            return
        heard = await self._desk.inbound.command(
            person,
            f"stop {session.number}",
            session.number,
            self._desk.key(room, f"stopped-{root}-{event.get('event_ts')}"),
            VIA,
            identity=self._desk.people.identity(user),
            at=self._desk.at(room),
        )
        if heard.refused and not heard.again:
            await self._desk.telling.soon(self._desk.telling.alone(room, user, heard.text, root))

    async def _person(self, room: str, root: str, user: str) -> Person | None:
        try:
            return await self._desk.people.of(user)
        except Nobody:
            return None
        except Unwelcome as refused:
            await self._desk.telling.away(room, user, str(refused), root)
            return None

    async def _lost(self, event: Json, why: str) -> None:
        room = str(event["channel"])
        self._desk.rooms.forget(room)
        count = await self._desk.places.lost(self._desk.room(room), why)
        _log.info("slack_room_lost", room=room, sessions=count, why=why)
