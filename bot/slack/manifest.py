"""The app's manifest: everything that Slack has to know to make heddle's app."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from bot.slack.scopes import EVENTS, needed

COMMAND = "/heddle"
PATH = "/slack/events"
"""Where Slack's requests arrive in HTTP mode, below the public address."""

HAND_OVER = "heddle_hand_over"
"""The callback id of the message shortcut."""
NEW_SESSION = "heddle_new_session"
"""The callback id of the shortcut that stands everywhere."""

_CREATE = "https://api.slack.com/apps"
_ABOUT = (
    "heddle turns threads into sessions of AI agents and loses none of them from sight. Mention it "
    "in a channel or write to it directly, and an agent works in that thread: it shows where it "
    "stands, asks when it needs you, and saves what is finished. You answer with a button, in the "
    "thread, or in App Home, where everything that needs you stands in one list."
)
_PROMPTS = (
    ("What can you do?", "!help"),
    ("What needs me?", "!inbox"),
    ("List my agents", "list my agents"),
)


def manifest(http: str = "") -> dict[str, Any]:
    """Return the manifest for Socket Mode, or for HTTP mode at the public address `http`."""
    url = f"{http.rstrip('/')}{PATH}" if http else ""
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "heddle",
            "description": "Threads become AI agent sessions, and none is lost from sight.",
            "long_description": _ABOUT,
            "background_color": "#2f3e46",
        },
        "features": _features(url),
        "oauth_config": {"scopes": {"bot": needed()}},
        "settings": {
            "event_subscriptions": {**_at(url), "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **_at(url)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(http: str = "") -> str:
    """Return the manifest as YAML."""
    return "\n".join(_lines(manifest(http))) + "\n"


def link(http: str = "") -> str:
    """Return the address at which Slack makes the app, with the manifest filled in."""
    return f"{_CREATE}?{urlencode({'new_app': '1', 'manifest_yaml': as_yaml(http)})}"


def _features(url: str) -> dict[str, Any]:
    return {
        "agent_view": {
            "agent_description": "Runs several AI agents for you, one a thread.",
            "suggested_prompts": [
                {"title": title, "message": message} for title, message in _PROMPTS
            ],
        },
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            # Left out or true, nobody can write to heddle, and no question can be answered.
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "heddle", "always_online": True},
        "shortcuts": [
            _shortcut("global", NEW_SESSION, "New session", "Start an agent on something new"),
            _shortcut(
                "message",
                HAND_OVER,
                "Hand to an agent",
                "Start an agent with this message and its thread",
            ),
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                **({"url": url} if url else {}),
                "description": "Start and steer agents, see what needs you",
                "usage_hint": "start <prompt> | list | inbox | stop 3 | help",
                "should_escape": True,
            }
        ],
    }


def _at(url: str) -> dict[str, str]:
    return {"request_url": url} if url else {}


def _shortcut(kind: str, callback: str, name: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "callback_id": callback, "description": description}


def _lines(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Write a table as YAML; texts stand as JSON, which is YAML too."""
    for name, each in value.items():
        if isinstance(each, Mapping):
            yield f"{indent}{name}:"
            yield from _lines(each, f"{indent}  ")
        elif isinstance(each, list):
            yield f"{indent}{name}:"
            for entry in each:
                yield from _entry(entry, f"{indent}  ")
        else:
            yield f"{indent}{name}: {json.dumps(each, ensure_ascii=False)}"


def _entry(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        first, *rest = _lines(value, f"{indent}  ")
        yield f"{indent}- {first.lstrip()}"
        yield from rest
    else:
        yield f"{indent}- {json.dumps(value, ensure_ascii=False)}"
