"""apps.*: Socket Mode's address, and an app made from its manifest."""

import json
from collections.abc import Iterator
from typing import Any

from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.registry import method

Json = dict[str, Any]

LONGEST_AGENT = 300
LIMITS = {"name": 35, "description": 140, "long_description": 4_000}


@method("apps.connections.open", token="app")
def connections_open(core: Core, arguments: Json) -> Json:
    return {"url": core.address.replace("http", "ws", 1) + core.ticket()}


@method("apps.manifest.validate", token="config")
def validate(core: Core, arguments: Json) -> Json:
    _manifest(arguments)
    return {}


@method("apps.manifest.create", token="config")
def create(core: Core, arguments: Json) -> Json:
    manifest = _manifest(arguments)
    core.manifests.append(manifest)
    credentials = {
        "client_id": "1.2",
        "client_secret": "client-secret",
        "verification_token": "verification-token",
        "signing_secret": core.signing_secret,
    }
    _apply(core, manifest)
    scopes = ",".join(sorted(core.scopes))
    link = f"https://slack.com/oauth/v2/authorize?client_id=1.2&scope={scopes}"
    return {
        "app_id": core.workspace.app,
        "credentials": credentials,
        "oauth_authorize_url": link,
        "team_id": core.workspace.team,
        "team_domain": core.workspace.domain,
    }


def _apply(core: Core, manifest: Json) -> None:
    """Make the app what its manifest says."""
    core.scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
    home = manifest.get("features", {}).get("app_home", {})
    shown, closed = (
        home.get("messages_tab_enabled"),
        home.get("messages_tab_read_only_enabled", True),
    )
    core.workspace.messages_tab = ("read-only" if closed else "open") if shown else "off"
    subscribed = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    # message.channels and its like arrive as message.
    core.subscriptions = {str(each).partition(".")[0] for each in subscribed}


def _manifest(arguments: Json) -> Json:
    held = arguments.get("manifest")
    try:
        found = json.loads(held) if isinstance(held, str) else held
    except ValueError as error:
        raise SlackError("invalid_manifest", errors=[_error(str(error), "/")]) from error
    problems = list(_problems(found)) if isinstance(found, dict) else [_error("no object", "/")]
    if problems or not isinstance(found, dict):
        raise SlackError("invalid_manifest", errors=problems)
    return found


def _problems(manifest: Json) -> Iterator[Json]:
    shown = manifest.get("display_information") or {}
    if not shown.get("name"):
        yield _error("must have required property `name`", "/display_information/name")
    for name, most in LIMITS.items():
        if len(shown.get(name) or "") > most:
            yield _error(f"must be less than {most + 1} characters", f"/display_information/{name}")
    features = manifest.get("features") or {}
    for number, command in enumerate(features.get("slash_commands") or []):
        if not str(command.get("command", "")).startswith("/") or not command.get("description"):
            yield _error("invalid slash command", f"/features/slash_commands/{number}")
    if {"agent_view", "assistant_view"} <= set(features):
        yield _error("must NOT have both agent_view and assistant_view", "/features")
    agent = features.get("agent_view") or {}
    if agent and not 0 < len(agent.get("agent_description") or "") <= LONGEST_AGENT:
        yield _error("invalid agent_description", "/features/agent_view")
    for number, shortcut in enumerate(features.get("shortcuts") or []):
        if not {"name", "type", "callback_id", "description"} <= set(shortcut):
            yield _error("invalid shortcut", f"/features/shortcuts/{number}")
    yield from _dependent(manifest)


def _dependent(manifest: Json) -> Iterator[Json]:
    settings = manifest.get("settings") or {}
    bot = (manifest.get("features") or {}).get("bot_user")
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    if scopes and not bot:
        yield _error("requires bot_user with bot scopes", "/features/bot_user")
    subscribed = (settings.get("event_subscriptions") or {}).get("bot_events") or []
    if len(set(subscribed)) != len(subscribed):
        yield _error("must be unique", "/settings/event_subscriptions/bot_events")
    sockets = settings.get("socket_mode_enabled")
    if subscribed and not sockets and not settings["event_subscriptions"].get("request_url"):
        yield _error("requires request_url", "/settings/event_subscriptions")


def _error(message: str, pointer: str) -> Json:
    return {"message": message, "pointer": pointer}
