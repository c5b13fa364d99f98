"""Checks of Discord: token, intents, servers, permissions per channel, commands and clock."""

from collections.abc import Iterator
from functools import partial

from bot.bootstrap.discord_setup import DiscordSetup
from bot.cli.doctor.chat import Check, agreeing, checked, some, visited
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


def findings(setup: DiscordSetup) -> Iterator[Finding]:
    """Ask Discord how the set-up stands; needs no running heddle and changes nothing."""
    return visited("discord", "two", setup.known, lambda given: _Visit(setup, given).findings())


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
        checks: list[Check] = [
            ("discord intents", lambda: _intents(app)),
            ("discord servers", lambda: self._servers(app, servers)),
            ("discord rooms", lambda: self._rooms(servers)),
            ("discord commands", lambda: _commands(client)),
            ("discord clock", self._clock),
            ("discord you", self._you),
        ]
        first = Finding("discord", State.OK, f"{app.bot} (application {app.id})")
        return await checked(first, checks)

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
                f"heddle is in {some([each.name for each in servers])}, and "
                "HEDDLE_DISCORD__SERVERS lets none of them in. Change the list, or invite it there."
            )
        return f"in {some([each.name for each in servers])}"

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
        return f"all permissions in {some([f'#{each}' for each in channels])}"

    async def _clock(self) -> str:
        return await agreeing("Discord", partial(checking.discords_time, self._given))

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
