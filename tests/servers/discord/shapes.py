"""People, guilds, channels and threads as Discord shows them."""

from typing import Any

from tests.servers.discord import permissions
from tests.servers.discord.core import Core
from tests.servers.discord.world import DM, FORUM, Channel, Guild, Member, Role, User

Json = dict[str, Any]

LIMITED_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
"""An application's flags for privileged intents that are on, in fewer than 100 guilds."""


def user(held: User) -> Json:
    """Return a person as messages carry them."""
    shown: Json = {
        "id": held.id,
        "username": held.name,
        "avatar": None,
        "discriminator": "0",
        "public_flags": 0,
        "flags": 0,
        "global_name": held.name.title() if held.kind == "person" else None,
        "primary_guild": None,
    }
    return {**shown, "bot": True} if held.kind == "bot" else shown


def myself(core: Core) -> Json:
    """Return the bot as it sees itself."""
    own = user(core.world.bot)
    return {**own, "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def member(held: Member, whole: bool = True) -> Json:
    """Return a member of a guild, with the user in it when whole."""
    shown: Json = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": held.joined,
        "nick": held.nick,
        "pending": False,
        "premium_since": None,
        "roles": list(held.roles),
        "mute": False,
        "deaf": False,
    }
    return {**shown, "user": user(held.user)} if whole else shown


def role(held: Role, position: int = 1) -> Json:
    return {
        "id": held.id,
        "name": held.name,
        "permissions": str(held.permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": held.managed,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        **({"tags": {"bot_id": held.bot}} if held.bot else {}),
    }


def roles(guild: Guild) -> list[Json]:
    return [role(each, number) for number, each in enumerate(guild.roles.values())]


def channel(core: Core, held: Channel) -> Json:
    """Return a channel, thread or DM."""
    if held.kind == DM:
        assert held.recipient is not None
        shown: Json = {"id": held.id, "type": DM, "flags": 0, "recipients": [user(held.recipient)]}
        return {**shown, "last_message_id": held.last_message}
    if held.thread is not None:
        return thread(core, held)
    shown = {
        "id": held.id,
        "type": held.kind,
        "flags": 0,
        "guild_id": held.of_guild.id,
        "name": held.name,
        "position": held.position,
        "parent_id": None,
        "nsfw": False,
        "topic": held.topic,
        "rate_limit_per_user": 0,
        "last_message_id": held.last_message,
        "permission_overwrites": [
            {"id": known, "type": each.kind, "allow": str(each.allow), "deny": str(each.deny)}
            for known, each in held.overwrites.items()
        ],
    }
    if held.kind == FORUM:
        shown |= {"available_tags": [dict(each) for each in held.tags]}
        shown |= {"default_sort_order": None, "default_forum_layout": 0}
        shown["default_reaction_emoji"] = None
    return shown


def thread(core: Core, held: Channel) -> Json:
    """Return a thread, with the bot's membership where it is in it."""
    own, parent = held.of_thread, held.parent
    assert parent is not None
    count = len([each for each in held.messages.values() if each["type"] in (0, 19, 20)])
    shown: Json = {
        "id": held.id,
        "type": held.kind,
        "flags": 0,
        "guild_id": held.of_guild.id,
        "name": held.name,
        "parent_id": parent.id,
        "rate_limit_per_user": 0,
        "last_message_id": held.last_message,
        "owner_id": own.owner,
        "thread_metadata": {
            "archived": own.archived,
            "archive_timestamp": own.archive_at,
            "auto_archive_duration": own.auto_archive,
            "locked": own.locked,
            "create_timestamp": own.created,
        },
        "message_count": count,
        "member_count": min(len(own.members), 50),
        "total_message_sent": own.sent,
    }
    if parent.kind == FORUM:
        shown["applied_tags"] = list(own.tags)
    if core.world.bot.id in own.members:
        shown["member"] = thread_member(held, core.world.bot.id)
    return shown


def thread_member(held: Channel, known: str) -> Json:
    joined = held.of_thread.members[known]
    return {"id": held.id, "user_id": known, "join_timestamp": joined, "flags": 0}


def message(core: Core, held: Json) -> Json:
    """Return a message with the thread on it."""
    on_it = core.world.channels.get(held["id"])
    if on_it is None or on_it.parent is None or on_it.parent.id != held["channel_id"]:
        return dict(held)
    return {**held, "thread": thread(core, on_it)}


def guild(core: Core, held: Guild) -> Json:
    """Return a guild without its channels and members."""
    nothing = (
        "icon description home_header splash discovery_splash banner application_id"
        " afk_channel_id system_channel_id widget_channel_id vanity_url_code rules_channel_id"
        " safety_alerts_channel_id public_updates_channel_id incidents_data max_presences"
    )
    shown: Json = dict.fromkeys(nothing.split())
    return shown | {
        "id": held.id,
        "name": held.name,
        "owner_id": held.owner,
        "features": ["COMMUNITY"],
        "region": "deprecated",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 1,
        "roles": roles(held),
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
    }


def guild_created(core: Core, held: Guild) -> Json:
    """Return a guild as it comes over the gateway: with channels, threads and the bot alone."""
    world, bot = core.world, core.world.bot.id
    seen = [
        each
        for each in world.channels.values()
        if each.guild is held and permissions.may(each, bot, "view_channel")
    ]
    return guild(core, held) | {
        "joined_at": held.members[bot].joined,
        "large": False,
        "unavailable": False,
        "member_count": len(held.members),
        "members": [member(held.members[bot])],
        "channels": [channel(core, each) for each in seen if each.thread is None],
        "threads": [
            thread(core, each) for each in seen if each.thread and not each.thread.archived
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def application(core: Core) -> Json:
    """Return the application as its owner sees it."""
    world = core.world
    flags = sum(LIMITED_FLAGS[each] for each in core.privileged)
    owner = next((each for each in world.users.values() if each.kind == "person"), world.bot)
    return {
        "id": world.application,
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(world.bot),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }
