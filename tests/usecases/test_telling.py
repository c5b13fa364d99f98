"""A person is told along their ladder, where they are, until somebody answers."""

import pytest

from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemKind, Severity
from service.usecases.configure import mute
from service.usecases.prefer import set_ladder
from service.usecases.stop import stop
from tests.usecases.scene import ANN, BOB, prose
from tests.usecases.telling import DM, Telling

THREAD = "web::r:t"
ONE = SessionNumber(1)


async def test_without_a_phone_its_rung_is_left_out(telling: Telling) -> None:
    await telling.opens()
    await telling.leaps(7200)
    assert await telling.lanes() == [(0, DM), (600, DM), (1800, THREAD)]
    assert await telling.tell_timer() is None


async def test_with_a_phone_it_rings_after_five_minutes(telling: Telling) -> None:
    phone = await telling.has_phone()
    await telling.opens()
    await telling.leaps(7200)
    assert await telling.lanes() == [(0, DM), (300, phone), (600, DM), (1800, THREAD)]


async def test_important_goes_to_the_phone_at_once(telling: Telling) -> None:
    phone = await telling.has_phone()
    await telling.opens(severity=Severity.IMPORTANT)
    await telling.leaps(7200)
    assert await telling.lanes() == [(0, phone), (300, DM), (900, phone), (1800, THREAD)]


async def test_important_is_a_direct_message_without_a_phone(telling: Telling) -> None:
    await telling.opens(severity=Severity.IMPORTANT)
    await telling.leaps(7200)
    assert await telling.lanes() == [(0, DM), (300, DM), (1800, THREAD)]


async def test_informative_is_told_once(telling: Telling) -> None:
    await telling.opens(severity=Severity.INFORMATIVE, kind=ItemKind.RESULT)
    await telling.leaps(7200)
    assert await telling.lanes() == [(0, DM)]


async def test_who_was_there_within_ten_minutes_is_told_there(telling: Telling) -> None:
    await telling.uses("web::r:other")
    telling.clock.advance(600)
    await telling.opens()
    assert [lane for _, lane in await telling.lanes()] == ["web::r:other"]
    telling.clock.advance(1)
    await telling.opens()
    assert [lane for _, lane in await telling.lanes()] == ["web::r:other", DM]


@pytest.mark.parametrize("ending", ["answer", "stop"])
async def test_what_is_over_is_told_no_more_and_what_waits_is_withdrawn(
    telling: Telling, ending: str
) -> None:
    phone = await telling.has_phone()
    item = await telling.asks(thread="u")
    await telling.leaps(301)
    assert [each.lane for each in await telling.told()] == [DM, phone]
    if ending == "answer":
        await telling.takes(item, "Stripe")
        telling.script(prose())
        await telling.works()
    else:
        await stop(telling.ports, ANN, item.session)
    assert [each.lane for each in await telling.told()] == [DM]
    await telling.leaps(7200)
    assert [each.lane for each in await telling.told()] == [DM]
    assert await telling.tell_timer() is None


async def test_a_muted_session_tells_nobody(telling: Telling) -> None:
    await mute(telling.ports, ANN, ONE, muted=True)
    (item,) = await telling.opens()
    await telling.opens(severity=Severity.IMPORTANT)
    await telling.leaps(7200)
    assert await telling.told() == []
    assert len(await telling.items()) == 2
    await mute(telling.ports, ANN, ONE, muted=False)
    assert [each.items[0] for each in await telling.told()][-1] == item.id
    assert len(await telling.told()) == 2


async def test_muting_stops_a_ladder_and_unmuting_goes_on_with_it(telling: Telling) -> None:
    phone = await telling.has_phone()
    await telling.opens()
    await telling.leaps(60)
    await mute(telling.ports, ANN, ONE, muted=True)
    await telling.leaps(7200)
    assert len(await telling.told()) == 1
    assert await telling.tell_timer() is None
    await mute(telling.ports, ANN, ONE, muted=False)
    assert await telling.lanes() == [(0, DM), (7260, phone)]
    await telling.leaps(300)
    assert len(await telling.told()) == 3


async def test_the_ladder_is_the_one_in_force_when_it_opened(telling: Telling) -> None:
    await telling.opens()
    await set_ladder(telling.ports, ANN, "dm, dm 1m, thread 2m")
    await telling.leaps(120)
    assert len(await telling.told()) == 1
    await telling.opens()
    await telling.leaps(120)
    assert [lane for _, lane in await telling.lanes()] == [DM, DM, DM, THREAD]


async def test_a_late_sweep_keeps_the_distance_between_rungs(telling: Telling) -> None:
    await telling.opens()
    telling.clock.advance(5000)
    await telling.leaps(0)
    await telling.leaps(4000)
    assert await telling.lanes() == [(0, DM), (5300, DM), (6500, THREAD)]


async def test_rungs_of_the_same_moment_are_each_taken(telling: Telling) -> None:
    phone = await telling.has_phone()
    await set_ladder(telling.ports, ANN, "dm, phone")
    await telling.opens()
    assert await telling.lanes() == [(0, DM), (0, phone)]
    await set_ladder(telling.ports, ANN, "dm 1m, phone 1m")
    await telling.opens(6)
    await telling.leaps(60)
    await telling.leaps(0)
    assert [(each.kind, each.lane) for each in (await telling.told())[2:]] == [
        ("digest", DM),
        ("digest", phone),
    ]


async def test_without_a_phone_its_rung_is_not_doubled_by_the_next(telling: Telling) -> None:
    await set_ladder(telling.ports, ANN, "phone, dm")
    await telling.opens()
    await telling.opens(6)
    assert [each.kind for each in await telling.told()] == ["ask"] * 7


async def test_a_colleague_is_rung_sees_the_session_and_may_answer(telling: Telling) -> None:
    await set_ladder(telling.ports, ANN, "dm, @Bob 5m")
    (item,) = await telling.opens()
    with pytest.raises(Refused):
        await telling.takes(item, "Stripe", BOB)
    await telling.leaps(300)
    await telling.leaps(1)
    assert [each.lane for each in await telling.told(BOB)] == ["web:local:inbox:bob"]
    inbox = await telling.store.read(lambda reads: reads.inbox(BOB))
    assert [each.id for each in inbox] == [item.id]
    await telling.takes(item, "Stripe", BOB)
    assert (await telling.item(item)).resolved_by == BOB
    assert len(await telling.told()) == 1


async def test_a_colleague_is_asked_about_many_items_in_one_message(telling: Telling) -> None:
    await set_ladder(telling.ports, ANN, "dm 1m, @Bob 5m, thread 10m")
    items = await telling.opens(7)
    await telling.leaps(301)
    assert [(each.kind, len(each.items)) for each in await telling.told(BOB)] == [("digest", 7)]
    assert [each.kind for each in await telling.told()] == ["digest"]
    await telling.takes(items[0], "Stripe", BOB)
    await telling.leaps(600)
    assert [(each.kind, len(each.items)) for each in await telling.told()][1:] == [("digest", 6)]


async def test_a_colleague_s_quiet_hours_hold_many_items_too(telling: Telling) -> None:
    await set_ladder(telling.ports, ANN, "dm 1m, @Bob 5m")
    await telling.prefers(BOB, quiet="08:00-12:00")
    await telling.opens(7)
    await telling.leaps(3 * 3600)
    assert await telling.told(BOB) == []
    await telling.leaps(3600)
    assert [each.kind for each in await telling.told(BOB)] == ["digest"]


async def test_a_colleague_who_left_is_passed_over(telling: Telling) -> None:
    await telling.prefers(ladder=("colleague:0:nobody", "dm:60"))
    (item,) = await telling.opens()
    assert (await telling.item(item)).told == 0
    await telling.leaps(61)
    assert [each.lane for each in await telling.told()] == [DM]


async def test_two_colleagues_of_one_name_are_told_apart_first(telling: Telling) -> None:
    await telling.meet(PersonId("BOB"))
    with pytest.raises(Refused, match="2 people called"):
        await set_ladder(telling.ports, ANN, "dm, @bob 5m")
