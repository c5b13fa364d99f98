"""Sessions that are started elsewhere than by a message: heddle writes the first one itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import discord
import structlog

from bot.channel import Heard, Said
from bot.chat.receiving.earlier import with_earlier
from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.desk import Desk
from bot.discord.receiving.spots import Spot
from bot.discord.receiving.telling import once, said
from bot.discord.receiving.threading import KEEPS, Threading
from bot.discord.rendering.dialect import bold, small, words
from bot.discord.rendering.splitting import preview
from bot.presenter.plaintext import cut, one_line
from service.domain.errors import Refused, Temporary
from service.domain.events import Attachment
from service.domain.persons import Person
from service.domain.receipts import Fate

_SHOWN = 1_500
_NAME = 100
_LOOK = 0.4
_NO_LEAVE = (
    "heddle may not write here. Ask who manages this server to let it, or start it in a direct"
    " message with heddle."
)
_UNSURE = (
    "heddle cannot tell just now whether this was started. It shows in the thread in a moment, or"
    " write there again."
)
_AWAY = "heddle cannot reach its database just now: nothing was started. Try it again in a moment."
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session that somebody wants; `id` is that of the interaction."""

    person: Person
    user: int
    id: int
    prompt: str
    title: str = ""
    model: str = ""
    budget_usd: float | None = None
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    roles: frozenset[str] = frozenset()
    task: str = ""
    pool: str = ""


class Opening:
    """Opens sessions on messages of heddle's own, or on threads that are there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._threading = Threading(desk.client)

    async def open(self, wanted: Wanted, spot: Spot) -> Heard:
        """Open a session in a room, from wherever in it. Raises Refused with what would work,
        Temporary.
        """
        if not wanted.prompt.strip() and not wanted.attachments:
            raise Refused("Say what the agent should do.")
        if wanted.model and wanted.model not in self._desk.ports.policy.models:
            known = ", ".join(self._desk.ports.policy.models)
            raise Refused(f"There is no model {wanted.model!r}. You can use: {known}.")
        self._desk.ports.policy.check_ins.every(wanted.task)
        await self._desk.seeing.check_pool(wanted.pool)
        self._desk.spots.check(spot)
        room = Spot(spot.guild, spot.room, 0, spot.name, spot.forum, spot.threads)
        root = await self._post(wanted, room)
        try:
            heard = await self._desk.inbound.said(self._said(wanted, room, root, str(root)))
        except Temporary:
            heard = await self._after_all(room, root)
        if heard.refused:
            await self._take_back(room, root)
        return heard

    async def join(self, wanted: Wanted, spot: Spot, message: int) -> Heard:
        """Open a session on a message that is there, in its thread, or say it in the one that
        the thread has. What was said before goes along.
        """
        if spot.direct or spot.thread:
            earlier = await self._desk.context.thread(spot, known=wanted.prompt)
            earlier = earlier if spot.thread else ""
        else:
            title = wanted.title or wanted.prompt
            await self._threading.open(spot, message, title, wanted.user)
            inside = Spot(spot.guild, spot.room, message, spot.name, spot.forum, spot.threads)
            earlier = await self._desk.context.thread(inside, known=wanted.prompt)
        joining = self._said(wanted, spot, spot.thread or message, f"form-{wanted.id}")
        joining = replace(joining, text=with_earlier(wanted.prompt, earlier))
        if spot.thread:
            await self._threading.invite(spot.thread, wanted.user)
        return await self._desk.inbound.said(joining)

    def _said(self, wanted: Wanted, spot: Spot, root: int, message: str) -> Said:
        return Said(
            self._desk.thread(spot, root),
            wanted.person,
            message,
            wanted.prompt,
            wanted.attachments,
            wanted.model,
            wanted.pool,
            wanted.title,
            identity=self._desk.people.identity(wanted.user),
            budget_usd=wanted.budget_usd,
            open_room=not spot.direct,
            direct=spot.direct,
            roles=wanted.roles,
            task=wanted.task,
        )

    async def _post(self, wanted: Wanted, room: Spot) -> int:
        """Write the first message; outside of direct messages, with a thread on it."""
        try:
            if room.forum:
                return await self._in_forum(wanted, room)
            # Who started it directly knows, and nobody else is there.
            body = {**said(_root(wanted), silent=room.direct), **once(f"s{wanted.id}")}
            root = int(await self._desk.api.send(str(room.room), body, ()))
        except DiscordRefused as refused:
            raise Refused(_NO_LEAVE) from refused
        if not room.direct:
            await self._on(wanted, room, root)
        return root

    async def _on(self, wanted: Wanted, room: Spot, root: int) -> None:
        try:
            await self._threading.open(room, root, wanted.title or wanted.prompt, wanted.user)
        except (Refused, Temporary):
            await self._remove(room, root)
            raise

    async def _in_forum(self, wanted: Wanted, room: Spot) -> int:
        forum = self._desk.client.get_channel(room.room)
        if not isinstance(forum, discord.ForumChannel):
            raise Refused(_NO_LEAVE)
        name = cut(one_line(wanted.title or wanted.prompt), _NAME) or "heddle"
        posting = forum.create_thread(
            name=name, content=_root(wanted), auto_archive_duration=KEEPS, suppress_embeds=True
        )
        made = await ask(posting, "create_thread")
        await self._threading.invite(made.thread.id, wanted.user)
        return made.thread.id

    async def _after_all(self, spot: Spot, root: int) -> Heard:
        """Find out whether it was stored although nobody said so."""
        try:
            receipt = await self._desk.seeing.receipt(self._desk.key(spot, root), deadline=_LOOK)
        except Temporary:
            return Heard(_UNSURE, fate=Fate.COMMAND)
        if receipt is not None:
            return Heard("", receipt.session, receipt.fate)
        return Heard(_AWAY, refused=True)

    async def _take_back(self, room: Spot, root: int) -> None:
        """Remove what a session would have stood on that did not come to be."""
        if not room.direct:
            await self._threading.take_back(root)
        if not room.forum:
            await self._remove(room, root)

    async def _remove(self, room: Spot, root: int) -> None:
        try:
            await ask(self._desk.client.http.delete_message(room.room, root), "delete_message")
        except (DiscordRefused, Temporary) as error:
            _log.warning("discord_message_left", room=room.room, id=root, error=str(error))


def _root(wanted: Wanted) -> str:
    asked = wanted.prompt.strip() or ", ".join(each.name for each in wanted.attachments)
    by = small(f"Started by {words(wanted.person.name, 100)}")
    title = f"{bold(words(wanted.title, 200))}\n" if wanted.title else ""
    return f"{title}{preview(asked, _SHOWN)}\n{by}"
