"""Alerts about heddle itself: one item a group for each operator, kept up to date, then closed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.presenter.items import headline, outcome
from bot.presenter.todo import to_do
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.items import DISMISS, Item, ItemState, Reason, Severity
from service.domain.operations import AlertGroup, Firing, home_of
from service.domain.states import State
from service.usecases.answer import Answer, answer_item
from service.usecases.dismiss import dismiss
from service.usecases.operate import alerted
from service.usecases.receive import Arrival, receive
from service.usecases.stop import stop
from tests.usecases.scene import ANN, BOB, Scene, prose

SWEEPS = Firing("HeddleNobodySweeps", "critical", "Nobody handles timers", "docs/runbooks/x.md")
LATE = Firing("HeddleTimersLate", "warning", "Timers are 2m late", "docs/runbooks/y.md")
DOWN = Firing("HeddleTargetDown", "warning", "w1 does not answer", "docs/runbooks/y.md")


def group(*firing: Firing, key: str = '{}:{alertname="x"}') -> AlertGroup:
    return AlertGroup(key, firing)


class Operators:
    """Ann is an admin; her inbox."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    async def sends(self, *firing: Firing, key: str = "g", operators: Sequence[str] = ()) -> int:
        return await alerted(self.scene.ports, group(*firing, key=key), operators)

    async def items(self) -> list[Item]:
        found = await self.scene.store.read(lambda reads: reads.items(ANN, open_only=False))
        return sorted(found, key=lambda each: each.opened_at)

    async def item(self) -> Item:
        (only,) = await self.items()
        return only

    async def told(self) -> list[Delivery]:
        found = await self.scene.store.read(lambda reads: reads.deliveries(person=ANN))
        return [each for each in found if each.kind is DeliveryKind.ASK]


@pytest_asyncio.fixture
async def ann(scene: Scene) -> Operators:
    admin = await scene.store.read(lambda reads: reads.person(ANN))
    assert admin is not None
    await scene.store.run(lambda tx: tx.persons.save(replace(admin, admin=True)))
    return Operators(scene)


async def test_a_group_is_one_item_of_every_operator(ann: Operators) -> None:
    assert await ann.sends(SWEEPS) == 1
    item = await ann.item()
    assert (item.reason, item.severity) == (Reason.OPERATIONS, Severity.IMPORTANT)
    session = await ann.scene.session(item.session)
    assert headline(item, session) == "1 · Operations: Nobody handles timers."
    assert "docs/runbooks/x.md" in to_do(item)
    assert (session.state, session.owner_id) == (State.DONE, ANN)
    assert len(await ann.told()) == 1


async def test_the_same_again_changes_nothing(ann: Operators) -> None:
    await ann.sends(LATE)
    before = await ann.item()
    for _ in range(3):
        await ann.sends(LATE)
    assert await ann.item() == before
    assert len(await ann.told()) == 1


async def test_it_says_what_fires_now(ann: Operators) -> None:
    await ann.sends(LATE)
    await ann.sends(LATE, DOWN)
    assert (await ann.item()).ask == "2 alerts: Timers are 2m late; w1 does not answer."
    await ann.sends(DOWN)
    item = await ann.item()
    assert item.ask == "w1 does not answer."
    assert item.facts["firing"] == 1
    assert len(await ann.told()) == 1


async def test_it_closes_when_it_is_over(ann: Operators) -> None:
    await ann.sends(LATE)
    ann.scene.clock.advance(60)
    await ann.sends()
    item = await ann.item()
    assert item.state is ItemState.RESOLVED
    assert "Settled by heddle" in outcome(item, "", ann.scene.clock.now(), "UTC")
    await ann.sends()
    assert await ann.item() == item


async def test_it_opens_anew_when_it_fires_again(ann: Operators) -> None:
    for firing in ((LATE,), (), (LATE,)):
        await ann.sends(*firing)
        ann.scene.clock.advance(60)
    first, second = await ann.items()
    assert (first.state, second.state) == (ItemState.RESOLVED, ItemState.OPEN)
    assert first.session == second.session


async def test_what_became_critical_opens_as_that(ann: Operators) -> None:
    await ann.sends(LATE)
    ann.scene.clock.advance(60)
    await ann.sends(LATE, SWEEPS)
    first, second = await ann.items()
    assert (first.state, first.severity) == (ItemState.WITHDRAWN, Severity.NORMAL)
    assert (second.state, second.severity) == (ItemState.OPEN, Severity.IMPORTANT)


async def test_groups_stand_beside_each_other(ann: Operators) -> None:
    await ann.sends(LATE, key="one")
    await ann.sends(DOWN, key="two")
    await ann.sends(key="one")
    states = {each.facts["group"]: each.state for each in await ann.items()}
    assert states == {"one": ItemState.RESOLVED, "two": ItemState.OPEN}


async def test_an_end_without_a_beginning_is_nothing(ann: Operators) -> None:
    assert await ann.sends() == 1
    assert await ann.items() == []


async def test_who_is_named_is_told_and_nobody_else(ann: Operators) -> None:
    assert await ann.sends(LATE, operators=["bob"]) == 1
    assert await ann.items() == []
    found = await ann.scene.store.read(lambda reads: reads.items(BOB))
    assert [each.reason for each in found] == [Reason.OPERATIONS]


async def test_nobody_to_be_told_is_refused(ann: Operators) -> None:
    with pytest.raises(Refused, match=r"alerts\.operators"):
        await ann.sends(LATE, operators=["Zoe"])


@pytest.mark.parametrize("way", ["button", "dismiss"])
async def test_it_can_be_dismissed_and_comes_back(ann: Operators, way: str) -> None:
    await ann.sends(LATE)
    item = await ann.item()
    if way == "button":
        await answer_item(ann.scene.ports, item.id, Answer(ANN, DISMISS, "web"))
    else:
        await dismiss(ann.scene.ports, ANN, item.id, "web")
    ann.scene.clock.advance(4 * 3600)
    await ann.sends(LATE)
    assert [each.state for each in await ann.items()] == [ItemState.RESOLVED, ItemState.OPEN]


async def test_it_climbs_its_ladder(ann: Operators) -> None:
    await ann.sends(LATE)
    await ann.scene.passes(700)
    assert (await ann.item()).told > 1


async def test_it_outlives_an_agent_in_its_session(ann: Operators) -> None:
    scene = ann.scene
    await ann.sends(LATE)
    scene.script(prose("Look at the database."))
    home = home_of(ANN)
    assert (home.channel, home.thread) == ("web", ANN)
    session = await scene.store.read(lambda reads: reads.session_by_thread(home))
    assert session is not None
    await receive(scene.ports, Arrival("k", home, ANN, "What should I look at?", "web"))
    await scene.works()
    assert "What should I look at?" in scene.read()
    with pytest.raises(Refused):
        await stop(scene.ports, ANN, session.number)
    item = next(each for each in await ann.items() if each.reason is Reason.OPERATIONS)
    assert item.state is ItemState.OPEN
    assert [each.payload["reason"] for each in await scene.events(Kind.ALERT)] == ["operations"]
