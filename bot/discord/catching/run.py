"""One reading of what was missed: live sessions first, then DMs, channels and posts, then the
rest. Discord says of most threads and channels when something was last written there.
"""

import discord
from discord.abc import Messageable

from bot.chat.catching import run
from bot.chat.catching.catching import Span
from bot.chat.catching.jobs import Place
from bot.chat.catching.run import RECENT
from bot.chat.catching.tally import Tally
from bot.chat.catching.waiting import waiting
from bot.discord.catching.reader import Archives, Reader, Unreadable, moment
from bot.discord.catching.taking import Take, Taking
from bot.discord.client import DiscordClient
from service.domain.sessions import Session
from service.ports.clock import Clock
from service.ports.reads import Reads
from service.ports.store import Store

DIRECT = "@me"
"""The workspace of direct messages."""


class Run(run.Run):
    """Reads everything that was missed in all servers and DMs."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        client: DiscordClient,
        take: Take,
        tally: Tally,
        span: Span,
    ) -> None:
        super().__init__("discord", store, clock, tally, Unreadable)
        self._client = client
        self._reader = Reader(client, clock)
        self._taking = Taking(take, clock, span.oldest, tally)
        self._since = span.since
        self._began = span.began
        self._archived: dict[int, discord.Thread] = {}
        self._directs: dict[str, list[Session]] = {}
        """The sessions that live in each DM."""

    async def main(self) -> None:
        """Read live sessions' threads, DMs, channels in which something was written, new posts,
        and threads that changed of late.
        """
        await self._client.settled.wait()
        recent: list[Session] = []
        for workspace in self._workspaces():
            for session in await self._sessions(workspace, live=True, since=0.0):
                self._session(session)
            recent += await self._sessions(workspace, live=False, since=self._since - RECENT)
        for channel in self._channels():
            if isinstance(channel, discord.TextChannel) and self._has_news(channel):
                self._add(str(channel.id), "")
        for thread in self._threads():
            if moment(thread.id) >= self._since:
                self._add(str(thread.parent_id), str(thread.id))
        for session in recent:
            self._session(session)
        await self._jobs.drain()

    async def rest(self) -> None:
        """Read threads of others, in which heddle may have been mentioned, those that were put
        away meanwhile, and DMs with people who have no session there of late.
        """
        for thread in self._threads():
            self._thread_of_others(thread)
        for channel in self._channels():
            try:
                for thread in await self._reader.archived(channel, self._since):
                    self._archived[thread.id] = thread
                    self._thread_of_others(thread)
            except Unreadable as error:
                self._log.info("room_unread", room=channel.id, error=str(error))
        for user in await self._read(_users):
            direct = await self._reader.direct(int(user))
            if direct is not None:
                self._add(str(direct.id), "")
        await self._jobs.drain()

    def settled(self, place: Place) -> bool:
        """Tell whether nothing can have been missed at this place."""
        _, thread = place
        return bool(thread) and moment(int(thread)) >= self._began

    def workspace(self, room: str, /) -> str:
        """Return the server that a channel belongs to, or what stands for none."""
        found = self._client.get_channel(int(room))
        guild = getattr(found, "guild", None)
        return DIRECT if guild is None else str(guild.id)

    def called(self, room: str) -> str:
        """Return a channel as people call it, empty if Discord does not list it."""
        found = self._client.get_channel(int(room))
        if isinstance(found, discord.abc.GuildChannel):
            return f"#{found.name}"
        return "direct messages" if room in self._directs else ""

    async def look(self, place: Place, session: Session | None, _hurried: bool) -> None:
        """Read a channel, a DM or a thread. Raises Unreadable."""
        room, thread = place
        if thread:
            await self._thread(room, thread, session)
        elif self.workspace(room) == DIRECT:
            await self._direct(room)
        else:
            await self._top(room)

    def _workspaces(self) -> list[str]:
        return [DIRECT, *(str(each.id) for each in self._client.guilds)]

    def _channels(self) -> list[Archives]:
        """Return what may be read of what can have threads."""
        found: list[Archives] = []
        for guild in self._client.guilds:
            found += guild.text_channels
            found += guild.forums
        return [each for each in found if each.permissions_for(each.guild.me).view_channel]

    def _threads(self) -> list[discord.Thread]:
        return [thread for guild in self._client.guilds for thread in guild.threads]

    def _session(self, session: Session) -> None:
        if session.thread.workspace == DIRECT:
            self._directs.setdefault(session.thread.room, []).append(session)
            self._add(session.thread.room, "")
        else:
            self._add(session.thread.room, session.thread.thread)

    def _thread_of_others(self, thread: discord.Thread) -> None:
        if self._has_news(thread):
            self._add(str(thread.parent_id), str(thread.id))

    def _has_news(self, channel: discord.TextChannel | discord.Thread) -> bool:
        """Tell whether something was written there since then."""
        last = channel.last_message_id
        return last is None or moment(last) >= self._since

    async def _top(self, room: str) -> None:
        """Read what was written in a channel outside of threads."""
        channel = await self._reader.channel(int(room))
        if channel is not None:
            await self._messages(channel, concerns=False)

    async def _direct(self, room: str) -> None:
        """Read a DM, and what became of its messages that nobody has read yet."""
        channel = await self._reader.channel(int(room))
        if channel is None:
            return
        for session in self._directs.get(room, ()):
            await self._unread(session, channel, channel)
        await self._messages(channel, concerns=True)

    async def _thread(self, room: str, thread: str, session: Session | None) -> None:
        """Read a thread, and what became of its messages that nobody has read yet."""
        found = self._archived.get(int(thread)) or await self._reader.channel(int(thread))
        if session is not None:
            parent = await self._reader.channel(int(room))
            # What opens a thread stands above it, but for a forum's post.
            await self._unread(session, parent or found, found)
        if isinstance(found, discord.Thread):
            if self._has_news(found):
                await self._messages(found, concerns=session is not None)
        elif session is not None and found is None:
            guild = int(session.thread.workspace)
            await self._taking.thread_deleted(thread, room, guild)

    async def _messages(self, channel: Messageable, *, concerns: bool) -> None:
        me = self._client.user
        async for page in self._reader.messages(channel, self._since):
            for message in page:
                for_us = concerns or (me is not None and me.id in message.raw_mentions)
                await self._taking.message(message, concerns=for_us)

    async def _unread(
        self, session: Session, above: Messageable | None, within: Messageable | None
    ) -> None:
        """Tell what became of the session's messages that nobody has read yet: the one that
        opened it stands `above`, the others `within`.
        """
        for each in await self._read(lambda reads: waiting(reads, session)):
            opening = each.message == session.thread.thread
            channel = above if opening else within
            message = None
            if channel is not None:
                message = await self._reader.message(channel, int(each.message))
            if message is None:
                await self._gone(session, each.message, opening=opening)
            elif message.edited_at and message.edited_at.timestamp() >= self._since:
                await self._taking.edited(message)

    async def _gone(self, session: Session, message: str, *, opening: bool) -> None:
        where = session.thread
        direct = where.workspace == DIRECT
        place = where.room if direct or opening else where.thread
        await self._taking.deleted(message, place, None if direct else int(where.workspace))


def _users(reads: Reads) -> list[str]:
    """Return everybody whom heddle knows at Discord."""
    return [
        identity.user
        for person in reads.persons()
        for identity in reads.identities(person.id)
        if (identity.channel, identity.workspace) == ("discord", DIRECT)
    ]
