"""discord.py's client as heddle runs it: what it wants to hear, and where that goes.

The library keeps Discord's addresses in classes, so one process speaks with one Discord.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.hearing import PATIENCE
from bot.discord.budget import Budget
from bot.discord.given import Given
from bot.discord.limits import Http

MOST_WAIT = 30.0
"""Seconds that a call waits for a limit to pass; beyond, RateLimited is raised. Its minimum."""


class Hears(Protocol):
    """What the gateway's events go to; where one raises Temporary, it is called again later."""

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote, anywhere: also bots, webhooks and Discord itself."""
        ...

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message was changed, by its author or by Discord (previews of links)."""
        ...

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        ...

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Several messages of a channel were deleted at once."""
        ...

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread or forum post was made, or one became visible."""
        ...

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread was archived, locked, renamed or tagged, or opened again."""
        ...

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        ...

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, and its threads with it."""
        ...

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Heddle was put out of a server."""
        ...

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody left a server, or was put out of it."""
        ...

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Somebody pressed, chose, submitted or called a command; the tree hears those too."""
        ...


EVENTS = frozenset(name.removeprefix("on_") for name in vars(Hears) if name.startswith("on_"))
"""The events that are handed on, as discord.py names them."""


def intents(given: Given) -> discord.Intents:
    """Return what heddle asks Discord to tell it; message_content has to be allowed first."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    wanted.message_content = True
    wanted.members = given.members
    return wanted


def point_at(given: Given) -> None:
    """Let the library speak with this deployment's Discord."""
    Route.BASE = given.api_url.rstrip("/")
    if given.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(given.gateway_url)


class DiscordClient(discord.Client):
    """One login, whose REST calls work without a connection to the gateway.

    `tree` takes commands and context menus, `add_dynamic_items` takes buttons. What the gateway
    brings goes to `take` while somebody listens; `beat` is called for every frame of it.
    """

    def __init__(self, given: Given, *, patience: float = PATIENCE, settling: float = 2.0) -> None:
        point_at(given)
        # The library warns once of what it lacks to speak and listen, which heddle never does.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=intents(given),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=MOST_WAIT,
            heartbeat_timeout=patience,
            guild_ready_timeout=settling,
            # Every frame is a sign of life.
            enable_debug_events=True,
            # Nothing is asked of its caches of messages and members: what counts is stored.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        # The library makes it itself and takes none.
        self.http.__class__ = Http
        vars(self.http)["budget"] = Budget()
        self.given = given
        self.tree = app_commands.CommandTree(self)
        self.settled = asyncio.Event()
        """Set while it is connected and knows its servers and channels."""
        self.take: Callable[..., None] = _nobody
        self.beat: Callable[[], None] = _nobody
        self.standing: Callable[[bool], None] = _nobody
        """Called once events are sent: whether as before the connection broke, or from now on."""

    def silence(self) -> None:
        """Nobody listens any more."""
        self.take = self.beat = self.standing = _nobody

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on, in the order in which they come."""
        if event == "socket_raw_receive":
            self.beat()
            return
        if event in ("connect", "disconnect"):
            # Also at the begin: the library says that it is ready two seconds after it was
            # connected, even if that connection has ended meanwhile.
            self.settled.clear()
        if event in ("connect", "resumed"):
            self.standing(event == "resumed")
        if event in ("ready", "resumed"):
            self.settled.set()
        self.take(event, *args)
        super().dispatch(event, *args, **kwargs)


def _nobody(*_: Any) -> None:
    """Nobody listens."""
