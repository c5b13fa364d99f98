"""What Slack limits waits before it is sent."""

import asyncio
from typing import Any

import pytest

from bot.courier.platform import Urgency
from bot.slack.api.gate import A_MINUTE, BURST, FORGET, MINUTE, PATIENCE, SHARES, Gate
from bot.slack.api.web import Api
from service.domain.errors import Temporary
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def limited(api: Api, method: str = "chat.update", **arguments: Any) -> Temporary:
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


async def let_in(gate: Gate, urgency: Urgency, count: int) -> int:
    """Let so many try at once; return how many were let in at once."""
    trying = [
        asyncio.create_task(gate.enter("chat.update", "C1", urgency, f"{card}"))
        for card in range(count)
    ]
    await settled()
    found = [each.done() and each.exception() is None for each in trying]
    for each in trying:
        each.cancel()
    await asyncio.gather(*trying, return_exceptions=True)
    return sum(found)


async def test_what_can_be_spared_leaves_room_for_what_cannot(clock: FakeClock) -> None:
    gate, most = Gate(clock, FakeTelemetry()), A_MINUTE["chat.update"]
    spared = 0
    for _ in range(55):
        spared += await let_in(gate, Urgency.SPARE, 50)
        clock.advance(1)
    assert 0 < spared <= most * SHARES[Urgency.SPARE]
    soon = await let_in(gate, Urgency.SOON, 50)
    assert 0 < soon <= most * SHARES[Urgency.SOON] - spared
    now = await let_in(gate, Urgency.NOW, 50)
    assert 0 < now <= most - spared - soon


async def test_each_card_has_its_turn(clock: FakeClock) -> None:
    gate = Gate(clock, FakeTelemetry())
    edits = dict.fromkeys(range(50), 0)
    due = dict.fromkeys(range(50), 0.0)
    while clock.monotonic() < 1_000:
        for card in (each for each in edits if due[each] <= clock.monotonic()):
            try:
                await gate.enter("chat.update", "C1", Urgency.SPARE, f"{card}")
            except Temporary as held:
                due[card] = clock.monotonic() + (held.retry_after or 0)
            else:
                edits[card] += 1
                due[card] = clock.monotonic() + 10
        clock.advance(0.5)
    allowed = 1_000 / MINUTE * A_MINUTE["chat.update"] * SHARES[Urgency.SPARE]
    assert sum(edits.values()) == pytest.approx(allowed, rel=0.1)
    assert max(edits.values()) - min(edits.values()) <= 2


async def test_never_more_than_slack_takes_in_a_minute(clock: FakeClock) -> None:
    gate, entered = Gate(clock, FakeTelemetry()), list[float]()

    async def enter() -> None:
        await gate.enter("reactions.remove", "C1")
        entered.append(clock.monotonic())

    for _ in range(1_000):
        task = asyncio.create_task(enter())
        await settled()
        clock.advance(0.25)
        await asyncio.gather(task, return_exceptions=True) if task.done() else None
    most = A_MINUTE["reactions.remove"]
    assert len(entered) >= most * 4
    assert all(b - a >= 60 for a, b in zip(entered, entered[most:], strict=False))


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
