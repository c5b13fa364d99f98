"""chat.*Stream: a message that grows while it is written."""

from typing import Any

from tests.servers.slack import events, messages
from tests.servers.slack.core import Core
from tests.servers.slack.errors import require
from tests.servers.slack.methods.chat import own
from tests.servers.slack.methods.registry import method
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]


@method("chat.startStream", "chat:write", feature="streaming")
def start(core: Core, arguments: Json) -> Json:
    channel = core.workspace.target(arguments["channel"])
    if channel.kind != "im":
        require(arguments.get("recipient_team_id"), "missing_recipient_team_id")
        require(arguments.get("recipient_user_id"), "missing_recipient_user_id")
        core.workspace.user(arguments["recipient_user_id"])
    message = messages.by_bot(core, {"thread_ts": arguments["thread_ts"]})
    message |= {"text": added(arguments), "streaming": True}
    messages.write(core, channel, message)
    core.workspace.statuses.pop((channel.id, arguments["thread_ts"]), None)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.appendStream", "chat:write", feature="streaming")
def append(core: Core, arguments: Json) -> Json:
    channel, message = streaming(core, arguments)
    message["text"] += added(arguments)
    core.changed.notify_all()
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.stopStream", "chat:write", feature="streaming")
def stop(core: Core, arguments: Json) -> Json:
    channel, message = streaming(core, arguments)
    before = dict(message)
    message["text"] += added(arguments)
    for name in ("blocks", "metadata"):
        if arguments.get(name):
            message[name] = arguments[name]
    if arguments.get("blocks"):
        message["blocks"] = messages.rendered(core, arguments["blocks"])
    del message["streaming"]
    core.changed.notify_all()
    events.changed(core, channel, before, message)
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


def expire(core: Core) -> list[str]:
    """End every open stream by Slack's own hand, and return their timestamps."""
    open_streams = [
        message
        for channel in core.workspace.channels.values()
        for message in channel.messages.values()
        if message.pop("streaming", False)
    ]
    core.changed.notify_all()
    return [message["ts"] for message in open_streams]


def streaming(core: Core, arguments: Json) -> tuple[Channel, Json]:
    """Return a message that still grows."""
    channel, message = own(core, arguments, "message_not_owned_by_app")
    require(message.get("streaming"), "message_not_in_streaming_state")
    return channel, message


def added(arguments: Json) -> str:
    """Return the text that a call brings."""
    chunks = arguments.get("chunks") or []
    text = str(arguments.get("markdown_text") or "")
    return text + "".join(each["text"] for each in chunks if each["type"] == "markdown_text")
