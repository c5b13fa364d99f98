"""The application's commands, for all guilds or for one."""

from typing import Any

from tests.servers.discord.core import Call, Core
from tests.servers.discord.errors import require
from tests.servers.discord.routes.registry import operation

Json = dict[str, Any]

_ALL = "/applications/{application_id}/commands"
_ONE = "/applications/{application_id}/guilds/{guild_id}/commands"


@operation("bulk_set_application_commands", f"PUT {_ALL}")
@operation("bulk_set_guild_application_commands", f"PUT {_ONE}")
def replace(core: Core, call: Call) -> list[Json]:
    place = _place(core, call)
    before = {(each["type"], each["name"]): each["id"] for each in core.commands.get(place, [])}
    made = [_kept(core, each, place, before) for each in call.body or []]
    core.commands[place] = made
    core.changed.notify_all()
    return made


@operation("list_application_commands", f"GET {_ALL}")
@operation("list_guild_application_commands", f"GET {_ONE}")
def listed(core: Core, call: Call) -> list[Json]:
    return core.commands.get(_place(core, call), [])


def _place(core: Core, call: Call) -> str:
    require(call.places["application_id"] == core.world.application, 50001)
    guild = call.places.get("guild_id", "")
    if guild:
        core.world.guild(guild)
    return guild


def _kept(core: Core, asked: Json, place: str, before: dict[tuple[int, str], str]) -> Json:
    kind, name = asked.get("type") or 1, asked["name"]
    granted = asked.get("default_member_permissions")
    made: Json = {
        "id": before.get((kind, name)) or core.world.id(),
        "application_id": core.world.application,
        "version": core.world.id(),
        "default_member_permissions": None if granted is None else str(granted),
        "type": kind,
        "name": name,
        "name_localizations": None,
        "description": asked.get("description") or "",
        "description_localizations": None,
        "dm_permission": bool(asked.get("dm_permission", True)),
        "contexts": asked.get("contexts"),
        "integration_types": asked.get("integration_types") or [0],
        "nsfw": False,
    }
    if place:
        made["guild_id"] = place
    if asked.get("options"):
        made["options"] = [_option(each) for each in asked["options"]]
    return made


def _option(held: Any) -> Any:
    if isinstance(held, dict):
        return {name: _option(each) for name, each in held.items() if each is not None}
    return [_option(each) for each in held] if isinstance(held, list) else held
