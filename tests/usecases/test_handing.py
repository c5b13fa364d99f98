"""An item is handed to a colleague, and returns where they may not see it any more."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from service.adapters.store.opening import open_store
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.items import Item, ItemKind, Severity
from service.usecases.assign import assign
from service.usecases.share import unshare
from service.usecases.snooze import snooze
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import ANN, BOB
from tests.usecases.telling import DM, Telling

HIS = "web:local:inbox:bob"


async def inbox(telling: Telling, person: PersonId) -> list[str]:
    found = await telling.store.read(lambda reads: reads.inbox(person))
    return [each.id for each in found]


async def test_it_moves_with_its_ladder_and_opens_the_session(telling: Telling) -> None:
    await telling.prefers(BOB, ladder=("dm:0", "dm:60"))
    (item,) = await telling.opens()
    await telling.leaps(100)
    moved, bob = await assign(telling.ports, ANN, item.id, "@bob")
    assert (moved.owner_id, bob.id, moved.facts["handed_by"]) == (BOB, BOB, "Ann")
    assert (await inbox(telling, ANN), await inbox(telling, BOB)) == ([], [item.id])
    await telling.leaps(7200)
    assert await telling.lanes(BOB) == [(0, HIS), (60, HIS)]
    assert await telling.lanes() == [(0, DM)]
    assert await telling.tell_timer() is None
    await telling.takes(item, "Adyen", BOB)
    assert (await telling.item(item)).resolved_by == BOB


async def test_its_session_s_owner_may_still_answer(telling: Telling) -> None:
    (item,) = await telling.opens()
    await assign(telling.ports, ANN, item.id, "Bob")
    with pytest.raises(Refused, match="somebody else's inbox"):
        await snooze(telling.ports, ANN, item.id, "10m")
    await telling.takes(item, "Adyen")
    with pytest.raises(Refused, match="Ann answered this at 08:00 UTC from web: Adyen"):
        await telling.takes(item, "Stripe", BOB)


async def test_what_may_not_be_handed_on(telling: Telling) -> None:
    (budget,) = await telling.opens(kind=ItemKind.BUDGET, choices=("Go on", "Stop here"))
    with pytest.raises(Refused, match="A budget is its owner's alone"):
        await assign(telling.ports, ANN, budget.id, "Bob")
    (item,) = await telling.opens()
    with pytest.raises(Refused, match="in the inbox of Ann already"):
        await assign(telling.ports, ANN, item.id, "Ann")
    with pytest.raises(Refused, match="nobody called"):
        await assign(telling.ports, ANN, item.id, "Eve")
    with pytest.raises(Refused, match="You have no session 1"):
        await assign(telling.ports, BOB, item.id, "Bob")
    with pytest.raises(Refused, match="does not exist any more"):
        await assign(telling.ports, ANN, type(item.id)("nothing"), "Bob")
    await telling.takes(item, "Adyen")
    with pytest.raises(Refused, match="Ann answered this"):
        await assign(telling.ports, ANN, item.id, "Bob")


async def test_it_can_be_handed_back(telling: Telling) -> None:
    (item,) = await telling.opens()
    await assign(telling.ports, ANN, item.id, "Bob")
    await assign(telling.ports, BOB, item.id, "Ann")
    assert await inbox(telling, ANN) == [item.id]
    assert len(await telling.told()) == 2
    assert await telling.tell_timer(BOB) is None


async def test_a_handed_item_waits_for_quiet_hours_of_its_new_person(telling: Telling) -> None:
    await telling.prefers(BOB, quiet="08:00-09:00")
    (item,) = await telling.opens()
    await assign(telling.ports, ANN, item.id, "Bob")
    assert await telling.told(BOB) == []
    await telling.leaps(3600)
    await telling.leaps(0)
    assert [each.kind for each in await telling.told(BOB)] == ["summary"]


async def test_it_returns_when_the_colleague_may_not_see_it_any_more(telling: Telling) -> None:
    (handed,) = await telling.opens()
    await assign(telling.ports, ANN, handed.id, "Bob")
    await telling.prefers(ladder=("colleague:0:bob",))
    (asked,) = await telling.opens(severity=Severity.NORMAL)
    assert await inbox(telling, BOB) == [handed.id, asked.id]
    await telling.prefers()
    await unshare(telling.ports, ANN, handed.session, "Bob")
    assert await inbox(telling, BOB) == []
    assert handed.id in await inbox(telling, ANN)
    assert "handed_by" not in (await telling.item(handed)).facts
    assert await telling.tell_timer(BOB) is None


@pytest_asyncio.fixture
async def crowd(postgres_url: str, clock: FakeClock, ids: FakeIds) -> AsyncIterator[Telling]:
    """Ann and Bob, each with a session, on PostgreSQL."""
    store = open_store(postgres_url, clock)
    scene = Telling(store, clock, ids)
    await scene.meet(ANN, BOB)
    await scene.starts("a")
    await scene.starts("b", BOB)
    yield scene
    await store.close()


@pytest.mark.postgres
async def test_who_hand_to_each_other_at_once_do_not_wait_for_ever(crowd: Telling) -> None:
    anns = await crowd.opens(12, number=1)
    bobs = await crowd.opens(12, number=2, owner=BOB)

    async def over(item: Item, person: PersonId, name: str) -> None:
        await assign(crowd.ports, person, item.id, name)

    async with asyncio.timeout(20):
        await asyncio.gather(
            *(over(each, ANN, "Bob") for each in anns),
            *(over(each, BOB, "Ann") for each in bobs),
        )
    assert sorted(await inbox(crowd, ANN)) == sorted(each.id for each in bobs)
    assert sorted(await inbox(crowd, BOB)) == sorted(each.id for each in anns)


@pytest.mark.postgres
async def test_snoozing_and_handing_back_at_once_do_not_wait_for_ever(crowd: Telling) -> None:
    items = await crowd.opens(12, number=2, owner=BOB)
    for item in items:
        await assign(crowd.ports, BOB, item.id, "Ann")
    back, kept = items[:6], items[6:]
    async with asyncio.timeout(20):
        await asyncio.gather(
            *(assign(crowd.ports, ANN, each.id, "Bob") for each in back),
            *(snooze(crowd.ports, ANN, each.id, "1h") for each in kept),
        )
    assert sorted(await inbox(crowd, BOB)) == sorted(each.id for each in back)
    assert sorted(await inbox(crowd, ANN)) == sorted(each.id for each in kept)


@pytest.mark.postgres
async def test_one_of_many_answers_at_once_wins(crowd: Telling) -> None:
    (item,) = await crowd.opens(number=1)
    await crowd.store.run(lambda tx: tx.sessions.share(item.session, BOB))

    async def take(person: PersonId, text: str) -> str:
        try:
            await crowd.takes(item, text, person)
        except Refused as refused:
            return str(refused)
        return ""

    told = await asyncio.gather(
        *(take(each, f"{each} {n}") for n in range(6) for each in (ANN, BOB))
    )
    assert told.count("") == 1
    assert all("answered this at" in each for each in told if each)
