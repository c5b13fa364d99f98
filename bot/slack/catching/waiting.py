"""What was done to messages that nobody has read yet, as the events that would have told."""

from collections.abc import Mapping
from typing import Any

from bot.chat.catching.waiting import Waiting

Json = Mapping[str, Any]


def changed(message: Json, room: str, kind: str) -> Json:
    """Return the event that would have told of an edit of the message."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": room,
        "channel_type": kind,
        # Edits of one second are told apart.
        "ts": f"{message['ts']}-edited-{message['edited']['ts']}",
        "event_ts": message["edited"]["ts"],
        "message": message,
        "previous_message": {name: message[name] for name in _KEPT if name in message},
    }


def deleted(gone: Waiting, thread: str, room: str, kind: str) -> Json:
    """Return the event that would have told that the message was deleted."""
    before = {"type": "message", "user": gone.user, "ts": gone.message, "text": ""}
    if thread and thread != gone.message:
        before["thread_ts"] = thread
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": room,
        "channel_type": kind,
        "ts": f"{gone.message}-deleted",
        "event_ts": gone.message,
        "deleted_ts": gone.message,
        "previous_message": before,
    }


_KEPT = ("type", "user", "ts", "thread_ts", "team")
