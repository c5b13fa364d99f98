"""A question with a default and a deadline is decided when nobody objects."""

import pytest

from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.items import Item, ItemState
from service.domain.states import State
from service.domain.timers import TimerKind
from service.usecases.decide import decide_by_default
from service.usecases.edit import delete
from service.usecases.park import park
from tests.usecases.conftest import TellingSetting
from tests.usecases.scene import ANN, prose
from tests.usecases.telling import Telling

HOUR = 3600.0


async def announced(telling: Telling, minutes: int = 30) -> Item:
    return await telling.asks(
        "Stripe",
        "Adyen",
        thread="u",
        default="Stripe",
        reversible=True,
        decide_after_minutes=minutes,
    )


async def timers(telling: Telling, item: Item) -> list[TimerKind]:
    return [each.kind for each in await telling.store.read(lambda reads: reads.timers({item.id}))]


async def test_it_is_taken_at_its_time(telling: Telling) -> None:
    item = await announced(telling)
    assert list(item.buttons) == ["Yes, now", "Object"]
    await telling.leaps(1799)
    assert (await telling.item(item)).state is ItemState.OPEN
    await telling.leaps(2)
    taken = await telling.item(item)
    assert (taken.state, taken.answer, taken.resolved_from, taken.resolved_by) == (
        ItemState.RESOLVED,
        "Stripe",
        "default",
        None,
    )
    assert (await telling.session(item.session)).state == State.RUNNING
    (answer,) = await telling.events(Kind.ANSWER, number=item.session)
    assert answer.payload["text"].startswith("Stripe (nobody objected")
    assert await timers(telling, item) == []
    telling.script(prose())
    await telling.works()
    with pytest.raises(Refused, match="Nobody objected, so this was decided by default at 08:30"):
        await telling.takes(item, "Adyen")
    with pytest.raises(Refused, match="Nobody objected"):
        await telling.takes(item, "Object")
    await telling.leaps(24 * HOUR)
    assert len(await telling.events(Kind.ANSWER, number=item.session)) == 1


async def test_an_objection_keeps_it_open(telling: Telling) -> None:
    item = await announced(telling)
    await telling.takes(item, " object ")
    open_still = await telling.item(item)
    assert (open_still.state, open_still.decide_at) == (ItemState.OPEN, None)
    assert list(open_still.buttons) == ["Stripe", "Adyen"]
    assert await timers(telling, item) == []
    await telling.leaps(24 * HOUR)
    assert (await telling.item(item)).state is ItemState.OPEN
    with pytest.raises(Refused, match="Ann objected already"):
        await telling.takes(item, "Object")
    assert (await telling.item(item)).state is ItemState.OPEN
    await telling.takes(item, "Adyen")
    assert (await telling.item(item)).answer == "Adyen"


async def test_yes_now_takes_it_also_after_an_objection(telling: Telling) -> None:
    item = await announced(telling)
    await telling.takes(item, "Object")
    await telling.takes(item, "yes, now")
    taken = await telling.item(item)
    assert (taken.answer, taken.resolved_by) == ("Stripe", ANN)
    assert await timers(telling, item) == []


async def test_an_answer_beats_it(telling: Telling) -> None:
    item = await announced(telling)
    await telling.takes(item, "Adyen")
    await decide_by_default(telling.ports, item.id)
    assert (await telling.item(item)).answer == "Adyen"
    assert await timers(telling, item) == []


async def test_quiet_hours_postpone_it(telling: Telling) -> None:
    await telling.prefers(quiet="08:00-10:00")
    item = await announced(telling)
    await telling.leaps(2.5 * HOUR - 1)
    assert (await telling.item(item)).state is ItemState.OPEN
    await telling.leaps(2)
    assert (await telling.item(item)).answer == "Stripe"


async def test_who_was_not_told_yet_has_time_after_the_first_telling(telling: Telling) -> None:
    await telling.prefers(ladder=("dm:0",))
    await telling.opens(10)
    await telling.leaps(1)
    item = await announced(telling)
    assert (await telling.item(item)).told == 0
    await telling.leaps(HOUR - 2)
    assert (await telling.item(item)).state is ItemState.OPEN
    await telling.leaps(2)
    told = (await telling.told())[-1]
    assert told.items == (item.id,)
    await telling.leaps(299)
    assert (await telling.item(item)).state is ItemState.OPEN
    await telling.leaps(300)
    assert (await telling.item(item)).resolved_from == "default"


async def test_a_deadline_too_near_leaves_five_minutes(telling: Telling) -> None:
    item = await announced(telling, 1)
    assert item.decide_at == telling.clock.now() + 300.0


async def test_a_parked_session_goes_on_at_the_head(telling_setting: TellingSetting) -> None:
    scene = await telling_setting(cap=1)
    item = await announced(scene)
    await park(scene.ports, ANN, item.session)
    for thread in "bc":
        await scene.says("Me too", thread)
    await scene.leaps(1801)
    assert (await scene.item(item)).resolved_from == "default"
    queue = await scene.store.read(lambda reads: reads.queue(ANN))
    assert queue[0] == item.session


async def test_one_of_two_questions_leaves_the_other_to_be_answered(telling: Telling) -> None:
    item = await announced(telling)
    (other,) = await telling.opens(number=item.session)
    await telling.leaps(1801)
    assert (await telling.item(item)).resolved_from == "default"
    assert (await telling.session(item.session)).state == State.WAITING
    await telling.takes(other, "Blue")
    assert (await telling.session(item.session)).state == State.RUNNING


async def test_a_timer_of_what_is_gone_goes_away(telling: Telling) -> None:
    item = await announced(telling)
    await telling.takes(item, "Adyen")
    await decide_by_default(telling.ports, item.id)
    await decide_by_default(telling.ports, type(item.id)("nothing"))
    assert await timers(telling, item) == []


async def test_an_objection_in_words_is_kept_and_can_be_deleted_alone(telling: Telling) -> None:
    item = await announced(telling)
    objection = await telling.says("Object", "u")
    await telling.says("Adyen", "u")
    await delete(telling.ports, ANN, objection.receipt.key)
    notes = await telling.events(Kind.NOTE, number=item.session)
    assert [each.erased for each in notes] == [True]
    assert (await telling.item(item)).answer == "Adyen"
    (answer,) = await telling.events(Kind.ANSWER, number=item.session)
    assert answer.payload["text"] == "Adyen"
