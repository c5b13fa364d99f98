"""Writing, changing and removing messages, for the bot and for people alike."""

import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.servers.discord import components, events, permissions, shapes
from tests.servers.discord.core import Core, Upload
from tests.servers.discord.errors import require
from tests.servers.discord.world import Channel, File, User

Json = dict[str, Any]

DEFAULT, REPLY, COMMAND, CONTEXT = 0, 19, 20, 23
SILENT, HAS_THREAD, EPHEMERAL, LOADING = 1 << 12, 1 << 5, 1 << 6, 1 << 7
NONCE_SECONDS = 300.0

_USER, _ROLE = re.compile(r"<@!?([0-9]+)>"), re.compile(r"<@&([0-9]+)>")


def made(
    core: Core, channel: Channel, author: User, asked: Mapping[str, Any], kind: int = DEFAULT
) -> Json:
    """Return a message as Discord keeps it, not yet in its channel."""
    content = str(asked.get("content") or "")
    message: Json = {
        "id": core.world.id(),
        "type": kind,
        "channel_id": channel.id,
        "author": shapes.user(author),
        "content": content,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": list(asked.get("attachments") or []),
        "embeds": components.embeds(asked.get("embeds")),
        "components": components.shown(asked.get("components") or []),
        "timestamp": core.world.stamp(),
        "edited_timestamp": None,
        "flags": int(asked.get("flags") or 0),
        "pinned": False,
        "tts": False,
    }
    if author is core.world.bot:
        message["application_id"] = core.world.application
    _mention(core, channel, message, asked.get("allowed_mentions"))
    return message


def refer(core: Core, message: Json, to: Json, channel: Channel, ping: bool = True) -> None:
    """Make a message the reply to another one."""
    message["type"] = REPLY
    reference = {"type": 0, "channel_id": channel.id, "message_id": to["id"]}
    if channel.guild is not None:
        reference["guild_id"] = channel.guild.id
    message["message_reference"] = reference
    kept = ("referenced_message", "thread", "reactions")
    message["referenced_message"] = {k: v for k, v in to.items() if k not in kept}
    known = [each["id"] for each in message["mentions"]]
    if ping and to["author"]["id"] not in known and "webhook_id" not in to:
        message["mentions"].append(to["author"])
        _ping(core, message, to["author"]["id"])


def write(core: Core, channel: Channel, message: Json, nonce: Any = None) -> Json:
    """Keep a message, wake its thread and tell of it."""
    thread = channel.thread
    if thread is not None:
        if thread.archived:
            thread.archived, thread.archive_at = False, core.world.stamp()
            events.channel(core, channel, "UPDATE")
        thread.sent += 1
        join(core, channel, message["author"]["id"])
        for each in message["mentions"] if message["author"]["id"] != core.world.bot.id else []:
            join(core, channel, each["id"])
    if channel.guild is None and message["flags"] & SILENT == 0 and channel.recipient is not None:
        _ping(core, message, channel.recipient.id)
    channel.messages[message["id"]] = message
    channel.last_message = message["id"]
    events.message(core, channel, message, "CREATE", nonce)
    return message


def system(core: Core, channel: Channel, author: User, kind: int, **more: Any) -> Json:
    """Write one of Discord's own lines: a rename (4), a pin (6), a thread (18, 21) and so on."""
    return write(core, channel, {**made(core, channel, author, {}, kind), **more})


def change(
    core: Core, channel: Channel, message: Json, asked: Mapping[str, Any], edited: bool = True
) -> None:
    """Change a message in place and tell of it, unless it is for one person only."""
    if "content" in asked:
        message["content"] = str(asked["content"] or "")
        replied = (message.get("referenced_message") or {}).get("author")
        message["mentions"] = [each for each in message["mentions"] if each == replied]
        message["mention_roles"] = []
        _mention(core, channel, message, asked.get("allowed_mentions"), notify=False)
    if "embeds" in asked:
        message["embeds"] = components.embeds(asked["embeds"])
    if "components" in asked:
        message["components"] = components.shown(asked["components"] or [])
    if "attachments" in asked:
        message["attachments"] = list(asked["attachments"] or [])
    if edited:
        message["edited_timestamp"] = core.world.stamp()
    core.changed.notify_all()
    if not message["flags"] & EPHEMERAL:
        events.message(core, channel, message, "UPDATE")


def remove(core: Core, channel: Channel, message: Json) -> None:
    """Remove a message; a thread on it stays."""
    del channel.messages[message["id"]]
    channel.pins.pop(message["id"], None)
    events.deleted(core, channel, message["id"])


def join(core: Core, channel: Channel, user: str) -> bool:
    """Put somebody into a thread; tell whether they were not in it yet."""
    thread = channel.of_thread
    if user in thread.members or user not in channel.of_guild.members:
        return False
    thread.members[user] = core.world.stamp()
    events.thread_members(core, channel, added=[user])
    return True


def react(core: Core, channel: Channel, message: Json, user: str, name: str) -> None:
    """Add a reaction; a second one of the same person changes nothing."""
    held = message.setdefault("reactions", [])
    emoji = emoji_of(name)
    found = next((each for each in held if each["emoji"] == emoji), None)
    if found is None:
        require(len(held) < 20, 30010)
        found = {"emoji": emoji, "count": 0, "me": False, "me_burst": False, "burst_colors": []}
        found["count_details"] = {"burst": 0, "normal": 0}
        held.append(found)
    users = core.world.reactions.setdefault((message["id"], name), [])
    if user not in users:
        users.append(user)
        _count(core, message, found, users)
        events.reaction(core, channel, message, user, emoji, "ADD")


def unreact(core: Core, channel: Channel, message: Json, user: str, name: str) -> None:
    """Take a reaction away."""
    users = core.world.reactions.get((message["id"], name), [])
    require(user in users, 10014)
    users.remove(user)
    emoji = emoji_of(name)
    found = next(each for each in message["reactions"] if each["emoji"] == emoji)
    _count(core, message, found, users)
    events.reaction(core, channel, message, user, emoji, "REMOVE")


def emoji_of(name: str) -> Json:
    """Return an emoji by its name in an address: a character, or `name:id`."""
    word, _, known = name.partition(":")
    return {"id": known or None, "name": word}


def keep(core: Core, channel: Channel, files: Iterable[Upload]) -> list[Json]:
    """Keep uploads and return them as attachments."""
    return [_attachment(core, channel, each) for each in files]


def attached(
    core: Core,
    channel: Channel,
    asked: Mapping[str, Any],
    files: Sequence[Upload],
    before: Sequence[Json] = (),
) -> Json:
    """Return a request whose attachments are those it keeps and those it brings."""
    if "attachments" not in asked and not files:
        return dict(asked)
    named = {str(each["id"]) for each in asked.get("attachments") or []}
    kept = [each for each in before if "attachments" not in asked or each["id"] in named]
    return {**asked, "attachments": [*kept, *keep(core, channel, files)]}


def _attachment(core: Core, channel: Channel, upload: Upload) -> Json:
    file = File(core.world.id(), upload.name, upload.content)
    core.world.files[file.id] = file
    where = f"{core.address}/attachments/{channel.id}/{file.id}/{upload.name}"
    guessed = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    shown: Json = {"id": file.id, "filename": upload.name, "size": len(upload.content)}
    return {**shown, "url": where, "proxy_url": where, "content_type": guessed}


def _count(core: Core, message: Json, found: Json, users: Sequence[str]) -> None:
    found["count"] = found["count_details"]["normal"] = len(users)
    found["me"] = core.world.bot.id in users
    if not users:
        message["reactions"].remove(found)
    core.changed.notify_all()


def _mention(
    core: Core, channel: Channel, message: Json, allowed: Any, notify: bool = True
) -> None:
    """Find who is mentioned; what `allowed_mentions` leaves out is text alone."""
    text, world = message["content"], core.world
    author = message["author"]["id"]
    for known in dict.fromkeys(_USER.findall(text)):
        if known in world.users and _allowed(allowed, "users", known):
            one = shapes.user(world.users[known])
            message["mentions"] += [] if one in message["mentions"] else [one]
            if notify:
                _ping(core, message, known)
    roles = channel.guild.roles if channel.guild else {}
    for known in dict.fromkeys(_ROLE.findall(text)):
        if known in roles and _allowed(allowed, "roles", known):
            message["mention_roles"].append(known)
            if notify:
                _ping(core, message, known)
    loud = "@everyone" in text or "@here" in text
    able = permissions.may(channel, author, "mention_everyone") and channel.guild is not None
    if loud and able and _allowed(allowed, "everyone", ""):
        message["mention_everyone"] = True
        if notify:
            _ping(core, message, "everyone")


def _allowed(allowed: Any, kind: str, known: str) -> bool:
    if allowed is None:
        return True
    named = [str(each) for each in allowed.get(kind) or []] if kind != "everyone" else []
    return kind in (allowed.get("parse") or []) or known in named


def _ping(core: Core, message: Json, user: str) -> None:
    if not message["flags"] & SILENT and user != message["author"]["id"]:
        held = core.world.pings.setdefault(message["id"], [])
        if user not in held:
            held.append(user)
