"""Writing, changing and removing messages, for the bot and for people alike."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from tests.servers.slack import events
from tests.servers.slack.core import Core, Delivery
from tests.servers.slack.errors import require
from tests.servers.slack.workspace import Channel, File

Json = dict[str, Any]

_BARE = re.compile(r"&(?!amp;|lt;|gt;)")
_MENTION = re.compile(r"<@([A-Z0-9]+)>")
_OF_THREADS = ("reply_count", "reply_users_count", "reply_users", "latest_reply", "subscribed")


def write(core: Core, channel: Channel, message: Json) -> list[Delivery]:
    """Keep a message, count it in its thread and tell of it; it gets its timestamp here."""
    message["ts"] = core.workspace.ts()
    thread = message.get("thread_ts")
    if thread is not None:
        parent = channel.messages.get(thread)
        require(parent is not None, "thread_not_found")
        if parent is not None:
            _count(channel, parent, message)
    channel.messages[message["ts"]] = message
    core.changed.notify_all()
    return events.posted(core, channel, message)


def change(core: Core, channel: Channel, message: Json, new: Mapping[str, Any]) -> None:
    """Change a message in place and tell of it."""
    before = deepcopy(message)
    message.update(new)
    core.changed.notify_all()
    events.changed(core, channel, before, message)


def remove(core: Core, channel: Channel, message: Json) -> None:
    """Remove a message; one with answers leaves a tombstone."""
    replies = channel.replies(message["ts"])
    if replies:
        kept = {name: message[name] for name in _OF_THREADS if name in message}
        grave = {
            "type": "message",
            "subtype": "tombstone",
            "text": "This message was deleted.",
            "user": "USLACKBOT",
            "hidden": True,
            "ts": message["ts"],
            "thread_ts": message["ts"],
            **kept,
        }
        channel.messages[message["ts"]] = grave
    else:
        del channel.messages[message["ts"]]
    core.changed.notify_all()
    events.deleted(core, channel, message)


def by_bot(core: Core, arguments: Mapping[str, Any]) -> Json:
    """Return a message of the bot as Slack keeps it."""
    workspace = core.workspace
    message: Json = {
        "user": workspace.bot,
        "type": "message",
        "bot_id": workspace.bot_id,
        "app_id": workspace.app,
        "text": escaped(str(arguments.get("text") or arguments.get("markdown_text") or "")),
        "team": workspace.team,
        "bot_profile": {
            "id": workspace.bot_id,
            "app_id": workspace.app,
            "user_id": workspace.bot,
            "name": workspace.bot_name,
            "icons": {"image_48": "https://avatars.example.com/48.png"},
            "deleted": False,
            "updated": 1_700_000_000,
            "team_id": workspace.team,
        },
    }
    if arguments.get("blocks"):
        message["blocks"] = rendered(core, arguments["blocks"])
        message["text"] = message["text"] or "This content can't be displayed."
    for name in ("attachments", "metadata", "thread_ts"):
        if arguments.get(name):
            message[name] = arguments[name]
    return message


def by_person(core: Core, user: str, text: str, files: Iterable[File] = ()) -> Json:
    """Return a message of a person as Slack keeps it; `text` is as Slack encodes it."""
    message: Json = {
        "user": user,
        "type": "message",
        "client_msg_id": core.workspace.token(),
        "text": escaped(text),
        "team": core.workspace.user(user).team,
        "blocks": rich_text(core, text) if text else [],
    }
    held = list(files)
    if held:
        message |= {"subtype": "file_share", "upload": False, "display_as_bot": False}
        message["files"] = [file_shown(core, each) for each in held]
    return message


def rich_text(core: Core, text: str) -> list[Json]:
    """Return a person's text as the blocks that Slack's editor makes of it."""
    inner: list[Json] = []
    for number, part in enumerate(_MENTION.split(text)):
        if part:
            inner.append(
                {"type": "user", "user_id": part} if number % 2 else {"type": "text", "text": part}
            )
    section = {"type": "rich_text_section", "elements": inner}
    return [{"type": "rich_text", "block_id": core.workspace.token()[:5], "elements": [section]}]


def rendered(core: Core, blocks: Sequence[Json]) -> list[Json]:
    """Return blocks as Slack gives them back: with ids and with every default written out."""
    found = deepcopy(list(blocks))
    for block in found:
        block.setdefault("block_id", core.workspace.token()[:5])
        _spell_out(block)
    return found


def escaped(text: str) -> str:
    """Return text as Slack keeps it."""
    return _BARE.sub("&amp;", text)


def file_shown(core: Core, file: File) -> Json:
    """Return a file as messages and `files.info` carry it."""
    where = f"{core.address}/files-pri/{core.workspace.team}-{file.id}"
    kind = file.name.rpartition(".")[2]
    return {
        "id": file.id,
        "created": int(core.workspace.now()),
        "timestamp": int(core.workspace.now()),
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": "text/plain" if kind == "txt" else "application/octet-stream",
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": core.workspace.team,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "url_private": f"{where}/{file.name}",
        "url_private_download": f"{where}/download/{file.name}",
        "permalink": f"{core.address}/files/{file.user}/{file.id}/{file.name}",
        "channels": list(file.channels),
        "file_access": "visible",
    }


def _count(channel: Channel, parent: Json, reply: Json) -> None:
    users = list(dict.fromkeys([*parent.get("reply_users", []), reply["user"]]))
    reply["parent_user_id"] = parent["user"]
    parent.update(
        thread_ts=parent["ts"],
        reply_count=len(channel.replies(parent["ts"])) + 1,
        reply_users=users,
        reply_users_count=len(users),
        latest_reply=reply["ts"],
        is_locked=False,
        subscribed=False,
    )


def _spell_out(held: Any) -> None:
    if isinstance(held, list):
        for each in held:
            _spell_out(each)
    elif isinstance(held, dict):
        if held.get("type") == "plain_text":
            held.setdefault("emoji", True)
        elif held.get("type") == "mrkdwn":
            held.setdefault("verbatim", False)
        for each in held.values():
            _spell_out(each)
