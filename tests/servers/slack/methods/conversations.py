"""conversations.*: channels, their members and what was written in them."""

from typing import Any

from tests.servers.slack import events
from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError, require
from tests.servers.slack.methods.paging import page
from tests.servers.slack.methods.registry import method
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]

READ = ("channels:read", "groups:read", "im:read")
HISTORY = ("channels:history", "groups:history", "im:history")
KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im"}


@method("conversations.open", "im:write")
def open_im(core: Core, arguments: Json) -> Json:
    if arguments.get("channel"):
        channel = core.workspace.channel(arguments["channel"])
    else:
        users = str(arguments["users"]).split(",")
        require(len(users) == 1, "not_enough_users")
        before = len(core.workspace.channels)
        channel = core.workspace.im(users[0])
        if arguments.get("prevent_creation") and len(core.workspace.channels) > before:
            del core.workspace.channels[channel.id]
            raise SlackError("channel_not_found")
    whole = arguments.get("return_im")
    return {"channel": channel.shown(core.workspace.bot) if whole else {"id": channel.id}}


@method("conversations.info", *READ)
def info(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    return {"channel": channel.shown(core.workspace.bot)}


@method("conversations.list", *READ)
def listed(core: Core, arguments: Json) -> Json:
    visible = [
        each
        for each in core.workspace.channels.values()
        if each.kind == "channel" or core.workspace.bot in each.members
    ]
    return _channels(core, arguments, visible)


@method("users.conversations", *READ)
def joined(core: Core, arguments: Json) -> Json:
    user = arguments.get("user") or core.workspace.bot
    own = [each for each in core.workspace.channels.values() if user in each.members]
    return _channels(core, arguments, own)


@method("conversations.members", *READ)
def members(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    shown, more = page(channel.members, arguments)
    return {"members": shown, "response_metadata": more["response_metadata"]}


@method("conversations.join", "channels:join")
def join(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    require(channel.kind == "channel", "method_not_supported_for_channel_type")
    require(not channel.archived, "is_archived")
    if core.workspace.bot not in channel.members:
        channel.members.append(core.workspace.bot)
        joins(core, channel, core.workspace.bot)
    return {"channel": channel.shown(core.workspace.bot)}


@method("conversations.history", *HISTORY)
def history(core: Core, arguments: Json) -> Json:
    channel = _readable(core, arguments)
    top = [
        each
        for each in reversed(channel.messages.values())
        if _on_top(each) and _within(each["ts"], arguments)
    ]
    shown, more = page(top, arguments)
    return {"messages": [_read(each, arguments) for each in shown], "pin_count": 0, **more}


@method("conversations.replies", *HISTORY)
def replies(core: Core, arguments: Json) -> Json:
    channel = _readable(core, arguments)
    first = channel.messages.get(str(arguments["ts"]))
    if first is None:
        raise SlackError("thread_not_found")
    # The first message stands on every page's beginning, whatever its time.
    rest = [each for each in channel.replies(first["ts"]) if _within(each["ts"], arguments)]
    shown, more = page(rest, arguments)
    return {"messages": [_read(each, arguments) for each in [first, *shown]], **more}


def joins(core: Core, channel: Channel, user: str) -> None:
    """Tell that somebody is a member now."""
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": core.workspace.team,
        "event_ts": core.workspace.ts(),
    }
    events.emit(core, event)


def _readable(core: Core, arguments: Json) -> Channel:
    channel = core.workspace.channel(arguments["channel"])
    require(core.workspace.bot in channel.members, "not_in_channel")
    return channel


def _read(message: Json, arguments: Json) -> Json:
    shown = events.shown(message)
    if "metadata" in message and arguments.get("include_all_metadata"):
        shown["metadata"] = message["metadata"]
    return shown


def _on_top(message: Json) -> bool:
    own = message.get("thread_ts", message["ts"]) == message["ts"]
    return own or message.get("subtype") == "thread_broadcast"


def _within(ts: str, arguments: Json) -> bool:
    at = _number(ts)
    oldest, latest = _number(arguments.get("oldest")), _number(arguments.get("latest"))
    if arguments.get("inclusive") and at in (oldest, latest):
        return True
    return at > oldest and (not latest or at < latest)


def _number(ts: object) -> int:
    whole, _, part = str(ts or "0").partition(".")
    if not whole.isdigit() or not (part or "0").isdigit():
        raise SlackError("invalid_ts_oldest")
    return int(whole) * 1_000_000 + int((part or "0").ljust(6, "0")[:6])


def _channels(core: Core, arguments: Json, found: list[Channel]) -> Json:
    kinds = str(arguments.get("types") or "public_channel").split(",")
    require(set(kinds) <= {*KINDS, "mpim"}, "invalid_types")
    wanted = {KINDS[each] for each in kinds if each in KINDS}
    held = [
        each.shown(core.workspace.bot)
        for each in found
        if each.kind in wanted and not (arguments.get("exclude_archived") and each.archived)
    ]
    shown, more = page(held, arguments)
    return {"channels": shown, "response_metadata": more["response_metadata"]}
