"""However much happens, a person gets at most twelve notifications an hour."""

from collections import Counter
from time import perf_counter

from service.domain.errors import Permanent
from service.domain.ids import PersonId
from service.domain.items import Severity
from service.domain.persons import Person
from service.domain.preferences import Preferences
from service.domain.timers import Timer, TimerKind
from service.ports.store import Tx
from service.usecases import deliver
from tests.usecases.conftest import TellingSetting
from tests.usecases.telling import DM, Telling

HOUR = 3600.0
STORM = 3000


def most_in_an_hour(times: list[float]) -> int:
    return max(sum(at <= each < at + HOUR for each in times) for at in times)


async def test_the_eleventh_of_an_hour_waits_for_the_digest(telling: Telling) -> None:
    await telling.prefers(ladder=("dm:0",))
    items = await telling.opens(20, apart=True)
    deliveries = await telling.deliveries()
    assert [each.kind for each in deliveries] == ["ask"] * 10
    assert [each.facts.get("last") for each in deliveries][:-1] == [None] * 9
    until = deliveries[-1].facts["last"]
    assert until == await telling.tell_timer()
    await telling.leaps(until - telling.clock.now() - 1)
    assert len(await telling.told()) == 10
    await telling.leaps(1)
    await telling.leaps(0)
    digest = (await telling.told())[-1]
    assert (digest.kind, digest.at, digest.lane) == ("digest", until, DM)
    assert digest.items == tuple(each.id for each in items[10:])
    await telling.leaps(5 * HOUR)
    assert len(await telling.told()) == 11


async def test_two_are_kept_for_what_is_important(telling: Telling) -> None:
    await telling.prefers(ladder=("dm:0",), important=("dm:0",))
    await telling.opens(15)
    assert len(await telling.told()) == 10
    await telling.opens(5, Severity.IMPORTANT, apart=True)
    assert len(await telling.told()) == 12
    await telling.leaps(HOUR + 1)
    told = await telling.told()
    assert [(each.kind, len(each.items)) for each in told[12:]] == [("digest", 8)]
    assert most_in_an_hour([each.at for each in told]) <= 12


async def test_a_storm_that_opens_one_by_one_is_one_digest(telling: Telling) -> None:
    started = perf_counter()
    await telling.opens(STORM, apart=True)
    opened = perf_counter() - started
    assert len(await telling.told()) == 10
    started = perf_counter()
    await telling.leaps(HOUR + 1)
    folded = perf_counter() - started
    print(f"{STORM} items: opened in {opened:.2f} s, folded in {folded:.2f} s")
    told = await telling.told()
    assert [each.kind for each in told[10:]] == ["digest"]
    assert (await telling.deliveries())[10].facts["count"] == STORM - 10
    assert folded < 15.0
    await telling.leaps(24 * HOUR)
    assert most_in_an_hour([each.at for each in await telling.told()]) <= 12


async def test_a_storm_that_is_due_at_once_is_one_digest(telling: Telling) -> None:
    await telling.prefers(ladder=("dm:60",))
    await telling.opens(STORM)
    started = perf_counter()
    await telling.leaps(61)
    folded = perf_counter() - started
    print(f"{STORM} items due at once: {folded:.2f} s")
    (digest,) = await telling.deliveries()
    assert (digest.kind, digest.facts["count"]) == ("digest", STORM)
    assert len(digest.facts["items"]) == 30
    assert folded < 15.0
    assert await telling.tell_timer() is None


async def test_without_a_phone_many_items_leave_its_rung_out_too(telling: Telling) -> None:
    await telling.prefers(ladder=("dm:60", "phone:120", "dm:180"))
    await telling.opens(6)
    await telling.leaps(HOUR)
    assert await telling.lanes() == [(0, DM), (120, DM)]


async def test_pushes_that_fail_do_not_add_up(telling: Telling) -> None:
    await telling.has_phone()
    await telling.prefers(ladder=("phone:0",))
    await telling.opens(12, apart=True)
    (lane,) = await deliver.claim_lanes(telling.ports, "courier", ())
    while parcel := await deliver.next_parcel(telling.ports, lane, "courier"):
        await deliver.give_up(telling.ports, parcel.delivery, str(Permanent("gone")))
    told = await telling.told()
    assert [each.kind for each in told] == ["push_failed"] * 10
    await telling.opens(5, apart=True)
    assert len(await telling.told()) == 10


async def test_ten_thousand_people_due_at_once_are_each_told_once(
    telling_setting: TellingSetting,
) -> None:
    scene = await telling_setting()
    await scene.starts()
    people = [PersonId(f"p{number}") for number in range(10_000)]

    def meet(tx: Tx) -> None:
        for each in people:
            tx.persons.add(Person(each, each, False, None, 0.0))
            tx.preferences.save(Preferences(each, ladder=("dm:60",)))

    await scene.store.run(meet)
    for owner in people:
        await scene.opens(owner=owner)
    scene.clock.advance(60)
    started, rounds, handled = perf_counter(), 0, 0
    while (swept := await scene.sweeper.sweep()).handled:
        rounds, handled = rounds + 1, handled + swept.handled
    took = perf_counter() - started
    print(f"10,000 due at once: {took:.1f} s in {rounds} rounds")
    assert (rounds, handled) == (50, 10_000)
    assert took < 120.0
    found = await scene.store.read(lambda reads: reads.deliveries(limit=20_000))
    assert set(Counter(each.person_id for each in found).values()) == {1}
    assert {each.person_id for each in found} == set(people)
    left = await scene.store.run(lambda tx: tx.timers.next_due())
    assert left[0] is None


async def test_a_timer_for_nobody_goes_away(telling: Telling) -> None:
    now = telling.clock.now()
    await telling.store.run(lambda tx: tx.timers.set(Timer(TimerKind.TELL, "nobody", now)))
    await telling.leaps(1)
    assert await telling.tell_timer(PersonId("nobody")) is None
