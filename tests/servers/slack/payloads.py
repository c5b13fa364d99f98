"""What Slack sends when a person acts: commands, presses, choices, submitted views."""

from typing import Any

from tests.servers.slack.core import Core
from tests.servers.slack.limits import elements
from tests.servers.slack.workspace import Channel, ResponseUrl, User

Json = dict[str, Any]

CHOICES = {"static_select", "external_select", "radio_buttons", "overflow"}
SEVERAL = {"multi_static_select", "multi_external_select", "checkboxes"}
PICKED = {
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "users_select": "selected_user",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "multi_users_select": "selected_users",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
"""Where the value stands in a payload, by the element's type."""


def base(core: Core, user: User) -> Json:
    """Return what every interaction carries."""
    workspace = core.workspace
    return {
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": workspace.app,
        "token": "verification-token",
        "trigger_id": workspace.trigger(user.id),
        "team": {"id": workspace.team, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(core: Core, user: User, channel: Channel, name: str, text: str) -> Json:
    """Return a slash command; everything in it is text, as in the form that carries it."""
    workspace = core.workspace
    return {
        "token": "verification-token",
        "team_id": workspace.team,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app,
        "is_enterprise_install": "false",
        "response_url": response_url(core, user, channel, None),
        "trigger_id": workspace.trigger(user.id),
    }


def on_message(
    core: Core, user: User, channel: Channel, message: Json, block: Json, element: Json, value: Any
) -> Json:
    """Return the press or choice of an element on a message."""
    hidden = bool(message.get("is_ephemeral"))
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    payload = {
        "type": "block_actions",
        **base(core, user),
        "container": {**container, "is_ephemeral": hidden},
        "channel": {"id": channel.id, "name": _name(channel)},
        "state": {"values": states(message.get("blocks", []), {})},
        "response_url": response_url(core, user, channel, message),
        "actions": [_action(core, block, element, value)],
    }
    if not hidden:
        payload["message"] = {name: held for name, held in message.items() if name != "streaming"}
    return payload


def on_view(
    core: Core, user: User, view: Json, block: Json, element: Json, value: Any, values: Json
) -> Json:
    """Return the press or choice of an element on a view."""
    state = {"values": states(view["blocks"], values)}
    return {
        "type": "block_actions",
        **base(core, user),
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "state": state},
        "actions": [_action(core, block, element, value)],
    }


def submission(core: Core, user: User, view: Json, values: Json) -> Json:
    """Return a submitted modal; `values` by action id."""
    state = {"values": states(view["blocks"], values)}
    return {
        "type": "view_submission",
        **base(core, user),
        "view": {**view, "state": state},
        "response_urls": [],
    }


def closing(core: Core, user: User, view: Json, cleared: bool) -> Json:
    """Return a closed modal."""
    said = base(core, user)
    del said["trigger_id"]
    return {"type": "view_closed", **said, "view": view, "is_cleared": cleared}


def message_shortcut(
    core: Core, user: User, channel: Channel, message: Json, callback: str
) -> Json:
    """Return a shortcut from a message's menu."""
    return {
        "type": "message_action",
        **base(core, user),
        "callback_id": callback,
        "action_ts": core.workspace.ts(),
        "message_ts": message["ts"],
        "channel": {"id": channel.id, "name": _name(channel)},
        "message": {name: held for name, held in message.items() if name != "metadata"},
        "response_url": response_url(core, user, channel, message),
    }


def global_shortcut(core: Core, user: User, callback: str) -> Json:
    """Return a shortcut from the search or the compose menu."""
    made = {**base(core, user), "callback_id": callback, "action_ts": core.workspace.ts()}
    return {"type": "shortcut", **made}


def response_url(core: Core, user: User, channel: Channel, message: Json | None) -> str:
    """Return an address that takes answers to an interaction."""
    token = core.workspace.token()
    made = ResponseUrl(user.id, channel.id, core.workspace.now(), message)
    core.workspace.response_urls[token] = made
    return f"{core.address}/actions/{core.workspace.team}/{token}"


def states(blocks: list[Json], values: Json) -> Json:
    """Return what each element that holds a value holds now, by block and action."""
    found: Json = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in ("button", "image", "mrkdwn", "plain_text", "overflow"):
                continue
            name = element.get("action_id", "")
            value = values.get(name, initial(element))
            found.setdefault(block["block_id"], {})[name] = held(element, value)
    return found


def held(element: Json, value: Any) -> Json:
    """Return an element's value as payloads carry it; `value` is a plain one."""
    kind = str(element["type"])
    if kind in CHOICES:
        return {"type": kind, "selected_option": option(element, value)}
    if kind in SEVERAL:
        chosen = [option(element, each) for each in value or []]
        return {"type": kind, "selected_options": chosen}
    return {"type": kind, PICKED.get(kind, "value"): value}


def initial(element: Json) -> Any:
    """Return the plain value that an element starts with."""
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [each["value"] for each in element["initial_options"]]
    return next((value for name, value in element.items() if name.startswith("initial_")), None)


def option(element: Json, value: Any) -> Json | None:
    """Return the option with a value; the element must have it unless the app looks them up."""
    if value is None:
        return None
    groups = element.get("option_groups", [])
    options = element.get("options") or [each for group in groups for each in group["options"]]
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(value), "emoji": True}, "value": value}
    found: Json | None = next((each for each in options if each["value"] == value), None)
    assert found is not None, f"no option {value!r} among {[each['value'] for each in options]}"
    return found


def _action(core: Core, block: Json, element: Json, value: Any) -> Json:
    action = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": core.workspace.ts(),
    }
    if element["type"] == "button":
        return {**action, **{name: element[name] for name in ("text", "value") if name in element}}
    return {**action, **held(element, value)}


def _name(channel: Channel) -> str:
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
