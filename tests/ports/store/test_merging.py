"""Two persons become one."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from service.domain.budgets import Usage
from service.domain.deliveries import DeliveryState
from service.domain.ids import ItemId, PersonId, PhoneId, SessionNumber
from service.domain.items import ItemState
from service.domain.persons import Identity, LinkCode
from service.domain.preferences import Preferences
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.store import Store, Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, CAT, delivery, item, person, phone, session

SLACK, DISCORD, WEB = (
    Identity("slack", "T", "b"),
    Identity("discord", "G", "b"),
    Identity("web", "local", "a"),
)
HERE, THERE = ThreadKey("slack", "T", "C", "1"), ThreadKey("slack", "T", "C", "2")


def people(tx: Tx) -> None:
    for each in (ANN, BOB, CAT):
        tx.persons.add(person(each))
    tx.persons.link(WEB, ANN)
    tx.persons.link(SLACK, BOB)
    tx.persons.link(DISCORD, BOB)


def merge(tx: Tx) -> None:
    """Bob becomes Ann."""
    for each in (ANN, BOB):
        tx.persons.lock(each)
    tx.persons.merge(BOB, ANN)


async def merged(store: Store, *work: Any) -> None:
    for each in (people, *work, merge):
        await store.run(each)


async def test_who_asks_for_the_old_one_gets_the_new_one(store: AnyStore) -> None:
    await merged(store)
    ann = person(ANN)
    for identity in (WEB, SLACK, DISCORD):
        assert await store.read(lambda reads, one=identity: reads.person_by_identity(one)) == ann  # type: ignore[misc]
    assert len(await store.read(lambda reads: reads.identities(ANN))) == 3
    assert await store.read(lambda reads: reads.identities(BOB)) == []
    assert await store.read(lambda reads: reads.person(BOB)) == ann
    assert (await store.run(lambda tx: tx.persons.lock(BOB)))[0] == ann
    assert await store.read(lambda reads: reads.persons()) == [ann, person(CAT)]
    assert (await store.run(lambda tx: tx.persons.names()))[0] == ["Ann", "Cat"]
    await store.run(lambda tx: tx.persons.merge(ANN, CAT))
    assert await store.read(lambda reads: reads.person(BOB)) == person(CAT)


async def test_a_code_of_the_old_one_is_the_new_ones(store: AnyStore) -> None:
    await merged(store, lambda tx: tx.persons.add_code(LinkCode("code", BOB, AT)))
    assert (await store.run(lambda tx: tx.persons.take_code("code", AT - 1)))[0] == ANN


async def test_sessions_move_and_wait_behind_those_of_the_new_one(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        for owner, rank in ((ANN, 3.0), (ANN, 5.0), (BOB, -2.0), (BOB, 4.0)):
            tx.sessions.open(session(f"{owner} {rank}", owner, queue_rank=rank))
        tx.sessions.open(session("his", BOB, state=State.RUNNING))
        tx.sessions.open(session("hers", CAT, queue_rank=1.0))

    await merged(store, work)
    queue, _ = await store.run(lambda tx: tx.sessions.queue(ANN))
    assert [number for number, _ in queue] == [1, 2, 3, 4]
    ranks = [rank for _, rank in queue]
    assert ranks == sorted(set(ranks))
    assert (await store.run(lambda tx: tx.sessions.slots(ANN)))[0].held == 1
    assert (await store.run(lambda tx: tx.sessions.queue(BOB)))[0] == []
    assert (await store.run(lambda tx: tx.sessions.queue(CAT)))[0] == [(6, 1.0)]


@pytest.mark.parametrize("owner", [ANN, BOB])
async def test_a_queue_alone_stays_in_its_order(store: AnyStore, owner: PersonId) -> None:
    def work(tx: Tx) -> None:
        for rank in (7.0, 3.0):
            tx.sessions.open(session(str(rank), owner, queue_rank=rank))

    await merged(store, work)
    assert (await store.run(lambda tx: tx.sessions.queue(ANN)))[0] == [(2, 3.0), (1, 7.0)]


async def test_nobody_collaborates_twice_or_in_their_own(store: AnyStore) -> None:
    anns, bobs, both, his = (SessionNumber(number) for number in (1, 2, 3, 4))

    def work(tx: Tx) -> None:
        for thread, owner in (("1", ANN), ("2", BOB), ("3", CAT), ("4", CAT)):
            tx.sessions.open(session(thread, owner))
        for number, who in (
            (anns, BOB),
            (bobs, ANN),
            (bobs, CAT),
            (both, ANN),
            (both, BOB),
            (his, BOB),
        ):
            tx.sessions.share(number, who)

    await merged(store, work)
    shared = {}
    for number in (anns, bobs, both, his):
        shared[number], _ = await store.run(lambda tx, n=number: tx.sessions.collaborators(n))  # type: ignore[misc]
    assert shared == {anns: [], bobs: [CAT], both: [ANN], his: [ANN]}


async def test_items_move_and_ladders_name_the_new_one(store: AnyStore) -> None:
    ladder, renamed = ("dm:0", "colleague:60:bob"), ("dm:0", "colleague:60:ann")

    def work(tx: Tx) -> None:
        one = tx.sessions.open(session("1", BOB)).number
        tx.items.add(item("his", one, BOB, tell_at=AT))
        tx.items.add(item("over", one, BOB, state=ItemState.RESOLVED, resolved_at=AT))
        tx.items.add(item("asked", one, CAT, colleague_id=BOB, ladder=ladder))
        tx.preferences.save(Preferences(CAT, ladder=ladder, important=("phone:0", *ladder[1:])))
        tx.preferences.save(Preferences(BOB, zone="Europe/Rome"))
        tx.preferences.save(Preferences(ANN, zone="Europe/Oslo"))

    await merged(store, work)
    inbox = await store.read(lambda reads: reads.inbox(ANN))
    assert [each.id for each in inbox] == ["asked", "his"]
    assert inbox[0].ladder == renamed
    assert [each.id for each in await store.read(lambda reads: reads.settled(ANN))] == ["over"]
    assert (await store.run(lambda tx: tx.items.next_tell(ANN)))[0] == AT
    cat = await store.read(lambda reads: reads.preferences(CAT))
    assert (cat.ladder, cat.important) == (renamed, ("phone:0", renamed[1]))
    assert (await store.read(lambda reads: reads.preferences(ANN))).zone == "Europe/Oslo"
    assert await store.read(lambda reads: reads.preferences(BOB)) == Preferences(BOB)


async def test_what_was_spent_adds_up(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.persons.charge(ANN, "2027-01-15", Usage(1, 2, 0.5, 4.0))
        tx.persons.charge(BOB, "2027-01-15", Usage(1, 2, 0.25, 4.0))
        tx.persons.charge(BOB, "2027-01-16", Usage(3, 0, 1.0, 0.0))
        tx.persons.grant(BOB, "2027-01-16")

    await merged(store, work)
    spent = [
        await store.read(lambda reads, w=who, d=day: reads.spent(w, f"2027-01-{d}"))  # type: ignore[misc]
        for who in (ANN, BOB)
        for day in (15, 16)
    ]
    assert spent == [
        (Usage(2, 4, 0.75, 8.0), 0),
        (Usage(3, 0, 1.0, 0.0), 1),
        (Usage(), 0),
        (Usage(), 0),
    ]


async def test_phones_places_and_what_waits_move(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.phones.add(phone("phone", BOB))
        tx.surfaces.used(ANN, HERE, AT + 5)
        tx.surfaces.used(BOB, HERE, AT + 1)
        tx.surfaces.used(BOB, THERE, AT + 9)
        tx.outbox.add(delivery("waits", BOB, item=ItemId("a")))
        tx.outbox.add(delivery("went", BOB, state=DeliveryState.SENT))

    await merged(store, work)
    assert await store.read(lambda reads: reads.phones(ANN)) == [phone("phone", ANN)]
    assert (await store.run(lambda tx: tx.phones.get(PhoneId("phone"))))[0] == phone("phone", ANN)
    assert await store.read(lambda reads: reads.used_at(ANN, HERE)) == AT + 5
    assert (await store.run(lambda tx: tx.surfaces.last(ANN)))[0] == (THERE, AT + 9)
    assert (await store.run(lambda tx: tx.surfaces.last(BOB)))[0] is None
    told = await store.read(lambda reads: reads.deliveries(person=ANN))
    assert told == [replace(delivery("waits"), item=ItemId("a"))]


async def test_of_many_at_once_each_finds_a_name_of_its_own(store: AnyStore) -> None:
    def add(tx: Tx, index: int) -> None:
        taken = tx.persons.names()
        tx.persons.add(person(PersonId(f"p{index}"), name=f"Bob {len(taken)}"))

    await asyncio.gather(*(store.run(lambda tx, i=index: add(tx, i)) for index in range(8)))  # type: ignore[misc]
    names = {each.name for each in await store.read(lambda reads: reads.persons())}
    assert names == {f"Bob {index}" for index in range(8)}
