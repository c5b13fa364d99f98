"""Who may do what: roles, a channel's overwrites, and the refusals that lacking rights get."""

from tests.servers.discord.errors import require
from tests.servers.discord.world import Channel, Guild

BITS = {
    "administrator": 3,
    "manage_channels": 4,
    "add_reactions": 6,
    "view_channel": 10,
    "send_messages": 11,
    "manage_messages": 13,
    "embed_links": 14,
    "attach_files": 15,
    "read_message_history": 16,
    "mention_everyone": 17,
    "use_application_commands": 31,
    "manage_threads": 34,
    "create_public_threads": 35,
    "create_private_threads": 36,
    "send_messages_in_threads": 38,
    "pin_messages": 51,
}
ALL = (1 << 53) - 1


def bits(*names: str) -> int:
    """Return the permissions of these names as Discord's number."""
    return sum(1 << BITS[name] for name in names)


EVERYONE = bits(
    "add_reactions",
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "use_application_commands",
    "create_public_threads",
    "create_private_threads",
    "send_messages_in_threads",
)
BOT = EVERYONE | bits("manage_messages", "manage_threads", "pin_messages")


def in_guild(guild: Guild, user: str) -> int:
    """Return a member's permissions before a channel's overwrites."""
    member = guild.members.get(user)
    if member is None:
        return 0
    held = guild.roles[guild.id].permissions
    for role in member.roles:
        held |= guild.roles[role].permissions
    return ALL if held & bits("administrator") or guild.owner == user else held


def of(channel: Channel, user: str) -> int:
    """Return a person's permissions in a channel."""
    guild, place = channel.guild, channel.parent or channel
    if guild is None:
        return ALL
    held = in_guild(guild, user)
    if held == ALL or not held:
        return held
    roles = guild.members[user].roles
    for chosen in ([guild.id], roles, [user]):
        found = [place.overwrites[each] for each in chosen if each in place.overwrites]
        for each in found:
            held &= ~each.deny
        for each in found:
            held |= each.allow
    if channel.kind == 12 and user not in channel.of_thread.members:
        held = held if held & bits("manage_threads") else 0
    return held if held & bits("view_channel") else 0


def may(channel: Channel, user: str, *names: str) -> bool:
    """Tell whether a person has all of these permissions."""
    wanted = bits(*names)
    return of(channel, user) & wanted == wanted


def need(channel: Channel, user: str, *names: str) -> None:
    """Refuse as Discord does when one of them is missing."""
    require(may(channel, user, "view_channel"), 50001)
    require(may(channel, user, *names), 50013)


def speaking(channel: Channel) -> str:
    """Return the permission that speaking in a channel needs."""
    return "send_messages_in_threads" if channel.thread else "send_messages"
