"""What the application hears over the gateway, by its intents and what it may see."""

import json
from collections.abc import Sequence
from typing import Any

from tests.servers.discord import permissions, shapes
from tests.servers.discord.core import Core, Dispatch
from tests.servers.discord.world import Channel, Guild, Member

Json = dict[str, Any]

GUILDS, MEMBERS, MESSAGES, REACTIONS, TYPING = 1 << 0, 1 << 1, 1 << 9, 1 << 10, 1 << 11
DMS, DM_REACTIONS, DM_TYPING, CONTENT, PRESENCES = 1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 8

PRIVATE = ("content", "embeds", "attachments", "components")
SCHEMAS = {
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "GUILD_MEMBER_ADD": "GuildMemberResponse",
    "GUILD_MEMBER_UPDATE": "GuildMemberResponse",
}
"""What of the document an event's content follows."""


def emit(core: Core, name: str, content: Json, intents: int = 0, bare: Json | None = None) -> None:
    """Send an event to every session whose intents ask for it."""
    core.changed.notify_all()
    if core.outage:
        return
    text = json.dumps(content)
    if name in SCHEMAS:
        place = f"/components/schemas/{SCHEMAS[name]}"
        core.unchecked.append((f"event {name}", place, text))
    core.send(Dispatch(name, intents, text, text if bare is None else json.dumps(bare)))


def seen(core: Core, channel: Channel) -> bool:
    """Tell whether the bot sees a channel."""
    return permissions.may(channel, core.world.bot.id, "view_channel")


def message(core: Core, channel: Channel, held: Json, what: str, nonce: Any = None) -> None:
    """Tell of a message; `what` is CREATE or UPDATE."""
    if not seen(core, channel):
        return
    content = shapes.message(core, held)
    if nonce is not None:
        content["nonce"] = nonce
    author = held["author"]["id"]
    if channel.guild is not None:
        content["guild_id"] = channel.guild.id
        own = channel.guild.members.get(author)
        if own is not None and "webhook_id" not in held:
            content["member"] = shapes.member(own, whole=False)
    intents = DMS if channel.guild is None else MESSAGES
    emit(core, f"MESSAGE_{what}", content, intents, _bare(core, channel, content))


def readable(core: Core, channel: Channel, held: Json) -> bool:
    """Tell whether the bot reads a message without the intent for contents."""
    bot = core.world.bot.id
    mentioned = any(each["id"] == bot for each in held["mentions"])
    return channel.guild is None or held["author"]["id"] == bot or mentioned


def stripped(held: Json) -> Json:
    """Return a message whose contents are kept from the application."""
    return held | {name: "" if name == "content" else [] for name in PRIVATE}


def _bare(core: Core, channel: Channel, content: Json) -> Json | None:
    return None if readable(core, channel, content) else stripped(content)


def deleted(core: Core, channel: Channel, known: str) -> None:
    if seen(core, channel):
        content = {"id": known, "channel_id": channel.id, **_guild(channel)}
        emit(core, "MESSAGE_DELETE", content, MESSAGES if channel.guild else DMS)


def reaction(core: Core, channel: Channel, held: Json, user: str, emoji: Json, what: str) -> None:
    """Tell of a reaction; `what` is ADD or REMOVE."""
    if not seen(core, channel):
        return
    content: Json = {
        "user_id": user,
        "channel_id": channel.id,
        "message_id": held["id"],
        "emoji": emoji,
        "burst": False,
        "type": 0,
        **_guild(channel),
    }
    if what == "ADD":
        content["message_author_id"] = held["author"]["id"]
        if channel.guild is not None and user in channel.guild.members:
            content["member"] = shapes.member(channel.guild.members[user])
    intents = REACTIONS if channel.guild else DM_REACTIONS
    emit(core, f"MESSAGE_REACTION_{what}", content, intents)


def typing(core: Core, channel: Channel, user: str) -> None:
    if seen(core, channel):
        at = int(core.world.now())
        content = {"channel_id": channel.id, "user_id": user, "timestamp": at, **_guild(channel)}
        emit(core, "TYPING_START", content, TYPING if channel.guild else DM_TYPING)


def channel(core: Core, held: Channel, what: str, new: bool = False) -> None:
    """Tell of a channel or thread; `what` is CREATE, UPDATE or DELETE."""
    if not seen(core, held):
        return
    kind = "THREAD" if held.thread else "CHANNEL"
    content = shapes.channel(core, held)
    if kind == "THREAD" and what == "DELETE":
        content = {name: content[name] for name in ("id", "guild_id", "parent_id", "type")}
    if new:
        content["newly_created"] = True
    emit(core, f"{kind}_{what}", content, GUILDS)


def pins(core: Core, held: Channel) -> None:
    if seen(core, held):
        at = next(reversed(held.pins.values()), None)
        content = {"channel_id": held.id, "last_pin_timestamp": at, **_guild(held)}
        emit(core, "CHANNEL_PINS_UPDATE", content, GUILDS if held.guild else DMS)


def thread_members(
    core: Core, held: Channel, added: Sequence[str] = (), removed: Sequence[str] = ()
) -> None:
    """Tell who came into a thread and who left; without the members intent only of the bot."""
    if not seen(core, held):
        return
    guild, bot = held.of_guild, core.world.bot.id
    content: Json = {
        "id": held.id,
        "guild_id": guild.id,
        "member_count": min(len(held.of_thread.members), 50),
    }
    if added:
        whole = [(each, shapes.thread_member(held, each)) for each in added]
        content["added_members"] = [
            {**one, "member": shapes.member(guild.members[each]), "presence": None}
            for each, one in whole
            if each in guild.members
        ]
    if removed:
        content["removed_member_ids"] = list(removed)
    concerned = bot in added or bot in removed
    emit(core, "THREAD_MEMBERS_UPDATE", content, 0 if concerned else MEMBERS)


def guild_member(core: Core, guild: Guild, held: Member, what: str) -> None:
    """Tell of a member; `what` is ADD, UPDATE or REMOVE."""
    if core.world.bot.id in guild.members:
        whole = shapes.member(held)
        content = {"user": whole["user"]} if what == "REMOVE" else whole
        emit(core, f"GUILD_MEMBER_{what}", {**content, "guild_id": guild.id}, MEMBERS)


def _guild(held: Channel) -> Json:
    return {} if held.guild is None else {"guild_id": held.guild.id}
