"""A provider that is down or limits for long: each person hears of it once, and of its end."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import pytest

from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.effects import Changed
from service.domain.errors import Temporary
from service.domain.events import Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import RETRY_NOW, STOP_THESE, Item, ItemState, Reason
from service.domain.limits import Allowance
from service.domain.states import State
from service.ports.gate import Accepted
from service.ports.model import ModelRequest, Piece
from service.queries.why import why
from service.usecases.answer import Answer, answer_item
from service.usecases.configure import mute
from service.usecases.dismiss import dismiss
from service.usecases.outages import look
from service.usecases.park import park
from service.usecases.stop import stop
from tests.fakes.clock import FakeClock
from tests.fakes.working import ScriptedModel
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene, prose


class Providers(ScriptedModel):
    """Answers, unless `away` says how calls of a model fail."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock
        self.away: dict[str, Temporary] = {}
        self.asked: list[tuple[str, float]] = []

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        self.asked.append((request.model, self.clock.now()))
        error = self.away.get(request.model)
        if error is not None:
            raise Temporary(
                str(error), retry_after=error.retry_after, source="acme", limited=error.limited
            )
        yield replace(prose(), model=request.model)

    def candidates(self, alias: str) -> Sequence[str]:
        return {"big": ("acme/large",), "small": ("other/small",)}.get(alias, (alias,))


DOWN = Temporary("acme failed (500): no connection.")


class Crowd:
    """Many sessions at once, with a model that a test turns off and on."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.model = Providers(scene.clock)
        scene.model = self.model
        scene.worker = scene.new_worker("w1")
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self, person: PersonId, count: int) -> None:
        for index in range(count):
            await self.scene.says("Go", f"{person}-{index}", person)
        await self.follow()

    async def follow(self) -> None:
        for ring in self.scene.rings():
            self.tasks.add(asyncio.ensure_future(self.scene.follow(ring)))
        for _ in range(30):
            await asyncio.sleep(0)

    async def passes(self, seconds: float) -> None:
        """Let time pass for workers and the sweeper, as fast as they can."""
        for _ in range(int(seconds * 2)):
            self.scene.clock.advance(0.5)
            await self.follow()
            await self.scene.book.beat()
            await self.scene.sweeper.sweep()

    async def end(self) -> None:
        """Wait until all is done."""
        for _ in range(400):
            if all(task.done() for task in self.tasks) and not self.scene.rings():
                break
            await self.passes(0.5)
        await asyncio.gather(*self.tasks)

    async def all_items(self) -> list[Item]:
        return [
            each
            for each in await self.scene.store.read(lambda reads: reads.items(open_only=False))
            if each.reason in (Reason.PROVIDER_DOWN, Reason.RATE_LIMITED)
        ]

    async def items(self, person: PersonId) -> list[Item]:
        return [each for each in await self.all_items() if each.owner_id == person]

    async def told(self, person: PersonId, kind: DeliveryKind) -> list[Delivery]:
        found = await self.scene.store.read(lambda reads: reads.deliveries(person=person))
        return [each for each in found if each.kind is kind]

    async def states(self) -> set[State]:
        found = await self.scene.store.read(lambda reads: reads.sessions(None))
        return {each.state for each in found}


@pytest.fixture
async def crowd(setting: Setting) -> Crowd:
    return Crowd(await setting(cap=40, cap_max=40, models=("big", "small"), default_model="big"))


async def test_an_outage_is_one_item_for_each_person_and_one_word_at_its_end(
    crowd: Crowd,
) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 12)
    await crowd.start(BOB, 2)
    await crowd.passes(60)
    (anns,), (bobs,) = await crowd.items(ANN), await crowd.items(BOB)
    assert anns.reason is Reason.PROVIDER_DOWN
    assert anns.facts["sessions"] == list(range(1, 13))
    assert anns.ask == "acme does not answer. Sessions 1, 2, 3, 4, 5 and 7 more wait for it."
    assert bobs.ask == "acme does not answer. Sessions 13, 14 wait for it."
    assert list(anns.choices) == [RETRY_NOW, "Use small", STOP_THESE, "Dismiss"]
    assert len(await crowd.told(ANN, DeliveryKind.ASK)) == 1
    during = [at for _, at in crowd.model.asked if at > anns.opened_at]
    assert len(during) <= 4, "one at a time asks whether it is back"
    del crowd.model.away["acme/large"]
    await crowd.end()
    await crowd.passes(40)
    assert await crowd.states() == {State.DONE}
    for person in (ANN, BOB):
        (item,) = await crowd.items(person)
        assert (item.state, item.answer) == (ItemState.RESOLVED, "acme answers again")
        (back,) = await crowd.told(person, DeliveryKind.BACK)
        assert back.facts["provider"] == "acme"
    for number in range(1, 15):
        assert len(await crowd.scene.events(Kind.WAIT, number=number)) == 1, "one notice each"


async def test_a_short_outage_is_told_to_nobody(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 3)
    await crowd.passes(8)
    del crowd.model.away["acme/large"]
    await crowd.end()
    assert await crowd.all_items() == []
    assert await crowd.states() == {State.DONE}


async def test_a_long_limit_is_told_at_once_and_a_short_one_never(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = Temporary("acme is busy.", retry_after=900.0, limited=True)
    await crowd.start(ANN, 5)
    assert len(crowd.model.asked) <= 5
    await crowd.passes(10)
    (item,) = await crowd.items(ANN)
    assert item.reason is Reason.RATE_LIMITED
    assert item.ask.startswith("acme limits calls for a while. Sessions 1, 2, 3, 4, 5 wait")
    assert item.facts["until"] > crowd.scene.clock.now() + 800
    asked = len(crowd.model.asked)
    found = await crowd.scene.store.read(
        lambda reads: why(reads, SessionNumber(2), crowd.scene.ports.policy)
    )
    assert found.waits_for[0].startswith("acme is busy., for another 8")
    assert found.waits_for[0].endswith("; acme/large has been limited for 10 s")
    del crowd.model.away["acme/large"]
    await answer_item(crowd.scene.ports, item.id, Answer(ANN, RETRY_NOW, "web"))
    await crowd.end()
    assert len(crowd.model.asked) == asked + 5
    assert await crowd.states() == {State.DONE}


async def test_one_limit_holds_the_others_back_and_spares_other_models(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = Temporary("acme is busy.", retry_after=20.0, limited=True)
    await crowd.start(ANN, 1)
    for index in range(9):
        await crowd.scene.says("Go", f"late-{index}", ANN)
    await crowd.follow()
    await crowd.passes(2)
    assert len(crowd.model.asked) == 1, "nobody asks what is known to be limited"
    del crowd.model.away["acme/large"]
    await crowd.end()
    assert await crowd.states() == {State.DONE}
    assert await crowd.all_items() == []
    for number in range(1, 11):
        assert len(await crowd.scene.events(Kind.WAIT, number=number)) == 1


async def test_all_go_on_with_another_model(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 4)
    await crowd.passes(30)
    (item,) = await crowd.items(ANN)
    await answer_item(crowd.scene.ports, item.id, Answer(ANN, "Use small", "web"))
    await crowd.end()
    assert await crowd.states() == {State.DONE}
    assert [model for model, _ in crowd.model.asked][-4:] == ["other/small"] * 4


async def test_all_that_waits_is_stopped(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 4)
    await crowd.start(BOB, 1)
    await crowd.passes(30)
    (item,) = await crowd.items(ANN)
    await answer_item(crowd.scene.ports, item.id, Answer(ANN, STOP_THESE, "web"))
    await crowd.passes(3)
    assert await crowd.states() == {State.STOPPED, State.RUNNING}
    del crowd.model.away["acme/large"]
    await crowd.end()
    await crowd.passes(10)
    assert await crowd.states() == {State.STOPPED, State.DONE}
    assert await crowd.told(ANN, DeliveryKind.BACK) == []
    assert len(await crowd.told(BOB, DeliveryKind.BACK)) == 1


async def test_what_is_dismissed_is_not_told_again(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 2)
    await crowd.passes(30)
    (item,) = await crowd.items(ANN)
    await dismiss(crowd.scene.ports, ANN, item.id, "web")
    await crowd.passes(120)
    assert len(await crowd.items(ANN)) == 1


async def test_a_retry_that_did_not_help_is_told_again(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 2)
    await crowd.passes(30)
    (item,) = await crowd.items(ANN)
    asked = len(crowd.model.asked)
    await answer_item(crowd.scene.ports, item.id, Answer(ANN, RETRY_NOW, "web"))
    await crowd.passes(4)
    assert len(crowd.model.asked) > asked
    await crowd.passes(60)
    assert len(await crowd.items(ANN)) == 2


async def test_the_alert_outlives_the_session_that_it_stands_on(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 3)
    await crowd.passes(30)
    (item,) = await crowd.items(ANN)
    await stop(crowd.scene.ports, ANN, item.session)
    (moved,) = await crowd.items(ANN)
    assert moved.state is ItemState.OPEN
    assert moved.session != item.session
    for number in moved.facts["sessions"]:
        await stop(crowd.scene.ports, ANN, SessionNumber(number))
    await crowd.passes(40)
    (gone,) = await crowd.items(ANN)
    assert gone.state is ItemState.WITHDRAWN


async def test_a_parked_session_is_not_waited_for(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 1)
    await crowd.passes(30)
    await park(crowd.scene.ports, ANN, SessionNumber(1))
    await crowd.passes(40)
    (item,) = await crowd.items(ANN)
    assert item.state is ItemState.WITHDRAWN
    assert (await crowd.scene.session(1)).state is State.PARKED


async def test_the_session_that_the_alert_stood_on_shows_it_no_more(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 2)
    await crowd.passes(30)
    await park(crowd.scene.ports, ANN, SessionNumber(1))
    crowd.scene.signals.published.clear()
    while (moved := (await crowd.items(ANN))[0]).session == 1:
        await crowd.passes(0.5)
    assert moved.facts["sessions"] == [2]
    last = [each.session for each in crowd.scene.signals.published if isinstance(each, Changed)]
    assert set(last[-2:]) == {1, 2}


async def test_a_muted_session_tells_nobody_and_hides_no_other(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.scene.says("Go", "quiet", ANN)
    await mute(crowd.scene.ports, ANN, SessionNumber(1), muted=True)
    await crowd.follow()
    await crowd.passes(40)
    assert await crowd.all_items() == []
    await crowd.start(ANN, 1)
    await crowd.passes(10)
    (item,) = await crowd.items(ANN)
    assert (item.session, item.facts["sessions"]) == (2, [2])
    assert len(await crowd.told(ANN, DeliveryKind.ASK)) == 1


class Window(Providers):
    """Takes ten calls a minute and says what is left."""

    left, since = 10, 0.0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        now = self.clock.now()
        if now >= self.since + 60.0:
            self.left, self.since = 10, now
        reset_at = self.since + 60.0
        if self.left == 0:
            self.away["hit"] = DOWN
            raise Temporary("acme is busy.", retry_after=reset_at - now, limited=True)
        self.left -= 1
        self.asked.append((request.model, now))
        yield Accepted(Allowance(self.left, reset_at))
        yield replace(prose(), model=request.model)


async def test_what_is_little_is_spread_and_shared_before_anybody_is_limited(crowd: Crowd) -> None:
    scene = crowd.scene
    crowd.model = scene.model = Window(scene.clock)
    scene.worker = scene.new_worker("w1")
    await crowd.start(ANN, 1)
    for index in range(24):
        await scene.says("Go", f"more-{index}", ANN)
    for index in range(2):
        await scene.says("Go", f"bobs-{index}", BOB)
    await crowd.follow()
    await crowd.passes(55)
    assert {(await scene.session(number)).state for number in (26, 27)} == {State.DONE}
    assert "hit" not in crowd.model.away
    await crowd.end()
    assert await crowd.states() == {State.DONE}
    assert "hit" not in crowd.model.away, "nobody ever met the limit"
    assert len(crowd.model.asked) == 27
    (known,) = await scene.store.read(lambda reads: reads.limits())
    assert (known.model, known.requests_left) == ("acme/large", crowd.model.left)


async def test_a_worker_that_hands_over_makes_no_second_alert(crowd: Crowd) -> None:
    crowd.model.away["acme/large"] = DOWN
    await crowd.start(ANN, 3)
    await crowd.passes(30)
    (item,) = await crowd.items(ANN)
    for task in crowd.tasks:
        task.cancel()
    await asyncio.gather(*crowd.tasks, return_exceptions=True)
    crowd.tasks.clear()
    await look(crowd.scene.ports, item.id)
    await crowd.passes(60)
    (same,) = await crowd.items(ANN)
    assert (same.id, same.state, same.facts["sessions"]) == (item.id, ItemState.OPEN, [1, 2, 3])
    assert len(await crowd.told(ANN, DeliveryKind.ASK)) == 1
    del crowd.model.away["acme/large"]
    await crowd.end()
    assert await crowd.states() == {State.DONE}
