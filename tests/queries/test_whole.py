"""One process counts the whole deployment, seldom, and only while it leads."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from service.domain.errors import Temporary
from service.domain.policy import Policy
from service.domain.states import State
from service.ports.census import AtRest
from service.ports.store import Store, Tx
from service.queries.whole import FIRST, FRESH, PATIENCE, Counting, Whole
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, person, session


class Asked:
    """The store, and how often it was asked; it can be away, or hang."""

    def __init__(self, store: AnyStore, clock: FakeClock) -> None:
        self._store = store
        self._clock = clock
        self.takes = 0.0
        self.times = 0
        self.away = False
        self.hangs = False

    async def read(self, query: Callable[[Any], Any]) -> Any:
        self.times += 1
        if self.away:
            raise Temporary("The database is away.", source="database")
        if self.hangs:
            await asyncio.Event().wait()
        self._clock.advance(self.takes)
        return await self._store.read(query)


class Scene:
    """One process that counts, three sessions at a time."""

    added = 0

    def __init__(self, store: AnyStore, clock: FakeClock) -> None:
        self.store, self.asked, self.clock = store, Asked(store, clock), clock
        self.telemetry = FakeTelemetry()
        self.leads = True
        self.counting = Counting(
            cast(Store, self.asked),
            clock,
            Policy(),
            self.telemetry,
            lambda: self.leads,
            size=3,
        )

    async def add(self, *states: State) -> None:
        def work(tx: Tx) -> None:
            if tx.persons.get(ANN) is None:
                tx.persons.add(person(ANN))
            for state in states:
                row = session("", ANN, state=state)
                self.added += 1
                thread = replace(row.thread, thread=str(self.added))
                tx.sessions.open(replace(row, thread=thread))

        await self.store.run(work)

    async def whole(self) -> Whole:
        found = await self.counting.whole()
        assert found is not None
        return found

    async def done(self) -> int:
        at_rest = (await self.whole()).at_rest
        assert at_rest is not None
        return sum(each.count for each in at_rest if each.state is State.DONE)


@pytest.fixture
def scene(store: AnyStore, clock: FakeClock) -> Scene:
    return Scene(store, clock)


async def test_what_is_live_and_what_rests_is_counted(scene: Scene) -> None:
    await scene.add(State.RUNNING, State.QUEUED, *[State.DONE] * 5, State.PARKED)
    whole = await scene.whole()
    assert {each.state: each.count for each in whole.census.live} == {
        State.RUNNING: 1,
        State.QUEUED: 1,
    }
    assert whole.at_rest is not None
    assert sorted(whole.at_rest, key=lambda each: each.count) == [
        AtRest(State.PARKED, "slack", "default", 1),
        AtRest(State.DONE, "slack", "default", 5),
    ]


async def test_a_count_is_shown_again_for_a_while(scene: Scene) -> None:
    await scene.add(State.DONE)
    await asyncio.gather(*(scene.whole() for _ in range(5)))
    assert scene.asked.times == 1
    await scene.add(State.DONE)
    scene.clock.advance(FRESH - 0.1)
    assert await scene.done() == 1
    scene.clock.advance(0.2)
    assert await scene.done() == 2
    assert scene.asked.times == 2


async def test_of_many_at_rest_each_count_looks_at_a_part(scene: Scene) -> None:
    await scene.add(*[State.DONE] * 10)
    assert await scene.done() == 10
    assert scene.asked.times == 4, "the first count looks at all of them"
    await scene.add(State.DONE)
    for known in (10, 10, 10, 11):
        scene.clock.advance(FRESH)
        before = scene.asked.times
        assert await scene.done() == known
        assert scene.asked.times == before + 1


async def test_a_first_count_that_takes_long_goes_on_with_the_next(scene: Scene) -> None:
    await scene.add(State.RUNNING, *[State.DONE] * 9)
    scene.asked.takes = FIRST
    assert [each.state for each in (await scene.whole()).census.live] == [State.RUNNING]
    assert (await scene.whole()).at_rest is None
    scene.clock.advance(FRESH)
    assert (await scene.whole()).at_rest is None
    scene.asked.takes = 0.0
    scene.clock.advance(FRESH)
    assert await scene.done() == 9


async def test_who_does_not_lead_asks_nothing(scene: Scene) -> None:
    await scene.add(State.DONE)
    scene.leads = False
    assert await scene.counting.whole() is None
    assert scene.asked.times == 0
    scene.leads = True
    assert await scene.done() == 1
    scene.leads = False
    assert await scene.counting.whole() is None
    await scene.add(State.DONE)
    scene.leads = True
    assert await scene.done() == 2, "what it knew before is no news"


async def test_an_outage_shows_nothing_and_says_so(scene: Scene) -> None:
    await scene.add(State.DONE)
    assert await scene.done() == 1
    scene.asked.away = True
    scene.clock.advance(FRESH)
    assert await scene.counting.whole() is None
    assert scene.telemetry.facts == [("count_failed",)]
    scene.asked.away = False
    scene.clock.advance(FRESH)
    assert await scene.done() == 1


async def test_whoever_asks_is_not_kept_waiting(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PATIENCE < 10, "Prometheus gives up by then"
    monkeypatch.setattr("service.queries.whole.PATIENCE", 0.05)
    scene.asked.hangs = True
    assert await scene.counting.whole() is None
    assert scene.telemetry.facts == [("count_failed",)]
