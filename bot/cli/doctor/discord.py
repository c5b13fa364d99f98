"""Checks of Discord: token, intents, servers, permissions per channel, commands and clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

from bot.bootstrap.discord_setup import DiscordSetup
from bot.cli.doctor.findings import Finding, State, Warn
from bot.discord import checking
from bot.discord.checking import Application, Server
from bot.discord.client import DiscordClient
from bot.discord.entering import disallowed, logged_in
from bot.discord.given import Given
from bot.discord.permissions import invite
from bot.discord.receiving.shapes import HEDDLE
from bot.discord.receiving.tree import HAND_OVER
from service.domain.errors import HeddleError, Refused

_SKEW, _MOST_SKEW = 5.0, 120.0
"""Seconds; ids of Discord's carry its time, and its answers are cut to seconds."""
_SHOWN = 5


def findings(setup: DiscordSetup) -> Iterator[Finding]:
    """Ask Discord how the set-up stands; needs no running heddle and changes nothing."""
    try:
        given = asyncio.run(setup.known())
    except HeddleError as error:
        yield Finding("discord", State.FAILED, str(error))
        return
    yield from [_none()] if given is None else asyncio.run(_Visit(setup, given).findings())


def _none() -> Finding:
    return Finding("discord", State.OK, "not set up; `heddle discord setup` does it in two minutes")


class _Visit:
    """One look; the checks after the first need to know whose token it is."""

    def __init__(self, setup: DiscordSetup, given: Given) -> None:
        self._setup = setup
        self._given = given

    async def findings(self) -> list[Finding]:
        try:
            async with logged_in(self._given) as client:
                app = checking.application_of(client)
                return await self._all(client, app)
        except HeddleError as error:
            return [Finding("discord", State.FAILED, self._hint(str(error)))]

    async def _all(self, client: DiscordClient, app: Application) -> list[Finding]:
        servers = [
            await checking.server(client, id_) for id_, _ in await checking.servers_of(client)
        ]
        checks: list[tuple[str, Callable[[], Awaitable[str]]]] = [
            ("discord intents", lambda: _intents(app)),
            ("discord servers", lambda: self._servers(app, servers)),
            ("discord rooms", lambda: self._rooms(servers)),
            ("discord commands", lambda: _commands(client)),
            ("discord clock", self._clock),
            ("discord you", self._you),
        ]
        first = Finding("discord", State.OK, f"{app.bot} (application {app.id})")
        return [first] + [await _checked(name, work) for name, work in checks]

    def _hint(self, text: str) -> str:
        if not self._setup.in_settings:
            return text
        return f"{text} The token in force is HEDDLE_DISCORD__TOKEN's."

    async def _servers(self, app: Application, servers: list[Server]) -> str:
        if not servers:
            raise Warn(f"heddle is in no server yet. Invite it: {invite(app.id)}")
        names = {name for each in servers for name in (each.name, str(each.id))}
        if self._given.servers and not names & set(self._given.servers):
            raise Warn(
                f"heddle is in {_some([each.name for each in servers])}, and "
                "HEDDLE_DISCORD__SERVERS lets none of them in. Change the list, or invite it there."
            )
        return f"in {_some([each.name for each in servers])}"

    async def _rooms(self, servers: list[Server]) -> str:
        lacking = [
            f"#{channel} in {each.name}: {', '.join(lacks)}"
            for each in servers
            for channel, lacks in each.lacking.items()
        ]
        if lacking:
            raise Refused(
                f"heddle lacks permissions. {'; '.join(lacking)}. Allow them in the channel's "
                "settings under Permissions, for heddle's role."
            )
        channels = [channel for each in servers for channel in each.channels]
        forums = {each.removeprefix("#") for each in self._given.forums}
        if unknown := sorted(each for each in forums - set(channels) if not each.isdigit()):
            raise Warn(f"heddle sees no forum {', '.join(unknown)} of HEDDLE_DISCORD__FORUMS.")
        if not channels:
            raise Warn("heddle sees no channel. Let its role view one.")
        return f"all permissions in {_some([f'#{each}' for each in channels])}"

    async def _clock(self) -> str:
        began = time.time()
        theirs = await checking.discords_time(self._given)
        # What Discord says is cut to the second: half of one is the best guess.
        skew = (began + time.time()) / 2 - (theirs + 0.5)
        if abs(skew) > _MOST_SKEW:
            raise Refused(f"This machine's clock is {skew:+.0f} s off Discord's. Let it use NTP.")
        if abs(skew) > _SKEW:
            raise Warn(f"This machine's clock is {skew:+.0f} s off Discord's. Let it use NTP.")
        return f"agrees with Discord's to {max(1.0, abs(skew)):.0f} s"

    async def _you(self) -> str:
        linked = await self._setup.linked("discord", "@me")
        if not linked.user:
            raise Warn("Nobody of Discord is the admin yet. Run `heddle discord setup`.")
        if linked.failure:
            raise Warn(f"The last direct message to you was not taken: {linked.failure}")
        return f"the admin is {linked.user}"


async def _intents(app: Application) -> str:
    if not app.may_read:
        raise disallowed(app.id)
    return "message contents may be read"


async def _commands(client: DiscordClient) -> str:
    if absent := {HEDDLE, HAND_OVER} - await checking.commands_of(client):
        raise Warn(
            f"Discord does not know {', '.join(sorted(absent))} yet. Start heddle, or run "
            "`heddle discord setup` again."
        )
    return f"/{HEDDLE} and “{HAND_OVER}” are known"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


async def _checked(name: str, work: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(name, State.OK, await work())
    except Warn as warning:
        return Finding(name, State.WARNING, str(warning))
    except HeddleError as error:
        return Finding(name, State.FAILED, str(error))
