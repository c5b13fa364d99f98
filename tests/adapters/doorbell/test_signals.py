"""What any signals do, and what the real ones do when their server is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import pytest
from redis.asyncio import Redis

from service.adapters.doorbell import wire
from service.adapters.doorbell.reaching import PATIENCE
from service.adapters.doorbell.signals import ROOM, RedisSignals
from service.domain.effects import Cancel, Changed, Preview, Signal
from service.domain.errors import Temporary
from service.domain.ids import SessionNumber, TurnId
from service.ports.signals import Signals
from tests.fakes.hints import FakeSignals
from tests.servers.valkey import Valkey

CHANGED = Changed(SessionNumber(7))
CANCEL = Cancel(TurnId("t1"))
PREVIEW = Preview(SessionNumber(7), TurnId("t1"), 'Schöne "Wörter" 🧵\n')


@pytest.fixture(params=["fake", "real"])
async def signals(request: pytest.FixtureRequest) -> AsyncIterator[Signals]:
    if request.param == "fake":
        fake = FakeSignals()
        yield fake
        await fake.close()
        return
    real = RedisSignals(request.getfixturevalue("valkey").url)
    yield real
    await real.close()


async def taken(stream: AsyncIterator[Signal], count: int) -> list[Signal]:
    async with asyncio.timeout(10):
        return [await anext(stream) for _ in range(count)]


async def test_every_kind_arrives_whole_and_in_order(signals: Signals) -> None:
    async with signals.subscribe(Preview) as stream:
        second = Preview(SessionNumber(8), TurnId("t2"), "")
        await signals.publish(PREVIEW)
        await signals.publish(second)
        assert await taken(stream, 2) == [PREVIEW, second]
    async with signals.subscribe(Cancel, Changed) as stream:
        await signals.publish(CANCEL)
        await signals.publish(CHANGED)
        assert set(await taken(stream, 2)) == {CANCEL, CHANGED}


async def test_only_the_kinds_asked_for_arrive(signals: Signals) -> None:
    async with signals.subscribe(Changed) as stream:
        await signals.publish(PREVIEW)
        await signals.publish(CANCEL)
        await signals.publish(CHANGED)
        assert await taken(stream, 1) == [CHANGED]


async def test_all_listeners_hear_the_same(signals: Signals) -> None:
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(signals.subscribe(Changed)) for _ in range(20)]
        await signals.publish(CHANGED)
        assert [await taken(stream, 1) for stream in streams] == [[CHANGED]] * 20


async def test_a_wait_that_was_given_up_can_be_taken_up_again(signals: Signals) -> None:
    async with signals.subscribe(Changed) as stream:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(stream)
        await signals.publish(CHANGED)
        assert await taken(stream, 1) == [CHANGED]


async def test_one_listener_leaves_and_the_others_stay(signals: Signals) -> None:
    async with signals.subscribe(Changed) as stays:
        async with signals.subscribe(Changed):
            pass
        await signals.publish(CHANGED)
        assert await taken(stays, 1) == [CHANGED]
    async with signals.subscribe(Changed) as later:
        await signals.publish(Changed(SessionNumber(9)))
        assert await taken(later, 1) == [Changed(SessionNumber(9))]


async def test_two_processes_hear_each_other(valkey: Valkey) -> None:
    bot, worker = RedisSignals(valkey.url), RedisSignals(valkey.url)
    async with worker.subscribe(Cancel) as heard:
        await bot.publish(CANCEL)
        assert await taken(heard, 1) == [CANCEL]
    await bot.close()
    await worker.close()


async def test_a_slow_listener_loses_the_oldest(valkey: Valkey) -> None:
    signals = RedisSignals(valkey.url)
    async with signals.subscribe(Changed) as slow, signals.subscribe(Changed) as quick:
        for number in range(ROOM + 10):
            await signals.publish(Changed(SessionNumber(number)))
            await taken(quick, 1)
        assert await taken(slow, 1) == [Changed(SessionNumber(10))]
    await signals.close()


async def test_what_is_no_signal_is_passed_over(valkey: Valkey) -> None:
    signals = RedisSignals(valkey.url)
    async with signals.subscribe(Changed) as stream, Redis.from_url(valkey.url) as stranger:
        for nonsense in (b"", b"[]", b"{}", b'["7"]', b"[7, 8]", b"\xff"):
            await stranger.publish(wire.channel(Changed), nonsense)
        await signals.publish(CHANGED)
        assert await taken(stream, 1) == [CHANGED]
    await signals.close()


async def test_a_subscription_is_silent_through_an_outage_and_comes_back(
    own_valkey: Valkey,
) -> None:
    signals = RedisSignals(own_valkey.url)
    async with signals.subscribe(Changed) as stream:
        own_valkey.kill()
        with pytest.raises(Temporary):
            await signals.publish(CHANGED)
        own_valkey.start()
        arrived = asyncio.create_task(taken(stream, 1))
        async with asyncio.timeout(10):
            while not arrived.done():
                with suppress(Temporary):
                    await signals.publish(CHANGED)
                await asyncio.wait([arrived], timeout=0.1)
        assert arrived.result() == [CHANGED]
    await signals.close()


async def test_many_at_once_need_one_connection_and_stay_in_order(own_valkey: Valkey) -> None:
    signals, watching = RedisSignals(own_valkey.url), Redis.from_url(own_valkey.url)
    many = [Changed(SessionNumber(number)) for number in range(200)]
    async with signals.subscribe(Changed) as stream:
        before = (await watching.info("stats"))["total_connections_received"]
        await asyncio.gather(*(signals.publish(each) for each in many))
        assert await taken(stream, len(many)) == many
        after = (await watching.info("stats"))["total_connections_received"]
    assert after - before == 1
    given_up = [asyncio.create_task(signals.publish(each)) for each in many]
    await asyncio.sleep(0)
    own_valkey.kill()
    for each in given_up:
        each.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    await signals.close()
    await watching.aclose()


async def test_who_is_busy_does_not_take_the_server_for_dead(valkey: Valkey) -> None:
    signals, loop = RedisSignals(valkey.url), asyncio.get_running_loop()

    def keep_busy(rounds: int) -> None:
        until = loop.time() + PATIENCE / 2
        while loop.time() < until:
            pass
        if rounds > 1:
            loop.call_soon(keep_busy, rounds - 1)

    async with signals.subscribe(Changed) as stream:
        await signals.publish(CHANGED)
        several = [asyncio.create_task(signals.publish(CHANGED)) for _ in range(5)]
        loop.call_soon(keep_busy, 6)
        await asyncio.gather(*several)
        assert await taken(stream, 6) == [CHANGED] * 6
    await signals.close()


@pytest.mark.alone
async def test_publishing_to_a_frozen_server_gives_up_quickly(own_valkey: Valkey) -> None:
    signals = RedisSignals(own_valkey.url)
    await signals.publish(CHANGED)
    own_valkey.freeze()
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(50):
        with pytest.raises(Temporary):
            await signals.publish(CHANGED)
    assert loop.time() - began < 3  # and not half a second for each
    own_valkey.thaw()
    await signals.close()


async def test_subscribing_while_the_server_is_away_does_not_fail(own_valkey: Valkey) -> None:
    own_valkey.kill()
    signals = RedisSignals(own_valkey.url)
    async with signals.subscribe(Changed) as stream:
        own_valkey.start()
        arrived = asyncio.create_task(taken(stream, 1))
        async with asyncio.timeout(10):
            while not arrived.done():
                await signals.publish(CHANGED)
                await asyncio.wait([arrived], timeout=0.1)
        assert await arrived == [CHANGED]
    await signals.close()
