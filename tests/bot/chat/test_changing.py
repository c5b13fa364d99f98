"""Who shows what changes is told by signals, and looks while those are silent."""

import asyncio
from contextlib import aclosing

from bot.chat.changing import QUIET, changes
from service.domain.effects import Changed, Posted, Signal
from service.usecases.commit import commit
from tests.bot.inbound.scene import Scene
from tests.fakes.clock import FakeClock
from tests.fixtures_store import AnyStore


async def test_signals_are_handed_on_and_changes_found_while_there_are_none(
    store: AnyStore, clock: FakeClock
) -> None:
    scene = Scene(store, clock)
    ann = await scene.person("Ann")
    heard: list[Signal] = []
    news = asyncio.Condition()

    async def listen() -> None:
        async with aclosing(changes(scene.ports, Posted)) as found:
            async for each in found:
                async with news:
                    heard.append(each)
                    news.notify_all()

    async def until(count: int) -> None:
        async with asyncio.timeout(30), news:
            await news.wait_for(lambda: len(heard) == count)

    async def quiet() -> None:
        """Let time pass once the listener sleeps, however busy the store is."""
        looked = len(heard)
        for _ in range(20):
            clock.advance(QUIET)
            await asyncio.sleep(0.01)
            if len(heard) > looked:
                return

    listening = asyncio.create_task(listen())
    await quiet()
    assert not heard
    posted = Posted("web:local:main:t1", ann.id)
    await scene.signals.publish(posted)
    await until(1)
    assert heard == [posted]

    scene.signals.away = True
    first = (await scene.started(ann)).number
    await quiet()
    await until(2)
    assert heard[1:] == [Changed(first)], "it was found"

    scene.signals.away = False
    await commit(scene.ports, lambda tx: tx.effects.append(Changed(first)))
    await until(3)
    await quiet()
    assert len(heard) == 3, "what was told is not told again"
    listening.cancel()
    await asyncio.wait([listening])
