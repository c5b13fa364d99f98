"""views.*: modals, one on another, and the App Home."""

from typing import Any

from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError, require
from tests.servers.slack.messages import rendered
from tests.servers.slack.methods.registry import method
from tests.servers.slack.workspace import User

Json = dict[str, Any]

DEEPEST = 3


@method("views.open")
def open_view(core: Core, arguments: Json) -> Json:
    user = core.workspace.user(core.workspace.exchange(arguments["trigger_id"]))
    view = made(core, arguments["view"])
    user.modals = [view]
    return {"view": view}


@method("views.push")
def push(core: Core, arguments: Json) -> Json:
    user = core.workspace.user(core.workspace.exchange(arguments["trigger_id"]))
    return {"view": pushed(core, user, arguments["view"])}


@method("views.update")
def update(core: Core, arguments: Json) -> Json:
    old = _found(core, arguments)
    require(arguments.get("hash") in (None, old["hash"]), "hash_conflict")
    return {"view": replaced(core, old, arguments["view"])}


@method("views.publish")
def publish(core: Core, arguments: Json) -> Json:
    user = core.workspace.user(arguments["user_id"])
    require(user.kind != "external", "user_not_found")
    require(arguments["view"].get("type") == "home", "invalid_arguments")
    known = user.home["hash"] if user.home else None
    require(arguments.get("hash") in (None, known), "hash_conflict")
    user.home = made(core, arguments["view"])
    return {"view": user.home}


def pushed(core: Core, user: User, view: Json) -> Json:
    """Put a view on a person's open ones."""
    require(user.modals, "not_found")
    require(len(user.modals) < DEEPEST, "push_limit_reached")
    top = made(core, view)
    top |= {"root_view_id": user.modals[0]["id"], "previous_view_id": user.modals[-1]["id"]}
    user.modals.append(top)
    return top


def replaced(core: Core, old: Json, view: Json) -> Json:
    """Put a view in another one's place; the old one's id stays."""
    new = made(core, view)
    core.workspace.views.pop(new["id"])
    for name in ("id", "root_view_id", "previous_view_id"):
        new[name] = old[name]
    old.clear()
    old.update(new)
    return old


def made(core: Core, view: Json) -> Json:
    """Return a view as Slack keeps it."""
    workspace = core.workspace
    external = view.get("external_id") or ""
    taken = any(each["external_id"] == external for each in workspace.views.values() if external)
    require(not taken, "duplicate_external_id")
    known = workspace.id("V")
    kept: Json = {
        "id": known,
        "team_id": workspace.team,
        "type": view["type"],
        "blocks": rendered(core, view["blocks"]),
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{int(workspace.now())}.{workspace.token()[:8]}",
        "title": view.get("title"),
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "previous_view_id": None,
        "root_view_id": known,
        "app_id": workspace.app,
        "external_id": external,
        "app_installed_team_id": workspace.team,
        "bot_id": workspace.bot_id,
    }
    workspace.views[known] = kept
    return kept


def _found(core: Core, arguments: Json) -> Json:
    if arguments.get("view_id"):
        found = core.workspace.views.get(str(arguments["view_id"]))
    else:
        wanted = arguments.get("external_id")
        held = core.workspace.views.values()
        found = next((each for each in held if wanted and each["external_id"] == wanted), None)
    shown = [
        view
        for user in core.workspace.users.values()
        for view in (*user.modals, user.home)
        if view is not None
    ]
    if found is None or not any(found is each for each in shown):
        raise SlackError("not_found")
    return found
