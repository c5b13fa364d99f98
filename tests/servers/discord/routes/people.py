"""Who is who: the bot, its application, people, guilds, and the way to the gateway."""

from typing import Any

from tests.servers.discord import permissions, shapes
from tests.servers.discord.core import Call, Core
from tests.servers.discord.errors import DiscordError, require
from tests.servers.discord.routes.channels import shown
from tests.servers.discord.routes.registry import operation
from tests.servers.discord.world import DM

Json = dict[str, Any]


@operation("get_my_user", "GET /users/@me")
def me(core: Core, call: Call) -> Json:
    return shapes.myself(core)


@operation("get_user", "GET /users/{user_id}")
def user(core: Core, call: Call) -> Json:
    return shapes.user(core.world.user(call.places["user_id"]))


@operation("create_dm", "POST /users/@me/channels")
def dm(core: Core, call: Call) -> Json:
    wanted = core.world.users.get(str(call.body.get("recipient_id")))
    if wanted is None:
        raise DiscordError(50035, ("recipient_id: not a user",))
    return shapes.channel(core, core.world.dm(wanted))


@operation("list_my_guilds", "GET /users/@me/guilds")
def guilds(core: Core, call: Call) -> list[Json]:
    bot = core.world.bot.id
    held = [each for each in core.world.guilds.values() if bot in each.members]
    return [
        {
            "id": each.id,
            "name": each.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(permissions.in_guild(each, bot)),
            "features": ["COMMUNITY"],
        }
        for each in held
    ]


@operation("get_my_application", "GET /applications/@me")
@operation("get_my_oauth2_application", "GET /oauth2/applications/@me")
def application(core: Core, call: Call) -> Json:
    return shapes.application(core)


@operation("get_gateway", "GET /gateway")
def gateway(core: Core, call: Call) -> Json:
    return {"url": core.gateway}


@operation("get_bot_gateway", "GET /gateway/bot")
def bot_gateway(core: Core, call: Call) -> Json:
    limit = {"total": 1_000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": core.gateway, "shards": 1, "session_start_limit": limit}


@operation("get_guild", "GET /guilds/{guild_id}")
def guild(core: Core, call: Call) -> Json:
    return shapes.guild(core, core.world.guild(call.places["guild_id"]))


@operation("list_guild_channels", "GET /guilds/{guild_id}/channels")
def channels(core: Core, call: Call) -> list[Json]:
    found = core.world.guild(call.places["guild_id"])
    held = [each for each in core.world.channels.values() if each.guild is found]
    return [shapes.channel(core, each) for each in held if not each.thread and each.kind != DM]


@operation("get_active_guild_threads", "GET /guilds/{guild_id}/threads/active")
def threads(core: Core, call: Call) -> Json:
    held = core.world.threads(core.world.guild(call.places["guild_id"]))
    bot = core.world.bot.id
    return shown(core, [each for each in held if permissions.may(each, bot, "view_channel")])


@operation("list_guild_roles", "GET /guilds/{guild_id}/roles")
def roles(core: Core, call: Call) -> list[Json]:
    return shapes.roles(core.world.guild(call.places["guild_id"]))


@operation("list_guild_members", "GET /guilds/{guild_id}/members")
def members(core: Core, call: Call) -> list[Json]:
    require("members" in core.privileged, 50001)
    held = core.world.guild(call.places["guild_id"]).members.values()
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    found = sorted((each for each in held), key=lambda each: int(each.user.id))
    return [shapes.member(each) for each in found if int(each.user.id) > after][:limit]


@operation("search_guild_members", "GET /guilds/{guild_id}/members/search")
def search(core: Core, call: Call) -> list[Json]:
    held = core.world.guild(call.places["guild_id"]).members.values()
    wanted, limit = call.query.get("query", "").lower(), int(call.query.get("limit", 1))
    found = [each for each in held if each.user.name.lower().startswith(wanted)]
    return [shapes.member(each) for each in found][:limit]


@operation("get_guild_member", "GET /guilds/{guild_id}/members/{user_id}")
def member(core: Core, call: Call) -> Json:
    found = core.world.guild(call.places["guild_id"])
    known = core.world.user(call.places["user_id"]).id
    require(known in found.members, 10007)
    return shapes.member(found.members[known])
