"""The events that Slack sends about what happens in a workspace."""

from typing import Any

from tests.servers.slack.core import Core, Delivery
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]

HIDDEN = {"metadata", "streaming"}
"""What of a message stands in no event but is kept."""


def emit(core: Core, event: Json) -> Delivery | None:
    """Send an event to the app unless it does not subscribe to it."""
    if core.subscriptions is not None and event["type"] not in core.subscriptions:
        return None
    payload = wrapped(core, event)
    if core.duplicates:
        core.deliver("events_api", payload)
    return core.deliver("events_api", payload)


def wrapped(core: Core, event: Json) -> Json:
    """Return the event in its envelope."""
    workspace = core.workspace
    where = event.get("channel")
    channel = workspace.channels.get(where) if isinstance(where, str) else None
    return {
        "token": "verification-token",
        "team_id": workspace.team,
        "context_team_id": workspace.team,
        "context_enterprise_id": None,
        "api_app_id": workspace.app,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.id("Ev"),
        "event_time": int(workspace.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team,
                "user_id": workspace.bot,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.shared,
        "event_context": f"4-{workspace.token()}",
    }


def posted(core: Core, channel: Channel, message: Json) -> list[Delivery]:
    """Tell of a new message, and of a mention in it, in any order."""
    workspace = core.workspace
    if workspace.bot not in channel.members:
        return []
    event = {**shown(message), "channel": channel.id, "event_ts": message["ts"]}
    events = [{**event, "channel_type": channel.kind}]
    mentioned = f"<@{workspace.bot}>" in message.get("text", "")
    if mentioned and channel.kind != "im" and message.get("user") != workspace.bot:
        mention = {name: value for name, value in event.items() if name != "subtype"}
        events.append({**mention, "type": "app_mention"})
    workspace.random.shuffle(events)
    return [found for each in events if (found := emit(core, each)) is not None]


def changed(core: Core, channel: Channel, before: Json, message: Json) -> Delivery | None:
    """Tell of an edited message."""
    return _about(
        core,
        channel,
        "message_changed",
        message["ts"],
        message=shown(message),
        previous_message=shown(before),
    )


def deleted(core: Core, channel: Channel, before: Json) -> Delivery | None:
    """Tell of a deleted message."""
    return _about(
        core,
        channel,
        "message_deleted",
        before["ts"],
        deleted_ts=before["ts"],
        previous_message=shown(before),
    )


def reaction(core: Core, channel: Channel, message: Json, user: str, name: str, kind: str) -> None:
    """Tell of a reaction that was added or removed."""
    if core.workspace.bot in channel.members:
        event = {
            "type": f"reaction_{kind}",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
            "item_user": message.get("user", ""),
            "event_ts": core.workspace.ts(),
        }
        emit(core, event)


def shown(message: Json) -> Json:
    """Return the message as events carry it."""
    return {name: value for name, value in message.items() if name not in HIDDEN}


def _about(core: Core, channel: Channel, subtype: str, ts: str, **more: Any) -> Delivery | None:
    if core.workspace.bot not in channel.members:
        return None
    event = {
        "type": "message",
        "subtype": subtype,
        **more,
        "channel": channel.id,
        "hidden": True,
        "ts": core.workspace.ts(),
        "event_ts": core.workspace.ts(),
        "channel_type": channel.kind,
    }
    return emit(core, event)
