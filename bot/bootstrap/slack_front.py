"""Slack's front end is put together: what it hears goes in, what the courier has goes out."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from bot.bootstrap.picked import picked
from bot.chat.catching.catching import Back
from bot.chat.catching.tally import Picked
from bot.courier.platform import ChatChannel
from bot.inbound.inbound import Inbound
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.frontend import Beside, Listening, SlackFrontend
from bot.slack.given import Given
from bot.slack.receiving.app import Receiving, receiving
from bot.slack.sending.channel import SlackChannel
from service.domain.persons import Identity
from service.ports.bundle import Ports
from service.usecases.away import tell_away


def front_of(
    ports: Ports, inbound: Inbound, channels: MutableMapping[str, ChatChannel], holder: str
) -> SlackFrontend:
    """Return the front end; it listens once it runs and there are tokens."""

    def listen(api: Api, given: Given, me: Self, channel: SlackChannel) -> Listening:
        made = receiving(api, given, me, channel, inbound, ports)
        taker = _Taker(ports, made, me.team)
        return Listening(made.app, taker.take, made.drained, made.homes.run_for_ever)

    async def tell(back: Back) -> None:
        await tell_away(ports, back.since, back.until, back.picked, back.unread)

    return SlackFrontend(Beside(ports, listen, tell, channels, holder))


class _Taker:
    """Takes in what was missed, and tells whose it is to know."""

    def __init__(self, ports: Ports, made: Receiving, team: str) -> None:
        self._ports = ports
        self._team = team
        self._made = made

    async def take(self, event: Mapping[str, Any]) -> Picked | None:
        heard = await self._made.messages.take(event, retried=False, late=True)
        author = Identity("slack", self._team, str(event.get("user") or ""))
        return await picked(self._ports, heard, author)
