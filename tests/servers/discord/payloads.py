"""What the application gets when a person uses a command, a button or a modal."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.servers.discord import events, permissions, shapes
from tests.servers.discord.core import Core
from tests.servers.discord.interactions import COMMAND, COMPONENT, SUBMIT, Interaction
from tests.servers.discord.world import Channel, User

Json = dict[str, Any]


def bring(
    core: Core,
    user: User,
    channel: Channel,
    kind: int,
    data: Json,
    source: Json | None = None,
    trigger: Interaction | None = None,
) -> Interaction:
    """Make an interaction and send it to the application."""
    world = core.world
    made = Interaction(
        world.id(),
        kind,
        user,
        channel,
        f"aW50ZXJhY3Rpb246{world.id()}",
        world.now(),
        source,
        trigger,
        menu=kind == COMMAND and data.get("type") == 3,
    )
    core.interactions[made.id] = made
    events.emit(core, "INTERACTION_CREATE", _payload(core, made, data))
    return made


def command(found: Json, options: list[Json], resolved: Json, guild: str) -> Json:
    """Return what a slash command carries."""
    data: Json = {"id": found["id"], "name": found["name"], "type": found["type"]}
    if options:
        data["options"] = options
    if resolved:
        data["resolved"] = resolved
    if guild and "guild_id" in found:
        data["guild_id"] = guild
    return data


def on_message(core: Core, found: Json, channel: Channel, message: Json) -> Json:
    """Return what a message's context menu carries."""
    shown = shapes.message(core, message)
    data = command(found, [], {"messages": {message["id"]: shown}}, _guild(channel))
    return {**data, "target_id": message["id"]}


def pressed(element: Json, values: Iterable[str] | None = None) -> Json:
    """Return what a button or a select carries."""
    data: Json = {"custom_id": element["custom_id"], "component_type": element["type"]}
    data["id"] = element["id"]
    return data if values is None else {**data, "values": list(values)}


def resolved_users(core: Core, channel: Channel, known: Iterable[str]) -> Json:
    """Return the people that are named by their ids."""
    users = [core.world.user(each) for each in known]
    guild = channel.guild
    held = [each for each in users if guild is not None and each.id in guild.members]
    made: Json = {"users": {each.id: shapes.user(each) for each in users}}
    if guild is not None and held:
        made["members"] = {
            each.id: _part(channel, guild.members[each.id], whole=False) for each in held
        }
    return made if users else {}


def resolved_channels(core: Core, known: Iterable[str]) -> Json:
    """Return the channels that are named by their ids."""
    found = {each: _channel(core, core.world.channel(each), each) for each in known}
    return {"channels": found} if found else {}


def _payload(core: Core, made: Interaction, data: Json) -> Json:
    channel, guild = made.channel, made.channel.guild
    bot = core.world.bot.id
    payload: Json = {
        "id": made.id,
        "application_id": core.world.application,
        "type": made.kind,
        "data": data,
        "channel": _channel(core, channel, made.user.id),
        "channel_id": channel.id,
        "token": made.token,
        "version": 1,
        "locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10_485_760,
        "app_permissions": str(permissions.of(channel, bot)),
        "authorizing_integration_owners": {"0": guild.id if guild else "0"},
        "context": 0 if guild else 1,
    }
    if made.source is not None and made.kind in (COMPONENT, SUBMIT):
        payload["message"] = shapes.message(core, made.source)
    if guild is None:
        return {**payload, "user": shapes.user(made.user)}
    payload |= {"guild_id": guild.id, "guild_locale": "en-US"}
    payload["guild"] = {"id": guild.id, "locale": "en-US", "features": ["COMMUNITY"]}
    return {**payload, "member": _part(channel, guild.members[made.user.id])}


def _part(channel: Channel, held: Any, whole: bool = True) -> Json:
    allowed = str(permissions.of(channel, held.user.id))
    return {**shapes.member(held, whole), "permissions": allowed}


def _channel(core: Core, channel: Channel, user: str) -> Json:
    return {**shapes.channel(core, channel), "permissions": str(permissions.of(channel, user))}


def _guild(channel: Channel) -> str:
    return channel.guild.id if channel.guild else ""


def known(core: Core, channel: Channel, name: str, kind: int) -> Json:
    """Return the command that a person finds under a name there."""
    held = [*core.commands.get(_guild(channel), []), *core.commands.get("", [])]
    if channel.guild is None:
        held = [each for each in core.commands.get("", []) if _in_dms(each)]
    found = next((each for each in held if (each["type"], each["name"]) == (kind, name)), None)
    names = [each["name"] for each in held]
    assert found is not None, f"the application has no command {name!r} there: {names}"
    return found


def _in_dms(held: Mapping[str, Any]) -> bool:
    contexts = held.get("contexts")
    return 1 in contexts if contexts is not None else bool(held.get("dm_permission", True))
