"""chat.*: posting, changing and removing messages."""

from typing import Any

from tests.servers.slack import messages
from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError, require
from tests.servers.slack.methods.registry import method
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]


@method("chat.postMessage", "chat:write")
def post_message(core: Core, arguments: Json) -> Json:
    channel = core.workspace.target(arguments["channel"])
    message = messages.by_bot(core, arguments)
    if arguments.get("username"):
        message |= {"subtype": "bot_message", "username": arguments["username"]}
    if arguments.get("reply_broadcast") and "thread_ts" in message:
        message["subtype"] = "thread_broadcast"
    messages.write(core, channel, message)
    thread = (channel.id, str(message.get("thread_ts")))
    core.workspace.statuses.pop(thread, None)
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(core: Core, arguments: Json) -> Json:
    channel = core.workspace.target(arguments["channel"])
    user = core.workspace.user(arguments["user"])
    require(user.id in channel.members, "user_not_in_channel")
    notice = messages.by_bot(core, arguments)
    notice |= {"ts": core.workspace.ts(), "channel": channel.id, "is_ephemeral": True}
    user.notices.append(notice)
    return {"message_ts": notice["ts"]}


@method("chat.update", "chat:write")
def update(core: Core, arguments: Json) -> Json:
    channel, message = own(core, arguments, "cant_update_message")
    require(not message.get("streaming"), "streaming_state_conflict")
    new = messages.by_bot(core, arguments)
    # What an update does not name is retained, blocks included: an empty list removes them.
    kept: Json = {name: new[name] for name in ("text", "blocks", "attachments") if name in new}
    if arguments.get("blocks") == []:
        kept["blocks"] = []
    if "metadata" in arguments:
        kept["metadata"] = arguments["metadata"]
    edited = {"user": core.workspace.bot, "ts": core.workspace.ts()}
    messages.change(core, channel, message, {**kept, "edited": edited})
    return {
        "channel": channel.id,
        "ts": message["ts"],
        "text": message["text"],
        "message": dict(message),
    }


@method("chat.delete", "chat:write")
def delete(core: Core, arguments: Json) -> Json:
    channel, message = own(core, arguments, "cant_delete_message")
    messages.remove(core, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.getPermalink")
def permalink(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    message = channel.message(arguments["message_ts"])
    link = f"https://{core.workspace.domain}.slack.com/archives/{channel.id}"
    link += f"/p{message['ts'].replace('.', '')}"
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def own(core: Core, arguments: Json, code: str) -> tuple[Channel, Json]:
    """Return a message that the bot may change."""
    channel = core.workspace.channel(arguments["channel"])
    require(not channel.archived, "is_archived")
    message = channel.message(arguments["ts"])
    if message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    require(message.get("bot_id") == core.workspace.bot_id, code)
    return channel, message
