"""In quiet hours little disturbs; their end brings one message with everything."""

from datetime import UTC, datetime

import pytest

from service.domain.budgets import Usage
from service.domain.dates import day_of
from service.domain.deliveries import DeliveryKind
from service.domain.items import Severity
from service.domain.states import State
from service.usecases.prefer import set_quiet
from tests.usecases.conftest import TellingSetting
from tests.usecases.scene import ANN
from tests.usecases.telling import DM, Telling

HOUR = 3600.0


async def at(telling: Telling, moment: str) -> None:
    """Let it be that moment (UTC), without a sweep until then."""
    then = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    telling.clock.advance(then - telling.clock.now())
    await telling.leaps(0)


async def spends(telling: Telling, dollars: float) -> None:
    day = day_of(telling.clock.now())
    await telling.store.run(lambda tx: tx.persons.charge(ANN, day, Usage(1, 1, dollars, 1.0)))


@pytest.mark.parametrize(
    ("zone", "evening", "morning"),
    [
        ("Europe/Berlin", "2027-03-27T21:30", "2027-03-28T05:00"),  # an hour is skipped
        ("Europe/Berlin", "2027-10-30T20:30", "2027-10-31T06:00"),  # an hour comes twice
        ("America/New_York", "2027-03-14T03:30", "2027-03-14T11:00"),
        ("Australia/Lord_Howe", "2027-04-03T11:30", "2027-04-03T20:30"),
        ("Asia/Kolkata", "2027-06-01T17:00", "2027-06-02T01:30"),
    ],
)
async def test_their_end_brings_one_message(
    telling: Telling, zone: str, evening: str, morning: str
) -> None:
    await at(telling, evening)
    await telling.prefers(quiet="22:00-07:00", zone=zone)
    await spends(telling, 1.0)
    held_at = telling.clock.now()
    first = await telling.opens()
    await telling.leaps(HOUR)
    await spends(telling, 0.25)
    second = await telling.opens(4)
    await telling.leaps(24 * HOUR)
    summary, *later = await telling.deliveries()
    assert datetime.fromtimestamp(summary.created_at, UTC) == datetime.fromisoformat(
        morning
    ).replace(tzinfo=UTC)
    assert (summary.kind, summary.lane) == (DeliveryKind.SUMMARY, DM)
    assert summary.facts == {
        "items": [each.id for each in (*first, *second)],
        "count": 5,
        "since": held_at,
        "until": summary.created_at,
        "spent_usd": 0.25,
    }
    # Whoever does not answer is told again, along the ladder.
    assert [each.kind for each in later] == [DeliveryKind.DIGEST, DeliveryKind.DIGEST]


async def test_important_gets_through(telling: Telling) -> None:
    phone = await telling.has_phone()
    await telling.prefers(quiet="00:00-23:00")
    await telling.opens()
    await telling.opens(severity=Severity.IMPORTANT)
    await telling.leaps(HOUR)
    assert [each.lane for each in await telling.told()] == [phone, DM, phone, "web::r:t"]


async def test_nothing_held_back_is_no_message(telling: Telling) -> None:
    await telling.prefers(quiet="08:00-09:00")
    (item,) = await telling.opens()
    await telling.takes(item, "Stripe")
    await telling.leaps(48 * HOUR)
    assert await telling.told() == []
    assert await telling.tell_timer() is None


async def test_a_ladder_stops_at_their_start_and_goes_on_at_their_end(telling: Telling) -> None:
    await telling.prefers(quiet="08:08-09:00")
    await telling.opens()
    await telling.leaps(12 * HOUR)
    told = await telling.told()
    assert [each.kind for each in told] == ["ask", "summary", "ask"]
    assert [round(each.at - told[0].at) for each in told] == [0, 3600, 4800]


async def test_money_of_several_days_is_added_up(telling: Telling) -> None:
    await at(telling, "2027-02-01T12:00")
    await telling.prefers(quiet="00:00-23:59", zone="UTC")
    await spends(telling, 5.0)
    await telling.opens()
    await spends(telling, 1.0)
    await telling.leaps(11 * HOUR)
    await set_quiet(telling.ports, ANN, "23:59-23:58")
    for day in range(3):
        await telling.leaps(24 * HOUR)
        await spends(telling, 0.5)
        await set_quiet(telling.ports, ANN, f"23:{58 - day}-23:{57 - day}")
    await set_quiet(telling.ports, ANN, "off")
    await telling.leaps(24 * HOUR)
    summaries = [each for each in await telling.deliveries() if each.kind is DeliveryKind.SUMMARY]
    assert [(each.facts["count"], each.facts["spent_usd"]) for each in summaries] == [(1, 2.5)]


async def test_an_important_item_of_the_same_moment_keeps_its_phone(telling: Telling) -> None:
    phone = await telling.has_phone()
    await telling.prefers(quiet="08:00-09:00")
    await telling.opens()
    telling.clock.advance(2 * HOUR)  # nobody swept when they ended
    await telling.opens(severity=Severity.IMPORTANT)
    told = await telling.told()
    assert [(each.kind, each.lane) for each in told] == [("summary", DM), ("ask", phone)]


async def test_a_summary_waits_for_room_like_everything_else(telling: Telling) -> None:
    await telling.prefers(quiet="08:59-09:30")
    telling.clock.advance(58 * 60)
    await telling.opens(10)
    await telling.leaps(0)
    telling.clock.advance(120)
    await telling.opens()
    await telling.leaps(40 * 60)
    assert len(await telling.told()) == 10
    await telling.leaps(HOUR)
    assert [each.kind for each in await telling.told()][10:12] == ["summary", "digest"]


async def test_a_waiting_session_parks_at_once_when_its_slot_is_wanted(
    telling_setting: TellingSetting,
) -> None:
    scene = await telling_setting(cap=1)
    await scene.prefers(quiet="08:00-09:00")
    await scene.asks()
    await scene.leaps(60)
    assert (await scene.session()).state == State.WAITING
    await scene.says("Me too", "b")
    await scene.leaps(1)
    assert (await scene.session()).state == State.PARKED
    assert (await scene.session(2)).state == State.RUNNING


async def test_quiet_that_ends_before_the_look_leaves_the_usual_patience(
    telling_setting: TellingSetting,
) -> None:
    scene = await telling_setting(cap=1)
    await scene.prefers(quiet="08:00-08:01")
    await scene.asks()
    scene.clock.advance(50)
    await scene.says("Me too", "b")
    scene.clock.advance(10)  # it is over when the sweeper looks
    await scene.leaps(0)
    assert (await scene.session()).state == State.WAITING
    await scene.leaps(15 * 60)
    assert (await scene.session()).state == State.PARKED
