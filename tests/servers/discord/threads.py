"""Opening, changing and ending threads, for the bot and for people alike."""

from collections.abc import Mapping
from typing import Any

from tests.servers.discord import events, messages
from tests.servers.discord.core import Core
from tests.servers.discord.world import PUBLIC_THREAD, Channel, Thread, User

Json = dict[str, Any]


def on_message(
    core: Core, channel: Channel, message: Json, author: User, asked: Mapping[str, Any]
) -> Channel:
    """Open a thread on a message; it has the message's id."""
    made = _made(core, channel, author, asked, PUBLIC_THREAD, message["id"])
    message["flags"] |= messages.HAS_THREAD
    events.channel(core, made, "CREATE", new=True)
    events.message(core, channel, message, "UPDATE")
    guild = channel.of_guild.id
    reference: Json = {"type": 0, "channel_id": channel.id, "message_id": message["id"]}
    reference["guild_id"] = guild
    messages.system(core, made, author, 21, message_reference=reference)
    return made


def bare(
    core: Core, channel: Channel, author: User, asked: Mapping[str, Any], kind: int
) -> Channel:
    """Open a thread on no message."""
    made = _made(core, channel, author, asked, kind, core.world.id())
    events.channel(core, made, "CREATE", new=True)
    if kind == PUBLIC_THREAD:
        reference: Json = {"type": 0, "channel_id": made.id, "guild_id": made.of_guild.id}
        told = {"message_reference": reference, "content": made.name}
        messages.system(core, channel, author, 18, **told)
    return made


def post(
    core: Core, forum: Channel, author: User, asked: Mapping[str, Any], first: Json
) -> Channel:
    """Open a post of a forum; it has the id of its first message."""
    made = _made(core, forum, author, asked, PUBLIC_THREAD, first["id"])
    made.of_thread.tags = [str(each) for each in asked.get("applied_tags") or []]
    events.channel(core, made, "CREATE", new=True)
    first["channel_id"] = made.id
    messages.write(core, made, first)
    return made


def change(core: Core, channel: Channel, by: User, asked: Mapping[str, Any]) -> None:
    """Rename, archive, lock or tag a thread and tell of it."""
    thread, name = channel.of_thread, asked.get("name") or channel.name
    renamed, channel.name = name != channel.name, name
    thread.auto_archive = asked.get("auto_archive_duration") or thread.auto_archive
    if asked.get("locked") is not None:
        thread.locked = asked["locked"]
    if asked.get("applied_tags") is not None:
        thread.tags = [str(each) for each in asked["applied_tags"]]
    if asked.get("archived") is not None and asked["archived"] is not thread.archived:
        thread.archived, thread.archive_at = asked["archived"], core.world.stamp()
    events.channel(core, channel, "UPDATE")
    if renamed and not thread.archived:
        messages.system(core, channel, by, 4, content=name)


def leave(core: Core, channel: Channel, user: str) -> None:
    """Take somebody out of a thread."""
    if channel.of_thread.members.pop(user, None) is not None:
        events.thread_members(core, channel, removed=[user])


def drop(core: Core, channel: Channel) -> None:
    """Delete a channel or thread, and the threads in it."""
    for each in [held for held in core.world.channels.values() if held.parent is channel]:
        drop(core, each)
    events.channel(core, channel, "DELETE")
    del core.world.channels[channel.id]
    core.changed.notify_all()


def tag(core: Core, name: str, **given: Any) -> Json:
    """Return a forum's tag as Discord keeps it."""
    return {
        "id": str(given.get("id") or core.world.id()),
        "name": name,
        "moderated": bool(given.get("moderated")),
        "emoji_id": given.get("emoji_id"),
        "emoji_name": given.get("emoji_name"),
    }


def _made(
    core: Core, parent: Channel, author: User, asked: Mapping[str, Any], kind: int, known: str
) -> Channel:
    at = core.world.stamp()
    thread = Thread(author.id, at, at, asked.get("auto_archive_duration") or 1_440)
    thread.members[author.id] = at
    made = Channel(known, asked["name"], kind, parent.guild, parent, thread=thread)
    core.world.channels[known] = made
    return made
