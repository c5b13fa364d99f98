"""Messages: written, read, changed and removed."""

from typing import Any

from tests.servers.discord import events, messages, shapes
from tests.servers.discord.core import Call, Core
from tests.servers.discord.errors import DiscordError, require
from tests.servers.discord.permissions import may, need, speaking
from tests.servers.discord.routes.registry import operation
from tests.servers.discord.world import DM, FORUM, Channel

Json = dict[str, Any]

SAYING = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")


@operation("create_message", "POST /channels/{channel_id}/messages")
def create(core: Core, call: Call) -> Json:
    channel = writable(core, call)
    bot, nonce = core.world.bot, call.body.get("nonce")
    known = (bot.id, str(nonce))
    if call.body.get("enforce_nonce") and nonce is not None:
        at, made = channel.nonces.get(known, (0.0, ""))
        if made in channel.messages and core.world.now() - at <= messages.NONCE_SECONDS:
            return {**shapes.message(core, channel.messages[made]), "nonce": nonce}
    message = said(core, channel, call)
    if nonce is not None:
        channel.nonces[known] = (core.world.now(), message["id"])
        return {**messages.write(core, channel, message, nonce), "nonce": nonce}
    return messages.write(core, channel, message)


@operation("list_messages", "GET /channels/{channel_id}/messages")
def listed(core: Core, call: Call) -> list[Json]:
    channel = core.world.channel(call.places["channel_id"])
    bot = core.world.bot.id
    need(channel, bot)
    if not may(channel, bot, "read_message_history"):
        return []
    held, limit = list(channel.messages.values()), int(call.query.get("limit", 50))
    chosen = held[-limit:]
    for name in ("after", "before", "around"):
        if name in call.query:
            chosen = _beside(held, name, int(call.query[name]), limit)
    return [told(core, channel, each) for each in reversed(chosen)]


@operation("get_message", "GET /channels/{channel_id}/messages/{message_id}")
def get(core: Core, call: Call) -> Json:
    channel, message = at(core, call, "read_message_history")
    return told(core, channel, message)


@operation("update_message", "PATCH /channels/{channel_id}/messages/{message_id}")
def update(core: Core, call: Call) -> Json:
    channel, message = at(core, call)
    require(channel.thread is None or not channel.thread.archived, 50083)
    require(message["author"]["id"] == core.world.bot.id, 50005)
    before = message["attachments"]
    asked = messages.attached(core, channel, call.body, call.files, before)
    after = {**message, **asked}
    require(any(after.get(name) for name in SAYING), 50006)
    messages.change(core, channel, message, asked)
    return shapes.message(core, message)


@operation("delete_message", "DELETE /channels/{channel_id}/messages/{message_id}", 204)
def delete(core: Core, call: Call) -> None:
    channel, message = at(core, call)
    if message["author"]["id"] != core.world.bot.id:
        require(channel.kind != DM, 50013)
        need(channel, core.world.bot.id, "manage_messages")
    messages.remove(core, channel, message)


@operation("trigger_typing_indicator", "POST /channels/{channel_id}/typing", 204)
def typing(core: Core, call: Call) -> None:
    channel = core.world.channel(call.places["channel_id"])
    need(channel, core.world.bot.id, speaking(channel))
    core.world.typing.append((call.at, channel.id, core.world.bot.id))
    events.typing(core, channel, core.world.bot.id)


@operation("list_pins", "GET /channels/{channel_id}/messages/pins")
def pins(core: Core, call: Call) -> Json:
    channel = core.world.channel(call.places["channel_id"])
    need(channel, core.world.bot.id, "read_message_history")
    held = [
        {"pinned_at": stamp, "message": told(core, channel, channel.messages[known])}
        for known, stamp in reversed(channel.pins.items())
    ]
    return {"items": held[: int(call.query.get("limit", 50))], "has_more": False}


@operation("create_pin", "PUT /channels/{channel_id}/messages/pins/{message_id}", 204)
def pin(core: Core, call: Call) -> None:
    channel, message = at(core, call, "pin_messages")
    if message["id"] in channel.pins:
        return
    require(len(channel.pins) < 250, 30003)
    channel.pins[message["id"]] = core.world.stamp()
    message["pinned"] = True
    events.message(core, channel, message, "UPDATE")
    events.pins(core, channel)
    reference: Json = {"type": 0, "channel_id": channel.id, "message_id": message["id"]}
    messages.system(core, channel, core.world.bot, 6, message_reference=reference)


@operation("delete_pin", "DELETE /channels/{channel_id}/messages/pins/{message_id}", 204)
def unpin(core: Core, call: Call) -> None:
    channel, message = at(core, call, "pin_messages")
    channel.pins.pop(message["id"], None)
    message["pinned"] = False
    events.message(core, channel, message, "UPDATE")
    events.pins(core, channel)


_REACTION = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"


@operation("add_my_message_reaction", f"PUT {_REACTION}/@me", 204)
def react(core: Core, call: Call) -> None:
    channel, message = at(core, call, "read_message_history")
    require(channel.thread is None or not channel.thread.archived, 50083)
    name = _emoji(call)
    if not any(each["emoji"] == messages.emoji_of(name) for each in message.get("reactions", [])):
        need(channel, core.world.bot.id, "add_reactions")
    messages.react(core, channel, message, core.world.bot.id, name)


@operation("delete_my_message_reaction", f"DELETE {_REACTION}/@me", 204)
def unreact(core: Core, call: Call) -> None:
    channel, message = at(core, call)
    messages.unreact(core, channel, message, core.world.bot.id, _emoji(call))


@operation("delete_user_message_reaction", f"DELETE {_REACTION}/{{user_id}}", 204)
def take_reaction(core: Core, call: Call) -> None:
    channel, message = at(core, call, "manage_messages")
    messages.unreact(core, channel, message, call.places["user_id"], _emoji(call))


@operation("list_message_reactions_by_emoji", f"GET {_REACTION}")
def reacted(core: Core, call: Call) -> list[Json]:
    _, message = at(core, call, "read_message_history")
    held = core.world.reactions.get((message["id"], _emoji(call)), [])
    return [shapes.user(core.world.users[each]) for each in held]


def at(core: Core, call: Call, *permissions: str) -> tuple[Channel, Json]:
    """Return the message that is meant, where the bot has these permissions."""
    channel = core.world.channel(call.places["channel_id"])
    need(channel, core.world.bot.id, *permissions)
    return channel, channel.message(call.places["message_id"])


def told(core: Core, channel: Channel, message: Json) -> Json:
    """Return a message as the application may read it."""
    shown = shapes.message(core, message)
    whole = "message_content" in core.privileged or events.readable(core, channel, message)
    return shown if whole else events.stripped(shown)


def writable(core: Core, call: Call) -> Channel:
    """Return the channel of a new message, where the bot may write one."""
    channel = core.world.channel(call.places["channel_id"])
    bot = core.world.bot.id
    require(channel.kind != FORUM, 50024)
    need(channel, bot, speaking(channel))
    if channel.thread is not None and channel.thread.locked:
        require(may(channel, bot, "manage_threads"), 160005)
    if channel.recipient is not None:
        shared = any(channel.recipient.id in each.members for each in core.world.guilds.values())
        require(channel.recipient.dms_open and shared, 50007)
    if call.files:
        need(channel, bot, "attach_files")
    if call.body.get("embeds"):
        need(channel, bot, "embed_links")
    return channel


def said(core: Core, channel: Channel, call: Call, body: Json | None = None) -> Json:
    """Return the message that a request asks for, not yet in its channel."""
    asked = messages.attached(core, channel, call.body if body is None else body, call.files)
    require(any(asked.get(name) for name in SAYING), 50006)
    message = messages.made(core, channel, core.world.bot, asked)
    reference = asked.get("message_reference")
    if reference is not None:
        require(may(channel, core.world.bot.id, "read_message_history"), 160002)
        found = channel.messages.get(str(reference["message_id"]))
        if found is not None:
            allowed = asked.get("allowed_mentions") or {}
            messages.refer(core, message, found, channel, allowed.get("replied_user", True))
        elif reference.get("fail_if_not_exists", True):
            raise DiscordError(50035, ("message_reference: Unknown message",))
    return message


def _emoji(call: Call) -> str:
    name = call.places["emoji_name"]
    require(not name.isascii() or ":" in name, 10014)
    return name


def _beside(held: list[Json], how: str, known: int, limit: int) -> list[Json]:
    before = [each for each in held if int(each["id"]) < known]
    after = [each for each in held if int(each["id"]) > known]
    if how == "after":
        return after[:limit]
    if how == "before":
        return before[-limit:]
    own = [each for each in held if int(each["id"]) == known]
    return before[-(limit // 2) :] + own + after[: limit // 2]
