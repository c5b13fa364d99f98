"""Checks of Slack: tokens, scopes, messages tab, connection, clock and rooms."""

from collections.abc import Iterator
from functools import partial

from bot.bootstrap.slack import api_of
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.doctor.chat import Check, agreeing, checked, some, visited
from bot.cli.doctor.findings import Finding, State, Warn
from bot.slack import checking
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.given import Given
from bot.slack.greeting import closed_tab
from bot.slack.manifest import PATH
from service.domain.errors import HeddleError, Refused


def findings(setup: SlackSetup) -> Iterator[Finding]:
    """Ask Slack how the set-up stands; needs no running heddle and changes nothing."""
    return visited("slack", "three", setup.known, lambda given: _Visit(setup, given).findings())


class _Visit:
    """One look at a workspace; the checks after the first need to know whose token it is."""

    def __init__(self, setup: SlackSetup, given: Given) -> None:
        self._setup = setup
        self._given = given

    async def findings(self) -> list[Finding]:
        async with api_of(self._given) as api:
            try:
                me = await checking.bot_of(api)
            except HeddleError as error:
                return [Finding("slack", State.FAILED, self._hint(str(error)))]
            first = Finding("slack", State.OK, f"@{me.name} in {me.team_name} ({me.team})")
            checks: list[Check] = [
                ("slack scopes", lambda: _scopes(me)),
                ("slack events", self._events),
                ("slack clock", lambda: agreeing("Slack", partial(checking.slacks_time, api))),
                ("slack tab", lambda: self._tab(api, me)),
                ("slack rooms", lambda: self._rooms(api)),
            ]
            return await checked(first, checks)

    def _hint(self, text: str) -> str:
        if not self._setup.in_settings:
            return f"{text} Then run `heddle slack setup` again."
        return f"{text} Then set HEDDLE_SLACK__BOT_TOKEN."

    async def _events(self) -> str:
        if not self._given.by_http:
            app = Given(bot_token=self._given.app_token, api_url=self._given.api_url)
            async with api_of(app) as api:
                host = await checking.reach(await checking.socket_address(api))
            return f"Socket Mode can connect to {host}"
        address = f"{self._setup.address}{PATH}"
        if not address.startswith("https://"):
            raise Refused(
                f"Slack would have to call {address}, and calls https:// only. Set "
                "HEDDLE_PUBLIC_URL to the address of your proxy, or use Socket Mode."
            )
        return f"Slack calls {address}; it has to stand so in the app's settings"

    async def _tab(self, api: Api, me: Self) -> str:
        page = checking.app_page(me.app, "app-home")
        linked = await self._setup.linked("slack", me.team)
        if "messages_tab_disabled" in linked.failure:
            raise Refused(closed_tab(page))
        if not linked.user:
            raise Warn("No person of this workspace is the admin yet. Run `heddle slack setup`.")
        channel = await api.open_dm(linked.user)
        if await checking.has_written(api, channel, linked.user):
            return "people can write to heddle directly"
        raise Warn(
            "You have not written to heddle yet, so whether people can is not known from here. "
            f"If Slack shows no field to write in: {closed_tab(page)}"
        )

    async def _rooms(self, api: Api) -> str:
        rooms = await checking.rooms_of(api)
        allowed = {each.removeprefix("#") for each in self._given.rooms}
        if not rooms:
            raise Warn("heddle is in no channel yet. Write `/invite @heddle` in one.")
        shown = some([f"#{each}" for each in rooms])
        # Ids cannot be compared with names, so a list with one in it is not judged.
        if allowed and not allowed & set(rooms) and not any(each.isupper() for each in allowed):
            raise Warn(
                f"heddle is in {shown}, and HEDDLE_SLACK__ROOMS lets none of them in. "
                "Invite it there, or change the list."
            )
        return f"in {shown}"


async def _scopes(me: Self) -> str:
    if not me.scopes:
        raise Warn("Slack does not say which scopes the bot token has")
    if absent := checking.missing(me):
        raise Refused(checking.lacks(me, absent))
    return "all there"
