from collections.abc import AsyncIterator, Iterator

import pytest

from bot.slack.api.web import Api
from bot.slack.given import Given
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        yield running
        assert not running.violations


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def telemetry() -> FakeTelemetry:
    return FakeTelemetry()


@pytest.fixture
async def api(slack: FakeSlack, clock: FakeClock, telemetry: FakeTelemetry) -> AsyncIterator[Api]:
    given = Given(slack.bot_token, api_url=slack.api)
    made = Api(given, telemetry, clock)
    yield made
    await made.close()
