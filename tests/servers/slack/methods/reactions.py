"""reactions.*: one of each name by each person on a message."""

import re
from typing import Any

from tests.servers.slack import events
from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError, require
from tests.servers.slack.methods.registry import method
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]

MOST = 23
"""Different emoji on a message by one app."""

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
_NOT_SLACKS = {
    "check", "checkmark", "cog", "cogwheel", "cross", "done", "hourglass_not_done", "pause",
    "question_mark", "stop", "stop_button", "stop_sign",
}  # fmt: skip
"""Names that other platforms have and Slack has not."""


@method("reactions.add", "reactions:write")
def add(core: Core, arguments: Json) -> Json:
    channel, message = _at(core, arguments)
    name = _checked(arguments)
    react(core, channel, message, core.workspace.bot, name)
    return {}


@method("reactions.remove", "reactions:write")
def remove(core: Core, arguments: Json) -> Json:
    channel, message = _at(core, arguments)
    unreact(core, channel, message, core.workspace.bot, _checked(arguments))
    return {}


@method("reactions.get", "reactions:read")
def get(core: Core, arguments: Json) -> Json:
    channel, message = _at(core, arguments)
    return {"type": "message", "channel": channel.id, "message": dict(message)}


def react(core: Core, channel: Channel, message: Json, user: str, name: str) -> None:
    """Add a person's reaction."""
    held = message.setdefault("reactions", [])
    found = next((each for each in held if each["name"] == name), None)
    if found is None:
        require(len(held) < MOST, "too_many_emoji")
        found = {"name": name, "users": [], "count": 0}
        held.append(found)
    require(user not in found["users"], "already_reacted")
    found["users"].append(user)
    found["count"] += 1
    core.changed.notify_all()
    events.reaction(core, channel, message, user, name, "added")


def unreact(core: Core, channel: Channel, message: Json, user: str, name: str) -> None:
    """Take a person's reaction away."""
    held = message.get("reactions", [])
    found = next((each for each in held if each["name"] == name and user in each["users"]), None)
    if found is None:
        raise SlackError("no_reaction")
    found["users"].remove(user)
    found["count"] -= 1
    if not found["users"]:
        held.remove(found)
    if not held:
        del message["reactions"]
    core.changed.notify_all()
    events.reaction(core, channel, message, user, name, "removed")


def _at(core: Core, arguments: Json) -> tuple[Channel, Json]:
    channel = core.workspace.channel(arguments["channel"])
    require(core.workspace.bot in channel.members, "not_in_channel")
    require(not channel.archived, "is_archived")
    return channel, channel.message(arguments["timestamp"])


def _checked(arguments: Json) -> str:
    name = str(arguments["name"])
    require(_NAME.fullmatch(name) and name not in _NOT_SLACKS, "invalid_name")
    return name
