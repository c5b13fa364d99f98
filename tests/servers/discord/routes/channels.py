"""Channels and threads: opened, read, changed and removed."""

from typing import Any

from tests.servers.discord import events, messages, shapes, threads
from tests.servers.discord.core import Call, Core
from tests.servers.discord.errors import DiscordError, TooOften, require
from tests.servers.discord.permissions import may, need, speaking
from tests.servers.discord.routes.messages import at, said
from tests.servers.discord.routes.registry import operation
from tests.servers.discord.world import DM, FORUM, PRIVATE_THREAD, PUBLIC_THREAD, Channel

Json = dict[str, Any]


@operation("get_channel", "GET /channels/{channel_id}")
def get(core: Core, call: Call) -> Json:
    return shapes.channel(core, _seen(core, call))


@operation("update_channel", "PATCH /channels/{channel_id}")
def update(core: Core, call: Call) -> Json:
    channel, asked = _seen(core, call), call.body
    require(channel.kind != DM, 50024)
    _may_change(core, channel, asked)
    name = asked.get("name")
    if name is not None and name != channel.name:
        wait = core.faults.rename(channel.id)
        if wait > 0:
            raise TooOften(wait)
    if channel.thread is not None:
        threads.change(core, channel, core.world.bot, asked)
    else:
        _change(core, channel, asked)
    return shapes.channel(core, channel)


@operation("delete_channel", "DELETE /channels/{channel_id}")
def delete(core: Core, call: Call) -> Json:
    channel = _seen(core, call)
    require(channel.kind != DM, 50024)
    need(channel, core.world.bot.id, "manage_threads" if channel.thread else "manage_channels")
    shown = shapes.channel(core, channel)
    threads.drop(core, channel)
    return shown


@operation(
    "create_thread_from_message", "POST /channels/{channel_id}/messages/{message_id}/threads", 201
)
def on_message(core: Core, call: Call) -> Json:
    channel, message = at(core, call, "create_public_threads")
    require(channel.thread is None and channel.kind not in (DM, FORUM), 50024)
    require(message["id"] not in core.world.channels, 160004)
    made = threads.on_message(core, channel, message, core.world.bot, call.body)
    return shapes.thread(core, made)


@operation("create_thread", "POST /channels/{channel_id}/threads", 201)
def create(core: Core, call: Call) -> Json:
    channel, bot = _seen(core, call), core.world.bot
    if channel.kind == FORUM:
        need(channel, bot.id, "send_messages")
        known = {each["id"] for each in channel.tags}
        if not set(call.body.get("applied_tags") or []) <= known:
            raise DiscordError(50035, ("applied_tags: unknown tag",))
        first = said(core, channel, call, call.body["message"])
        made = threads.post(core, channel, bot, call.body, first)
        return {**shapes.thread(core, made), "message": first}
    require(channel.thread is None and channel.kind != DM, 50024)
    private = call.body.get("type", PRIVATE_THREAD) != PUBLIC_THREAD
    need(channel, bot.id, "create_private_threads" if private else "create_public_threads")
    kind = PRIVATE_THREAD if private else PUBLIC_THREAD
    return shapes.thread(core, threads.bare(core, channel, bot, call.body, kind))


@operation("list_thread_members", "GET /channels/{channel_id}/thread-members")
def members(core: Core, call: Call) -> list[Json]:
    held = _thread(core, call)
    return [shapes.thread_member(held, each) for each in held.of_thread.members]


@operation("get_thread_member", "GET /channels/{channel_id}/thread-members/{user_id}")
def member(core: Core, call: Call) -> Json:
    held, user = _thread(core, call), call.places["user_id"]
    require(user in held.of_thread.members, 10007)
    return shapes.thread_member(held, user)


@operation("add_thread_member", "PUT /channels/{channel_id}/thread-members/{user_id}", 204)
def add(core: Core, call: Call) -> None:
    held, user = _thread(core, call), call.places["user_id"]
    need(held, core.world.bot.id, "send_messages_in_threads")
    require(not held.of_thread.archived, 50083)
    core.world.user(user)
    require(user in held.of_guild.members, 10007)
    if messages.join(core, held, user):
        one = shapes.user(core.world.users[user])
        messages.system(core, held, core.world.bot, 1, mentions=[one])


@operation("delete_thread_member", "DELETE /channels/{channel_id}/thread-members/{user_id}", 204)
def remove(core: Core, call: Call) -> None:
    held, user = _thread(core, call), call.places["user_id"]
    need(held, core.world.bot.id, "manage_threads")
    require(not held.of_thread.archived, 50083)
    require(user in held.of_thread.members, 10007)
    threads.leave(core, held, user)


@operation("join_thread", "PUT /channels/{channel_id}/thread-members/@me", 204)
def join(core: Core, call: Call) -> None:
    held = _thread(core, call)
    require(not held.of_thread.archived, 50083)
    messages.join(core, held, core.world.bot.id)


@operation("leave_thread", "DELETE /channels/{channel_id}/thread-members/@me", 204)
def leave(core: Core, call: Call) -> None:
    held = _thread(core, call)
    require(not held.of_thread.archived, 50083)
    threads.leave(core, held, core.world.bot.id)


@operation("list_public_archived_threads", "GET /channels/{channel_id}/threads/archived/public")
def archived(core: Core, call: Call) -> Json:
    channel = _seen(core, call)
    need(channel, core.world.bot.id, "read_message_history")
    held = [
        each
        for each in core.world.channels.values()
        if each.parent is channel and each.thread and each.thread.archived
    ]
    held.sort(key=lambda each: each.of_thread.archive_at, reverse=True)
    before, limit = call.query.get("before", ""), int(call.query.get("limit", 50))
    older = [each for each in held if not before or each.of_thread.archive_at < before]
    return shown(core, older[:limit], len(older) > limit)


def shown(core: Core, held: list[Channel], more: bool = False) -> Json:
    """Return threads with the bot's memberships."""
    bot = core.world.bot.id
    own = [shapes.thread_member(each, bot) for each in held if bot in each.of_thread.members]
    return {
        "threads": [shapes.thread(core, each) for each in held],
        "members": own,
        "has_more": more,
    }


def _seen(core: Core, call: Call) -> Channel:
    channel = core.world.channel(call.places["channel_id"])
    need(channel, core.world.bot.id)
    return channel


def _thread(core: Core, call: Call) -> Channel:
    channel = _seen(core, call)
    require(channel.thread is not None, 50024)
    return channel


def _may_change(core: Core, channel: Channel, asked: Json) -> None:
    bot, thread = core.world.bot.id, channel.thread
    if thread is None:
        need(channel, bot, "manage_channels")
        return
    require(not thread.archived or asked.get("archived") is False, 50083)
    if may(channel, bot, "manage_threads"):
        return
    need(channel, bot, speaking(channel))
    own = {"name", "archived", "auto_archive_duration", "applied_tags"}
    wakes = set(asked) == {"archived"} and asked["archived"] is False
    require(set(asked) <= own and (thread.owner == bot or wakes), 50013)
    require(not thread.locked, 50013)


def _change(core: Core, channel: Channel, asked: Json) -> None:
    channel.name = asked.get("name") or channel.name
    channel.topic = asked.get("topic", channel.topic)
    if "available_tags" in asked:
        channel.tags = [threads.tag(core, **each) for each in asked["available_tags"] or []]
    events.channel(core, channel, "UPDATE")
