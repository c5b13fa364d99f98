"""A worker's process says that it lives, through outages, and that it left."""

import asyncio
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.errors import Temporary
from service.domain.workers import Presence
from service.queries.workforce import workforce
from service.settings.service import ServiceSettings
from service.usecases import presence
from service.worker.presence import present
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import Scene, until


async def test_it_says_so_through_an_outage_until_it_leaves(
    sqlite_path: Path,
    clock: FakeClock,
    ids: FakeIds,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    scene = Scene(store, clock, ids)
    settings = ServiceSettings(data_dir=tmp_path, pool="gpu")
    real, tries, arrived = presence.arrive, list[int](), list[int]()

    async def away_at_first(*given: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Temporary("The database is away.", source="database")
        await real(*given)  # type: ignore[arg-type]
        arrived.append(1)

    monkeypatch.setattr(presence, "arrive", away_at_first)
    async with present(scene.worker, settings):
        await until(lambda: len(tries) == 1)
        for _ in range(4):
            clock.advance(10.0)
            for _ in range(20):
                await asyncio.sleep(0)
        found = await store.read(workforce)
        assert len(tries) == 2, "once it is known it only shows signs of life"
        assert [(each.pool, each.concurrency) for each in found.workers] == [
            ("gpu", settings.worker.concurrency)
        ]
        assert found.workers[0].seen_at == clock.now()
        assert found.workers[0].presence(found.now) is Presence.LIVE
        await store.run(lambda tx: tx.workers.forget(clock.now() + 1))  # as a restore does
        assert not (await store.read(workforce)).workers
        clock.advance(10.0)
        await until(lambda: len(arrived) == 2)
        assert len((await store.read(workforce)).workers) == 1, "it makes itself known again"
    found = await store.read(workforce)
    assert found.workers[0].presence(found.now) is Presence.LEFT
    await store.close()
