"""All that listens to one login: what Discord sends, and to whom it goes."""

from collections.abc import Awaitable, Callable

import discord
import structlog

from bot.channel import Heard
from bot.discord.api.web import Api
from bot.discord.client import DiscordClient
from bot.discord.receiving.board import Boards
from bot.discord.receiving.changes import Changes
from bot.discord.receiving.clicks import Clicks, Interaction
from bot.discord.receiving.commands import Commands
from bot.discord.receiving.completing import Completing
from bot.discord.receiving.desk import VIA, Desk, desk_of
from bot.discord.receiving.forms import Forms, is_form
from bot.discord.receiving.happenings import Happenings
from bot.discord.receiving.messages import Messages
from bot.discord.receiving.pressing import Pressing, pressed_by
from bot.discord.receiving.reading import by_a_person
from bot.discord.receiving.shapes import PATHS
from bot.discord.receiving.tree import grow
from bot.inbound.inbound import Inbound
from service.domain.errors import Temporary
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports

_BROKE = (
    "Something in heddle broke over this, so it was not taken in. Its operator finds the cause in"
    " the log; send it again in a moment."
)
_log = structlog.get_logger(__name__)


class Receiving:
    """What the client's events go to. Those of messages and places raise Temporary: then nothing
    was taken in, and it counts as missed. Interactions come only once: they raise nothing.
    """

    def __init__(
        self,
        client: DiscordClient,
        api: Api,
        inbound: Inbound,
        ports: Ports,
        link: Callable[[ThreadKey], str],
    ) -> None:
        """Listen to a login: put its commands into the client's tree, and its buttons into the
        client. `link` gives the address of a thread of Discord's.
        """
        self.desk: Desk = desk_of(client, api, inbound, ports, link)
        self._messages = Messages(self.desk)
        self._changes = Changes(self.desk)
        self._happenings = Happenings(self.desk)
        self._clicks = Clicks(self.desk, PATHS)
        self._boards = Boards(self.desk)
        self._forms = Forms(self.desk, self._clicks)
        pressing = Pressing(self.desk, self._clicks)
        client.add_dynamic_items(pressed_by(pressing.take))
        commands = Commands(self.desk, self._clicks, self._boards)
        grow(client.tree, commands, Completing(self.desk))

    async def take(self, message: discord.Message, *, late: bool = True) -> Heard | None:
        """Take in a message that was read from a history; None if it does not concern heddle.
        Raises Temporary.
        """
        return await self._messages.take(message, late=late)

    async def changed(self, message: discord.Message) -> Heard | None:
        """Take in that a message was edited, as it stands now. Raises Temporary."""
        return await self._changes.edited(message)

    async def removed(self, channel: int, guild: int | None, message: int) -> Heard | None:
        """Take in that a message was deleted. Raises Temporary."""
        return await self._changes.deleted(channel, guild, message)

    async def run_for_ever(self) -> None:
        """Keep boards up to date until cancelled."""
        await self._boards.run_for_ever()

    async def drained(self) -> None:
        """Return when what came in is taken in, and everything is said."""
        await self._messages.drained()
        await self._changes.drained()
        await self._clicks.drained()
        await self.desk.telling.drained()

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote."""
        try:
            heard = await self._messages.take(message)
        except Temporary:
            raise
        except Exception:
            await self._broke(message)
            return
        if heard is None:
            self.desk.ports.telemetry.message_received(VIA, "ignored")

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message was edited."""
        await self._safely("message_edit", self._changes.edited(payload.message))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        deleted = self._changes.deleted(payload.channel_id, payload.guild_id, payload.message_id)
        await self._safely("message_delete", deleted)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Several messages were deleted at once."""
        for each in sorted(payload.message_ids):
            deleted = self._changes.deleted(payload.channel_id, payload.guild_id, each)
            await self._safely("message_delete", deleted)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread was made: its first message comes by itself, and has to be found in it."""
        self.desk.spots.note(thread)

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread was archived, locked or opened again."""
        await self._safely("thread_update", self._happenings.thread_changed(payload))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        await self._safely("thread_delete", self._happenings.thread_deleted(payload))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, and its threads with it."""
        await self._safely("channel_delete", self._happenings.room_deleted(channel))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Heddle was put out of a server."""
        await self._safely("guild_remove", self._happenings.server_left(guild))

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody left a server; only heard of where Discord lets heddle see members."""
        await self._safely("member_remove", self._happenings.member_left(payload))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Somebody submitted a form; commands and buttons come by way of the library."""
        if is_form(interaction):
            await self._forms.take(interaction)

    async def _safely(self, what: str, work: Awaitable[object]) -> None:
        try:
            await work
        except Temporary:
            raise
        except Exception:
            _log.exception("discord_event_broke", type=what)

    async def _broke(self, message: discord.Message) -> None:
        guild = message.guild.id if message.guild else None
        ids = {"channel": message.channel.id, "id": message.id, "user": message.author.id}
        _log.exception("discord_message_broke", **ids)
        if by_a_person(message):
            spot = await self.desk.spots.at(message.channel.id, guild)
            await self.desk.telling.away(spot, message.author.id, message.id, _BROKE)
