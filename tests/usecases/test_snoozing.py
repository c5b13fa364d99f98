"""A snooze pauses an item's ladder and deadline, and then it comes back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from service.domain.errors import Refused
from service.domain.items import ItemState
from service.usecases.configure import mute
from service.usecases.snooze import snooze
from tests.usecases.scene import ANN, BOB, prose
from tests.usecases.telling import DM, Telling

HOUR = 3600.0


@pytest.mark.parametrize(("span", "seconds"), [("10m", 600.0), ("1h", HOUR), ("2 days", 48 * HOUR)])
async def test_its_ladder_waits_as_long(telling: Telling, span: str, seconds: float) -> None:
    phone = await telling.has_phone()
    (item,) = await telling.opens()
    await telling.leaps(60)
    now = await snooze(telling.ports, ANN, item.id, span)
    assert now.snoozed(telling.clock.now())
    await telling.leaps(3 * 24 * HOUR)
    back = 60 + seconds
    assert await telling.lanes() == [
        (0, DM),
        (back, phone),
        (back + 300, DM),
        (back + 1500, "web::r:t"),
    ]
    assert (await telling.item(item)).snoozed_until is None


async def test_tomorrow_is_by_the_clock_of_who_sleeps(telling: Telling) -> None:
    (item,) = await telling.opens()
    await telling.prefers(zone="America/New_York")
    until = (await snooze(telling.ports, ANN, item.id, "tomorrow")).snoozed_until
    assert until is not None
    there = datetime.fromtimestamp(until, ZoneInfo("America/New_York"))
    assert there.isoformat() == "2027-01-16T09:00:00-05:00"
    await telling.prefers(zone="America/New_York", quiet="22:00-06:30")
    until = (await snooze(telling.ports, ANN, item.id, " Tomorrow ")).snoozed_until
    assert until is not None
    assert datetime.fromtimestamp(until, UTC).isoformat() == "2027-01-16T11:30:00+00:00"


async def test_it_comes_back_at_once_where_its_next_rung_has_no_way(telling: Telling) -> None:
    (item,) = await telling.opens()
    await telling.leaps(60)
    await snooze(telling.ports, ANN, item.id, "10m")
    await telling.leaps(2 * HOUR)
    assert await telling.lanes() == [(0, DM), (660, DM), (960, DM), (2160, "web::r:t")]


async def test_what_climbed_its_whole_ladder_comes_back_once(telling: Telling) -> None:
    (item,) = await telling.opens()
    await telling.leaps(HOUR)
    before = len(await telling.told())
    await snooze(telling.ports, ANN, item.id, "10m")
    await telling.leaps(24 * HOUR)
    assert len(await telling.told()) == before + 1
    await telling.prefers(ladder=("dm:0", "phone:60"))
    (item,) = await telling.opens()
    await telling.leaps(HOUR)
    await snooze(telling.ports, ANN, item.id, "10m")
    await telling.leaps(HOUR)
    assert [each.lane for each in (await telling.told())[before + 1 :]] == [DM, DM]


async def test_what_is_muted_comes_back_once(telling: Telling) -> None:
    (first,) = await telling.opens()
    await mute(telling.ports, ANN, first.session, muted=True)
    (second,) = await telling.opens()
    before = len(await telling.told())
    await snooze(telling.ports, ANN, second.id, "10m")
    await telling.leaps(24 * HOUR)
    assert [each.items for each in (await telling.told())[before:]] == [(second.id,)]


async def test_a_snooze_withdraws_what_waits(telling: Telling) -> None:
    await telling.has_phone()
    (item,) = await telling.opens()
    await telling.leaps(301)
    assert len(await telling.told()) == 2
    await snooze(telling.ports, ANN, item.id, "1h")
    assert len(await telling.told()) == 1


async def test_it_comes_back_with_the_summary_in_quiet_hours(telling: Telling) -> None:
    (item,) = await telling.opens()
    await telling.prefers(quiet="08:05-10:00")
    await snooze(telling.ports, ANN, item.id, "1h")
    await telling.leaps(2 * HOUR)
    told = await telling.told()
    assert [(each.kind, each.at - told[0].at) for each in told] == [("ask", 0), ("summary", 7200)]


async def test_a_deadline_waits_as_long_also_when_snoozed_twice(telling: Telling) -> None:
    item = await telling.asks(
        "Stripe", "Adyen", thread="u", default="Stripe", reversible=True, decide_after_minutes=30
    )
    asked_at = telling.clock.now()
    await telling.leaps(60)
    await snooze(telling.ports, ANN, item.id, "1h")
    await telling.leaps(60)
    again = await snooze(telling.ports, ANN, item.id, "2h")
    assert again.decide_at == asked_at + 1800 + 60 + 2 * HOUR
    shorter = await snooze(telling.ports, ANN, item.id, "10m")
    assert shorter.decide_at == asked_at + 1800 + 60 + 600
    await telling.leaps(shorter.decide_at - telling.clock.now() - 1)
    assert (await telling.item(item)).state is ItemState.OPEN
    await telling.leaps(1)
    await telling.leaps(0)
    assert (await telling.item(item)).answer == "Stripe"


async def test_a_snoozed_question_can_be_answered(telling: Telling) -> None:
    item = await telling.asks(thread="u")
    await snooze(telling.ports, ANN, item.id, "1h")
    before = len(await telling.told())
    await telling.takes(item, "Adyen")
    telling.script(prose())
    await telling.works()
    await telling.leaps(4 * HOUR)
    assert len(await telling.told()) == before
    with pytest.raises(Refused, match="Ann answered this at 08:00 UTC from web: Adyen"):
        await snooze(telling.ports, ANN, item.id, "10m")


@pytest.mark.parametrize("span", ["soon", "", "0m", "59s", "31d", "-10m", "2 weeks"])
async def test_a_bad_span_is_refused(telling: Telling, span: str) -> None:
    (item,) = await telling.opens()
    with pytest.raises(Refused, match="Say 10m, 1h, 2d"):
        await snooze(telling.ports, ANN, item.id, span)


async def test_only_who_has_it_in_the_inbox_snoozes(telling: Telling) -> None:
    (item,) = await telling.opens()
    with pytest.raises(Refused, match="You have no session 1"):
        await snooze(telling.ports, BOB, item.id, "10m")
    await telling.store.run(lambda tx: tx.sessions.share(item.session, BOB))
    with pytest.raises(Refused, match="somebody else's inbox"):
        await snooze(telling.ports, BOB, item.id, "10m")
