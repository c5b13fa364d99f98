"""users.*, team.info, bots.info and auth.test: who is who."""

from typing import Any

from tests.servers.slack.core import Core
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.paging import page
from tests.servers.slack.methods.registry import method

Json = dict[str, Any]


@method("auth.test", token="any")
def auth_test(core: Core, arguments: Json) -> Json:
    workspace = core.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain.title(),
        "user": workspace.bot_name,
        "team_id": workspace.team,
        "user_id": workspace.bot,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("bots.info", "users:read")
def bots_info(core: Core, arguments: Json) -> Json:
    workspace = core.workspace
    if arguments.get("bot") not in (None, workspace.bot_id):
        raise SlackError("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "deleted": False,
        "name": workspace.bot_name,
        "updated": 1_700_000_000,
        "app_id": workspace.app,
        "user_id": workspace.bot,
        "icons": {"image_48": "https://avatars.example.com/48.png"},
    }
    return {"bot": bot}


@method("team.info", "team:read")
def team_info(core: Core, arguments: Json) -> Json:
    workspace = core.workspace
    team = {"id": workspace.team, "name": workspace.domain.title(), "domain": workspace.domain}
    return {"team": {**team, "email_domain": "", "url": f"https://{workspace.domain}.slack.com/"}}


@method("users.info", "users:read")
def info(core: Core, arguments: Json) -> Json:
    return {"user": core.workspace.user(arguments.get("user")).shown()}


@method("users.list", "users:read")
def listed(core: Core, arguments: Json) -> Json:
    own = [each.shown() for each in core.workspace.users.values() if each.kind != "external"]
    shown, more = page(own, arguments)
    return {"members": shown, "response_metadata": more["response_metadata"]}


@method("users.lookupByEmail", "users:read.email")
def by_email(core: Core, arguments: Json) -> Json:
    for each in core.workspace.users.values():
        visible = each.kind not in ("external", "bot") and not each.deleted
        if visible and each.email == arguments.get("email"):
            return {"user": each.shown()}
    raise SlackError("users_not_found")
