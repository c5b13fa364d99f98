"""What Slack limits waits before it is sent."""

import asyncio

import pytest

from bot.slack.api.gate import BURST, FORGET, PATIENCE, Gate
from bot.slack.api.web import Api
from service.domain.errors import Temporary
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def limited(api: Api, method: str = "chat.update", **arguments: str) -> Temporary:
    with pytest.raises(Temporary) as caught:
        await api.call(method, **{"channel": "C1", "ts": "1.2", "text": "x", **arguments})
    assert caught.value.limited
    assert not caught.value.uncertain
    return caught.value


async def test_after_a_limit_nothing_is_sent_until_it_is_over(
    slack: FakeSlack, api: Api, clock: FakeClock, telemetry: FakeTelemetry
) -> None:
    slack.faults.storm("chat.update", retry_after=30, times=1)
    assert (await limited(api)).retry_after == 30
    clock.advance(10)
    assert (await limited(api)).retry_after == 20
    assert len(slack.called("chat.update")) == 1
    assert telemetry.facts == [
        ("called", "chat.update", "limited"),
        ("called", "chat.update", "held"),
    ]
    await api.call("auth.test")
    clock.advance(20)
    room = slack.channel("general")
    posted = await api.call("chat.postMessage", channel=room.id, text="x")
    await api.call("chat.update", channel=room.id, ts=posted["ts"], text="y")
    assert len(slack.called("chat.update")) == 2


async def test_a_short_limit_is_waited_for(slack: FakeSlack, api: Api, clock: FakeClock) -> None:
    slack.faults.storm("auth.test", retry_after=2, times=1)
    with pytest.raises(Temporary):
        await api.call("auth.test")
    waiting = asyncio.create_task(api.call("auth.test"))
    await settled()
    assert len(slack.called("auth.test")) == 1
    clock.advance(2)
    await waiting
    assert len(slack.called("auth.test")) == 2


async def test_posts_are_limited_by_channel(slack: FakeSlack, api: Api) -> None:
    one, other = slack.channel("one"), slack.channel("other")
    slack.faults.storm("chat.postMessage", retry_after=60, times=1)
    await limited(api, "chat.postMessage", channel=one.id)
    await limited(api, "chat.postMessage", channel=one.id)
    await api.call("chat.postMessage", channel=other.id, text="x")
    assert len(slack.called("chat.postMessage")) == 2


async def test_posts_of_a_channel_keep_to_one_a_second(clock: FakeClock) -> None:
    gate = Gate(clock, FakeTelemetry())
    for _ in range(BURST):
        await gate.enter("chat.postMessage", "C1")
    waiting = [asyncio.create_task(gate.enter("chat.postMessage", "C1")) for _ in range(3)]
    await settled()
    assert [each.done() for each in waiting] == [False, False, False]
    with pytest.raises(Temporary) as caught:
        await gate.enter("chat.postMessage", "C1")
    assert caught.value.retry_after == pytest.approx(PATIENCE + 1)
    await gate.enter("chat.postMessage", "C2")
    for passed in range(3):
        clock.advance(1)
        await settled()
        assert sum(each.done() for each in waiting) == passed + 1


async def test_a_channel_that_was_limited_gets_no_more_bursts(clock: FakeClock) -> None:
    gate = Gate(clock, FakeTelemetry())
    gate.limit("chat.postMessage", "C1", 1)
    clock.advance(5)
    await gate.enter("chat.postMessage", "C1")
    second = asyncio.create_task(gate.enter("chat.postMessage", "C1"))
    await settled()
    assert not second.done()
    clock.advance(1)
    await second


async def test_who_waits_while_a_limit_comes_is_not_sent(clock: FakeClock) -> None:
    gate = Gate(clock, FakeTelemetry())
    gate.limit("chat.update", "", 2)
    waiting = asyncio.create_task(gate.enter("chat.update", ""))
    await settled()
    gate.limit("chat.update", "", 10)
    clock.advance(2)
    with pytest.raises(Temporary) as caught:
        await waiting
    assert caught.value.retry_after == pytest.approx(8)


async def test_channels_at_rest_are_forgotten(clock: FakeClock) -> None:
    gate = Gate(clock, FakeTelemetry())
    gate.limit("chat.postMessage", "C-limited", 1e6)
    for number in range(2 * FORGET):
        clock.advance(2)
        await gate.enter("chat.postMessage", f"C{number}")
    assert len(gate._lanes) <= FORGET
    with pytest.raises(Temporary):
        await gate.enter("chat.postMessage", "C-limited")


async def test_a_storm_costs_one_call_a_method(slack: FakeSlack, api: Api) -> None:
    slack.faults.storm(retry_after=30)
    for _ in range(50):
        await limited(api)
        await limited(api, "chat.postMessage")
    assert len(slack.calls) == 2
