from collections.abc import AsyncIterator, Iterator

import pytest

from bot.slack.api.web import Api
from bot.slack.given import Given
from bot.slack.sending.channel import SlackChannel
from tests.bot.slack.sending.scene import Hurried, Scene
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack


@pytest.fixture
def clock() -> FakeClock:
    return Hurried()


@pytest.fixture
def slack(clock: FakeClock) -> Iterator[FakeSlack]:
    with FakeSlack(now=clock.now) as running:
        yield running
        assert not running.violations


@pytest.fixture
async def api(slack: FakeSlack, clock: FakeClock) -> AsyncIterator[Api]:
    made = Api(Given(slack.bot_token, api_url=slack.api), FakeTelemetry(), clock)
    await made.whoami()
    yield made
    await made.close()


@pytest.fixture
def scene(slack: FakeSlack, api: Api, clock: FakeClock) -> Scene:
    return Scene(slack, SlackChannel(api, clock), clock)
