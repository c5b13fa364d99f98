"""The fake Slack's deliveries: acknowledgements, redelivery, lost and deaf connections."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.bolt import app_for, by_http
from tests.servers.slack.server import FakeSlack


class Listener:
    """Slack's own client with a hand on its acknowledgements."""

    def __init__(self, slack: FakeSlack) -> None:
        self.heard: list[SocketModeRequest] = []
        self.acks = True
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api)
        self.client = SocketModeClient(slack.app_token, web_client=web, ping_interval=0.5)
        self.client.socket_mode_request_listeners.append(self._hear)

    async def open(self) -> None:
        await self.client.connect()

    async def close(self) -> None:
        await self.client.close()

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if self.acks:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        running.core.patience, running.core.retry_waits = 0.3, (0.0, 0.0, 0.0)
        yield running


@pytest.fixture
async def listener(slack: FakeSlack) -> AsyncIterator[Listener]:
    made = Listener(slack)
    await made.open()
    await slack.connected()
    yield made
    await made.close()


async def test_what_is_not_acknowledged_comes_again(slack: FakeSlack, listener: Listener) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    listener.acks = False
    ann.says(general, "hello")
    [delivery] = slack.deliveries
    await slack.wait(lambda: len(delivery.attempts) == 2)
    listener.acks = True
    await slack.wait(lambda: delivery.acked)
    assert [each.retry_attempt for each in listener.heard][:2] == [0, 1]
    assert listener.heard[1].retry_reason == "timeout"
    assert len({each.payload["event_id"] for each in listener.heard}) == 1
    assert delivery.attempts[0].outcome == "timeout"


async def test_a_command_comes_once(slack: FakeSlack, listener: Listener) -> None:
    ann = slack.person("ann")
    listener.acks = False
    given = ann.slash("/heddle list", slack.channel("general", ann))
    await slack.wait(lambda: given.lost)
    assert len(given.attempts) == len(listener.heard) == 1


async def test_several_connections_share_what_happens(slack: FakeSlack) -> None:
    listeners = [Listener(slack) for _ in range(3)]
    for each in listeners:
        await each.open()
    await slack.connected(3)
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    for number in range(30):
        ann.says(general, f"message {number}")
    await slack.wait(lambda: all(each.acked for each in slack.deliveries))
    assert sum(len(each.heard) for each in listeners) == 30
    assert all(each.heard for each in listeners)
    for each in listeners:
        await each.close()


@pytest.mark.parametrize("how", ["dropped", "refreshed"])
async def test_a_lost_socket_is_opened_anew(slack: FakeSlack, listener: Listener, how: str) -> None:
    first = slack.sockets.connections[0]
    if how == "dropped":
        slack.drop_sockets()
    else:
        slack.disconnect("refresh_requested")
    await slack.wait(lambda: [each for each in slack.sockets.connections if each is not first])
    ann = slack.person("ann")
    ann.says(slack.channel("general", ann), "are you there?")
    await slack.wait(lambda: slack.deliveries[-1].acked)


async def test_a_deaf_connection_looks_alive_and_hears_nothing(
    slack: FakeSlack, listener: Listener
) -> None:
    slack.deafen()
    [connection] = slack.sockets.connections
    ann = slack.person("ann")
    ann.says(slack.channel("general", ann), "hello?")
    await slack.wait(lambda: slack.deliveries[-1].lost)
    pings = connection.pings
    await slack.wait(lambda: connection.pings > pings + 2)
    assert slack.sockets.connections == [connection]
    assert listener.heard == []


async def test_a_silent_connection_is_given_up_by_the_client(
    slack: FakeSlack, listener: Listener
) -> None:
    [connection] = slack.sockets.connections
    slack.deafen(silent=True)
    await slack.wait(lambda: slack.sockets.connections not in ([connection], []))


async def test_the_servers_pings_are_answered(slack: FakeSlack, listener: Listener) -> None:
    slack.ping()
    [connection] = slack.sockets.connections
    await slack.wait(lambda: connection.pongs == 1)


async def test_an_outage_keeps_history_and_delivers_nothing(
    slack: FakeSlack, listener: Listener
) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    with slack.outage():
        ann.says(general, "anybody?")
    heard = ann.says(general, "now?")
    await slack.wait(lambda: slack.deliveries[-1].acked)
    assert [each.payload["event"]["ts"] for each in listener.heard] == [heard["ts"]]
    found = await listener.client.web_client.conversations_history(channel=general.id)
    assert [each["text"] for each in found["messages"]] == ["now?", "anybody?"]


async def test_duplicates_carry_one_event_id(slack: FakeSlack, listener: Listener) -> None:
    slack.core.duplicates = True
    ann = slack.person("ann")
    ann.says(slack.channel("general", ann), "hello")
    await slack.wait(lambda: len(listener.heard) == 2)
    assert len({each.payload["event_id"] for each in listener.heard}) == 1


async def test_forged_requests_are_refused_and_retried(slack: FakeSlack) -> None:
    slack.core.patience = 3.0
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    app = app_for(slack.api, slack.bot_token, slack.signing_secret)
    with by_http(app) as slack.posting.url:
        assert await slack.verify_url() == "prove-it"
        slack.posting.wrong_signature = True
        ann.says(general, "hello")
        await slack.wait(lambda: slack.deliveries[-1].lost)
        assert slack.posting.statuses[-4:] == [401] * 4
        slack.posting.wrong_signature, slack.posting.old_timestamp = False, True
        given = ann.slash("/heddle list", general)
        await slack.wait(lambda: given.lost)
        slack.posting.old_timestamp = False
        given = ann.slash("/heddle list", general)
        await slack.wait(lambda: given.acked)


async def test_nobody_connects_with_the_bots_token(slack: FakeSlack) -> None:
    client = AsyncWebClient(base_url=slack.api)
    found = await asyncio.gather(
        client.apps_connections_open(app_token=slack.bot_token), return_exceptions=True
    )
    assert "not_allowed_token_type" in str(found[0])
