"""Check-ins: a card that is kept up to date, and a word only where it is wanted or doubtful."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from service.domain.checkins import Pace
from service.domain.deliveries import Delivery
from service.domain.errors import Refused
from service.domain.events import ToolCall
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import ALL_WELL, DISMISS, NO_MORE, STOP, Item, ItemKind, ItemState
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.timers import TimerKind
from service.ports.model import ToolSpec
from service.queries.board import board
from service.queries.inbox import inbox
from service.usecases import configure
from service.usecases.answer import Answer, answer_item
from service.usecases.assign import assign
from service.usecases.check_in import check_in_due
from service.usecases.dismiss import dismiss
from service.usecases.park import park
from service.usecases.prefer import set_quiet
from service.usecases.receive import Arrival, receive
from service.usecases.redirect import redirect
from service.usecases.set_check_in import set_check_in
from service.usecases.share import share
from service.usecases.snooze import snooze
from tests.fakes.working import FakeTools, Hang
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene, ask, calls, finish, prose, until

ONE = SessionNumber(1)
QUARTER, DAYS = 900.0, 1e6


def does(name: str, **arguments: Any) -> ToolCall:
    return ToolCall(f"{name}{len(str(arguments))}", name, json.dumps(arguments))


class Tools(FakeTools):
    """Can do a few things."""

    def specs(self) -> Sequence[ToolSpec]:
        names = ("work", "look", "write_file", "run_tests")
        return [ToolSpec(name, name, {"type": "object"}) for name in names]


@pytest.fixture
async def scene(setting: Setting) -> Scene:
    return equipped(await setting(lease=DAYS))


def equipped(scene: Scene) -> Scene:
    scene.tools = Tools()
    scene.worker = scene.new_worker("w1")
    return scene


class Agent:
    """Session 1, whose model says what it is told to, and then thinks until it goes on."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._hang = Hang(prose())
        self._working: asyncio.Task[None] | None = None

    async def starts(self, *made: ToolCall, task: str = "frontend") -> "Agent":
        key = task or "usual"
        thread = ThreadKey("web", "", "r", key)
        await receive(self.scene.ports, Arrival(key, thread, ANN, "Build it", "web", task=task))
        return await self.goes_on(*made)

    async def goes_on(self, *made: ToolCall) -> "Agent":
        """It makes these calls, one after the other, and thinks then."""
        hang, before = Hang(prose()), self._hang
        self.scene.script(*(calls(each) for each in made), hang)
        self._hang = hang
        if self._working is None:
            self._working = self.scene.begins()
        else:
            object.__setattr__(before, "reply", calls(does("look", at=str(id(hang)))))
            before.go_on.set()
        await until(hang.begun.is_set)
        return self

    async def ends(self, reply: Any = None) -> None:
        object.__setattr__(self._hang, "reply", reply or calls(finish()))
        self._hang.go_on.set()
        assert self._working is not None
        await self._working
        self._working = None


async def passes(scene: Scene, seconds: float) -> None:
    scene.clock.advance(seconds)
    await scene.sweeper.sweep()


async def card(scene: Scene) -> Item | None:
    found = [each for each in await scene.items() if each.kind is ItemKind.CHECK_IN]
    assert len(found) <= 1
    return found[0] if found else None


async def the_card(scene: Scene) -> Item:
    found = await card(scene)
    assert found is not None
    return found


async def told(scene: Scene) -> list[Delivery]:
    found = await scene.store.read(lambda reads: reads.deliveries(person=ANN))
    return [each for each in found if each.loud]


async def due(scene: Scene) -> float | None:
    """Return in how many seconds the next check-in is."""
    timers = await scene.store.read(lambda reads: reads.timers(["1"]))
    found = [each.due_at for each in timers if each.kind is TimerKind.CHECK_IN]
    return found[0] - scene.clock.now() if found else None


async def says(scene: Scene, text: str, person: PersonId = ANN) -> None:
    await set_check_in(scene.ports, person, ONE, text)


async def press(scene: Scene, choice: str, person: PersonId = ANN) -> None:
    await answer_item(scene.ports, (await the_card(scene)).id, Answer(person, choice, "web"))


WROTE = (does("write_file", path="src/pay.py"), does("run_tests"))


async def test_a_session_on_track_is_shown_and_nobody_is_told(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    assert await due(scene) == QUARTER
    await passes(scene, QUARTER - 1)
    assert await card(scene) is None
    await passes(scene, 1)
    item = await the_card(scene)
    assert item.ask == "check-in after 15 min: wrote pay.py; ran tests, which passed. On track."
    assert item.choices == (ALL_WELL, STOP, NO_MORE)
    assert (item.facts["doubts"], item.told, item.tell_at) == ([], 0, None)
    assert await told(scene) == []
    assert await due(scene) == QUARTER
    await agent.ends()


async def test_it_is_one_card_that_is_renewed_and_says_what_was_done_since(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    first = await the_card(scene)
    scene.clock.advance(60)
    await agent.goes_on(does("write_file", path="src/card.py"))
    await passes(scene, QUARTER - 60)
    item = await the_card(scene)
    assert item.id == first.id
    assert "wrote card.py" in item.ask
    assert "pay.py" not in item.ask
    assert item.opened_at == scene.clock.now()
    assert await told(scene) == []
    await agent.ends()


async def test_its_person_is_told_of_a_doubt(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    await passes(scene, QUARTER)
    item = await the_card(scene)
    assert item.ask == "check-in after 15 min: no step since step 2, 30 min ago."
    assert item.told == 1
    (delivery,) = await told(scene)
    assert delivery.item == item.id
    await agent.ends()


async def test_a_doubt_that_lasts_is_told_again_and_only_the_last_card_stands(
    scene: Scene,
) -> None:
    agent = await Agent(scene).starts(*WROTE)
    for _ in range(4):
        await passes(scene, QUARTER)
    item = await the_card(scene)
    assert "45 min ago" in item.ask or "60 min ago" in item.ask
    deliveries = await told(scene)
    assert [each.item for each in deliveries][-1] == item.id
    assert len({each.item for each in deliveries}) == len(deliveries) == 3
    former = await scene.store.read(lambda reads: reads.item(deliveries[0].item or item.id))
    assert former is not None
    assert (former.state, former.answer) == (ItemState.WITHDRAWN, "a newer check-in is there")
    await agent.ends()


async def test_it_is_quiet_again_once_the_doubt_is_gone(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    await passes(scene, QUARTER)
    doubtful = await the_card(scene)
    await agent.goes_on(does("write_file", path="src/card.py"))
    await passes(scene, QUARTER)
    item = await the_card(scene)
    assert (item.id, item.facts["doubts"], item.tell_at) == (doubtful.id, [], None)
    assert len(await told(scene)) == 1
    await agent.ends()


async def test_an_interval_by_hand_tells_each_time(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE, task="")
    assert await due(scene) is None
    await says(scene, "10m")
    assert await due(scene) == 600.0
    await passes(scene, 600)
    item = await the_card(scene)
    assert item.ask.startswith("check-in after 10 min: ")
    assert (item.facts["doubts"], item.told) == ([], 1)
    assert len(await told(scene)) == 1
    await agent.ends()


@pytest.mark.parametrize(
    ("text", "every", "task", "by_hand"),
    [
        ("10m", 600.0, "frontend", True),
        ("complex", 300.0, "complex", False),
        ("off", 0.0, "frontend", False),
    ],
)
async def test_what_is_chosen_holds(
    scene: Scene, text: str, every: float, task: str, by_hand: bool
) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    await says(scene, text)
    session = await scene.session()
    assert (session.check_every, session.task, session.check_by_hand) == (every, task, by_hand)
    assert await due(scene) == (every or None)
    assert (await card(scene) is None) == (text == "off")
    await agent.ends()


async def test_the_way_to_write_it_is_told(scene: Scene) -> None:
    agent = await Agent(scene).starts()
    with pytest.raises(Refused, match=r"'frontnd' is no time and no task type.*frontend \(15m\)"):
        await says(scene, "frontnd")
    with pytest.raises(Refused, match="1m to 1d"):
        await says(scene, "20s")
    with pytest.raises(Refused, match="There is no task type 'backand'"):
        await Agent(scene).starts(task="backand")
    await agent.ends()


async def test_only_its_owner_chooses_how_often(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await share(scene.ports, ANN, ONE, "Bob")
    with pytest.raises(Refused, match="Only Ann"):
        await says(scene, "10m", BOB)
    await passes(scene, QUARTER)
    with pytest.raises(Refused, match="Only Ann, who owns session 1, can end its check-ins"):
        await press(scene, NO_MORE, BOB)
    await press(scene, ALL_WELL, BOB)
    assert (await scene.session()).check_every == 1350.0
    await agent.ends()


async def test_on_track_makes_the_next_one_later(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    scene.clock.advance(30)
    await press(scene, ALL_WELL)
    assert await card(scene) is None
    assert await due(scene) == 1350.0
    await passes(scene, 1350)
    assert (await the_card(scene)).ask.startswith("check-in after 23 min: ")
    await agent.ends()


async def test_a_redirect_by_any_way_makes_it_sooner(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    await redirect(scene.ports, ANN, ONE, "Use Stripe", "k")
    assert await card(scene) is None
    assert ((await scene.session()).check_every, await due(scene)) == (450.0, 450.0)
    await agent.ends()


async def test_no_more_and_stop_do_what_they_say(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    await press(scene, NO_MORE)
    assert (await card(scene), await due(scene)) == (None, None)
    await says(scene, "5m")
    await passes(scene, 300)
    await press(scene, STOP)
    assert (await scene.session()).state is State.STOPPED
    await agent.ends()
    await passes(scene, 3600)
    assert (await card(scene), await due(scene)) == (None, None)


async def test_dismissing_it_leaves_the_next_one(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    item = await the_card(scene)
    await dismiss(scene.ports, ANN, item.id, "web")
    found = await scene.store.read(lambda reads: reads.item(item.id))
    assert found is not None
    assert found.answer == DISMISS
    await passes(scene, QUARTER)
    assert (await the_card(scene)).id != item.id
    await agent.ends()


async def test_who_waits_is_not_checked_in_on_and_it_goes_on_with_the_next_turn(
    scene: Scene,
) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    assert await card(scene) is not None
    await agent.ends(calls(ask("Stripe?")))
    assert [each.kind for each in await scene.items()] == [ItemKind.QUESTION]
    assert (await scene.session()).breadcrumb == "Waiting for you: Stripe?"
    await passes(scene, QUARTER)
    assert (await card(scene), await due(scene)) == (None, None)
    scene.script(Hang(prose()))
    await scene.answers("Stripe")
    assert await due(scene) == QUARTER


async def test_who_waits_for_a_worker_is_looked_at_again_later(scene: Scene) -> None:
    await receive(
        scene.ports,
        Arrival("first", ThreadKey("web", "", "r", "t"), ANN, "Build it", "web", task="complex"),
    )
    await passes(scene, 300)
    assert await card(scene) is None
    assert await due(scene) == scene.ports.policy.check_ins.again


async def test_who_waits_for_a_provider_is_looked_at_when_it_may_answer(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    at = scene.clock.now() + 1000.0

    def limited(tx: Any) -> None:
        session = tx.sessions.lock(ONE)
        turn = tx.turns.lock(session.turn_id)
        object.__setattr__(turn, "wait_until", at)
        tx.turns.save(turn)

    await scene.store.run(limited)
    await passes(scene, QUARTER)
    assert (await card(scene), await due(scene)) == (None, 100.0)
    await passes(scene, 100)
    assert await card(scene) is not None
    await agent.ends()


async def test_a_muted_session_is_shown_and_not_told(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await configure.mute(scene.ports, ANN, ONE, muted=True)
    await says(scene, "10m")
    await passes(scene, 600)
    await passes(scene, 600)
    assert (await the_card(scene)).facts["doubts"] != []
    assert await told(scene) == []
    await configure.mute(scene.ports, ANN, ONE, muted=False)
    assert len(await told(scene)) == 1
    await agent.ends()


async def test_who_is_on_track_is_not_told_when_muting_ends(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    for muted in (True, False):
        await configure.mute(scene.ports, ANN, ONE, muted=muted)
    assert await told(scene) == []
    await agent.ends()


async def test_quiet_hours_hold_it_back_until_they_end(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await set_quiet(scene.ports, ANN, "00:00-23:59")
    await says(scene, "10m")
    for _ in range(3):
        await passes(scene, 600)
    item = await the_card(scene)
    assert await told(scene) == []
    assert item.tell_at is not None
    await agent.goes_on(does("write_file", path="b.py"))
    await says(scene, "frontend")
    await passes(scene, QUARTER)
    assert (await the_card(scene)).tell_at is None
    await agent.ends()


async def test_a_snoozed_one_is_renewed_in_silence_and_comes_back(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE, task="complex")
    await passes(scene, 300)
    item = await the_card(scene)
    await snooze(scene.ports, ANN, item.id, "1h")
    for _ in range(4):
        await passes(scene, 300)
    renewed = await the_card(scene)
    assert renewed.id == item.id
    assert "no step since" in renewed.ask
    assert await told(scene) == []
    await passes(scene, 2400)
    assert len(await told(scene)) == 1
    await agent.ends()


async def test_an_open_alert_is_a_doubt(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)

    def alert(tx: Any) -> None:
        tx.items.add(
            Item(
                ItemId(scene.ports.ids.new()),
                ONE,
                ANN,
                ItemKind.ALERT,
                "Idle for 12 min",
                tx.now(),
            )
        )

    await scene.store.run(alert)
    await passes(scene, QUARTER)
    assert (await the_card(scene)).facts["doubts"] == ["An alert is open: Idle for 12 min"]
    await agent.ends()


async def test_news_needs_nobody_and_doubts_do(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    found = await scene.store.read(lambda reads: inbox(reads, ANN))
    assert ([len(found.needs_you), len(found.on_track)], found.count) == ([0, 1], 0)
    rows = await scene.store.read(lambda reads: board(reads, ANN, scene.ports.policy))
    assert (len(rows.needs_you), len(rows.running)) == (0, 1)
    await passes(scene, QUARTER)
    found = await scene.store.read(lambda reads: inbox(reads, ANN))
    assert ([len(found.needs_you), len(found.on_track)], found.count) == ([1, 0], 1)
    await press(scene, ALL_WELL)
    found = await scene.store.read(lambda reads: inbox(reads, ANN))
    assert found.settled == []
    await agent.ends()


async def test_it_is_not_handed_on(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    item = await the_card(scene)
    with pytest.raises(Refused, match="!share 1"):
        await assign(scene.ports, ANN, item.id, "Bob")
    await agent.ends()


async def test_two_sweepers_check_in_once(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE, task="")
    await says(scene, "10m")
    scene.clock.advance(600)

    await asyncio.gather(*(check_in_due(scene.ports, ONE) for _ in range(3)))
    assert len(await told(scene)) == 1
    await agent.ends()


async def test_a_park_takes_it_back(scene: Scene) -> None:
    agent = await Agent(scene).starts(*WROTE)
    await passes(scene, QUARTER)
    await park(scene.ports, ANN, ONE)
    await agent.ends(calls(does("work")))
    assert (await scene.session()).state is State.PARKED
    assert await card(scene) is None


async def test_a_type_without_check_ins_is_fine(setting: Setting) -> None:
    pace = Pace({"chores": 0.0, "default": 120.0})
    scene = equipped(await setting(lease=DAYS, check_ins=pace))
    agent = await Agent(scene).starts(*WROTE, task="chores")
    assert ((await scene.session()).task, await due(scene)) == ("chores", None)
    await agent.ends()
    other = await Agent(scene).starts(*WROTE, task="")
    assert ((await scene.session(2)).task, (await scene.session(2)).check_every) == ("", 120.0)
    await other.ends()
