"""The operator's brake: nothing is begun, nothing is lost, and everything goes on where it was."""

import asyncio

import pytest

from service.domain.conditions import What
from service.domain.errors import Refused, Temporary
from service.domain.freezes import Freeze, Scope
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Reason
from service.domain.outlook import Level
from service.domain.policy import Policy
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.turns import TurnState
from service.ports.store import Tx
from service.queries.board import board
from service.queries.inbox import inbox
from service.queries.lists import listed
from service.queries.standing import standing
from service.queries.why import why
from service.usecases.freeze import Thawed, freeze, thaw
from service.usecases.receive import Arrival, receive
from service.usecases.stop import stop
from tests.usecases.scene import ANN, BOB, Scene, calls, prose, work


async def frozen(scene: Scene, scope: Scope = Scope.ALL, name: str = "") -> None:
    await freeze(scene.ports, scope, name, "a new disk")


async def goes_on(scene: Scene) -> None:
    """Sweep and work until nothing is left to do."""
    for _ in range(3):
        await scene.passes(1)
        await scene.works()


async def test_nothing_is_begun_until_it_is_thawed(scene: Scene) -> None:
    await frozen(scene)
    received = await scene.says("Build it")
    await scene.passes(90)
    await scene.works()
    assert scene.model.requests == []
    session, (turn,) = await scene.session(), await scene.turns()
    assert (session.state, turn.state, turn.crashes) == (State.RUNNING, TurnState.READY, 0)
    assert await scene.items() == [], "nobody is told that no worker comes"
    assert received.position is None, "it has its slot"
    scene.script(prose())
    assert await thaw(scene.ports, Scope.ALL, "") == Thawed(1, 0)
    await goes_on(scene)
    assert (await scene.session()).state is State.DONE


async def test_a_turn_at_work_is_given_back_after_its_step(scene: Scene) -> None:
    scene.script(calls(work("w1")), calls(work("w2")), prose())
    beating = asyncio.ensure_future(scene.book.run())

    async def brake() -> None:
        await frozen(scene)
        await scene.book.beat()

    scene.tools.first = brake
    await scene.says("Build it")
    await scene.works()
    (turn,) = await scene.turns()
    assert (turn.state, turn.crashes, turn.attempt, turn.steps) == (TurnState.READY, 0, 2, 2)
    assert len(scene.model.requests) == 1
    assert len(await scene.results()) == 1
    await scene.passes(40)
    await scene.works()
    assert len(scene.model.requests) == 1, "a ring changes nothing while it is frozen"
    scene.tools.first = None
    await thaw(scene.ports, Scope.ALL, "")
    await goes_on(scene)
    beating.cancel()
    await asyncio.wait([beating])
    assert (await scene.session()).state is State.DONE
    assert len(scene.model.requests) == 3
    assert len(await scene.results()) == 2, "no tool ran twice"


async def test_a_turn_that_waits_for_a_provider_is_given_back(scene: Scene) -> None:
    scene.script(Temporary("acme says: slow down.", retry_after=600.0, limited=True), prose())
    await scene.says("Build it")
    beating, working = asyncio.ensure_future(scene.book.run()), scene.begins()
    for _ in range(10):
        await asyncio.sleep(0)
    await frozen(scene)
    for _ in range(60):
        scene.clock.advance(0.5)
        for _ in range(30):
            await asyncio.sleep(0)
        if working.done():
            break
    await working
    beating.cancel()
    await asyncio.wait([beating])
    (turn,) = await scene.turns()
    assert (turn.state, turn.crashes, turn.wait_until) == (TurnState.READY, 0, None)


async def test_what_is_made_is_saved_all_the_same(scene: Scene) -> None:
    scene.script(prose())

    async def brake() -> None:
        await frozen(scene)
        await scene.book.beat()

    scene.captures.first = brake
    await scene.says("Build it")
    await scene.works()
    session = await scene.session()
    assert (session.state, session.captures) == (State.DONE, 1)


async def test_only_a_pool_or_a_person_is_held_back(scene: Scene) -> None:
    await frozen(scene, Scope.PERSON, ANN)
    await frozen(scene, Scope.POOL, "gpu")
    scene.script(prose())
    await scene.says("Build it")
    await scene.says("Build mine", "u", BOB)
    await scene.works()
    assert (await scene.session(1)).state is State.RUNNING
    assert (await scene.session(2)).state is State.DONE
    with pytest.raises(Refused, match="Frozen: pool gpu, the sessions of Ann"):
        await thaw(scene.ports, Scope.ALL, "")
    await frozen(scene)
    assert await thaw(scene.ports, Scope.PERSON, ANN) == Thawed(0, 1)
    assert await thaw(scene.ports, Scope.ALL, "") == Thawed(1, 0)


async def test_a_stop_works_while_it_is_frozen(scene: Scene) -> None:
    await frozen(scene)
    await scene.says("Build it")
    await stop(scene.ports, ANN, (await scene.session()).number)
    assert (await scene.session()).state is State.STOPPED
    assert await thaw(scene.ports, Scope.ALL, "") == Thawed(0, 0)


async def test_people_and_operators_see_it(scene: Scene) -> None:
    number = (await scene.says("Build it")).session.number
    policy = Policy()
    await scene.passes(10)
    await frozen(scene)
    freezes = await scene.store.read(lambda reads: reads.freezes())
    shown = await scene.store.read(lambda reads: standing(reads, number, policy))
    assert shown is not None
    assert (shown.frozen,) == tuple(freezes)
    seen = await scene.store.read(lambda reads: board(reads, ANN, policy))
    assert [each.frozen for each in seen.running] == freezes
    assert seen.running[0].outlook.level is Level.WAITS
    line = (
        await scene.store.read(lambda reads: listed(reads, ANN, None, policy.session_limits))
    ).lines[0]
    assert (line.condition.what, line.condition.since) == (What.FROZEN, freezes[0].since)
    mine = await scene.store.read(lambda reads: inbox(reads, ANN))
    assert (mine.frozen, mine.held) == (freezes[0], 1)
    theirs = await scene.store.read(lambda reads: inbox(reads, BOB))
    assert (theirs.frozen, theirs.held) == (None, 0)
    told = await scene.store.read(lambda reads: why(reads, number, policy))
    assert told.condition.freeze == freezes[0]
    assert told.waits_for == [
        "its operator's `heddle thaw`; it goes on by itself then, where it was"
    ]


async def test_an_alert_from_before_is_taken_back(scene: Scene) -> None:
    await scene.says("Build it")
    await scene.passes(45)
    assert [each.reason for each in await scene.items()] == [Reason.NO_WORKER]
    await frozen(scene)
    await scene.passes(2)
    assert await scene.items() == [], "nobody is to look for workers meanwhile"
    await scene.passes(60)
    assert await scene.items() == []
    await thaw(scene.ports, Scope.ALL, "")
    scene.script(prose())
    await goes_on(scene)
    assert Reason.NO_WORKER not in [each.reason for each in await scene.items()]


async def test_the_cards_of_what_waits_are_renewed_at_once(scene: Scene) -> None:
    thread = ThreadKey("slack", "T", "C", "1.1")
    await receive(scene.ports, Arrival("k", thread, ANN, "Build it", "slack", ()))

    def due(tx: Tx) -> int:
        return len(tx.cards.claim("bot", ["slack"], tx.now(), tx.now() + 60, 10))

    assert (await scene.store.run(due))[0] == 1, "its start"
    assert (await scene.store.run(due))[0] == 0
    await frozen(scene)
    await scene.store.run(lambda tx: tx.cards.release(SessionNumber(1), "bot", None))
    assert (await scene.store.run(due))[0] == 1


async def test_whom_a_person_became_stays_frozen(scene: Scene) -> None:
    def merged(tx: Tx) -> list[Freeze]:
        for name in (ANN, BOB):
            tx.freezes.put(Freeze(Scope.PERSON, name, name, 1.0))
        tx.persons.lock(ANN)
        tx.persons.lock(BOB)
        tx.persons.merge(BOB, ANN)
        first = list(tx.freezes.all())
        tx.freezes.lift(first[0])
        tx.freezes.put(Freeze(Scope.PERSON, PersonId("cy"), "", 1.0))
        return first

    found, _ = await scene.store.run(merged)
    assert [(each.name, each.reason) for each in found] == [(ANN, ANN)]
