"""What of a set-up Discord itself can tell: whose token it is, what it may do, where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from bot.discord.client import DiscordClient
from bot.discord.entering import SOURCE, may_read, within_reach
from bot.discord.given import Given
from bot.discord.permissions import missing
from service.domain.errors import Refused, Temporary

_PATIENCE = 10.0
_KINDS = (discord.TextChannel, discord.ForumChannel)


@dataclass(frozen=True, slots=True)
class Application:
    """The application that a token belongs to; `owners` are its people by their ids."""

    id: int
    bot: str
    may_read: bool
    owners: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that heddle is in, and what it lacks there: permissions by channel."""

    id: int
    name: str
    lacking: Mapping[str, Sequence[str]]
    channels: Sequence[str]


def application_of(client: DiscordClient) -> Application:
    """Return the application of a client that has logged in."""
    found, me = client.application, client.user
    if found is None or me is None:
        raise Refused("Discord does not say whose token it is. Try again.")
    people = found.team.members if found.team else [found.owner]
    owners = {each.id: each.name for each in people}
    return Application(found.id, me.name, may_read(found.flags), owners)


async def servers_of(client: DiscordClient) -> list[tuple[int, str]]:
    """Return the ids and names of heddle's servers. Raises Misconfigured, Temporary."""

    async def ask() -> list[tuple[int, str]]:
        return [(each.id, each.name) async for each in client.fetch_guilds()]

    return await within_reach(ask())


async def server(client: DiscordClient, guild: int) -> Server:
    """Look at the channels of a server. Raises Misconfigured, Refused, Temporary."""
    try:
        return await within_reach(_server(client, guild))
    except discord.HTTPException as error:
        raise Refused(f"Discord does not show the server {guild} ({error.code}).") from error


async def _server(client: DiscordClient, guild: int) -> Server:
    found = await client.fetch_guild(guild)
    me = await found.fetch_member(client.user.id if client.user else 0)
    lacking, seen = {}, []
    for channel in await found.fetch_channels():
        if not isinstance(channel, _KINDS):
            continue
        allowed = channel.permissions_for(me)
        # Channels that heddle does not see are not meant for it.
        if allowed.view_channel:
            seen.append(channel.name)
            if lacks := missing(allowed, forum=isinstance(channel, discord.ForumChannel)):
                lacking[channel.name] = lacks
    return Server(found.id, found.name, lacking, seen)


async def commands_of(client: DiscordClient) -> set[str]:
    """Return the names of the commands that Discord knows. Raises Misconfigured, Temporary."""
    return {each.name for each in await within_reach(client.tree.fetch_commands())}


async def person_of(client: DiscordClient, said: str) -> tuple[int, str]:
    """Return the id and name of the person of that id, or of that name among the application's
    owners. Raises Refused if there is none, Misconfigured, Temporary.
    """
    name = said.strip().removeprefix("@")
    owners = application_of(client).owners
    named = [each for each, called in owners.items() if called.casefold() == name.casefold()]
    if named:
        return named[0], owners[named[0]]
    if not name.isdigit():
        raise Refused(
            f"The application belongs to nobody called {said!r}. Give your user id: switch on "
            "Developer Mode in Discord's settings under Advanced, then Copy User ID in your "
            "profile."
        )
    try:
        found = await within_reach(client.fetch_user(int(name)))
    except discord.HTTPException as error:
        raise Refused(f"Discord knows nobody with the id {name} ({error.code}).") from error
    if found.bot:
        raise Refused(f"{found.name} is a bot. Name a person.")
    return found.id, found.global_name or found.name


async def discords_time(given: Given) -> float:
    """Return the time at Discord, to the second. Raises Temporary."""
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(f"{given.api_url}/gateway") as answer,
        ):
            return parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (OSError, aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        raise Temporary(
            "Discord does not say what time it is. Try again.", source=SOURCE
        ) from error
