"""What holds between transactions that meet, from two processes' worth of connections."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import pytest_asyncio

from service.adapters.store.opening import open_store
from service.adapters.store.postgres import PostgresStore
from service.adapters.store.sqlite import SqliteStore
from service.domain.deliveries import Delivery, DeliveryState
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import ItemState
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.reads import Reads
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.ports.store.samples import (
    ANN,
    AT,
    BOB,
    ann,
    ann_and_a_session,
    delivery,
    item,
    lane,
    person,
    receipt,
    session,
)

CAP = 3
Stores = Sequence[SqliteStore | PostgresStore]


@pytest_asyncio.fixture
async def stores(database_url: str, clock: FakeClock) -> AsyncIterator[Stores]:
    """Two stores on one database, as two processes would open them."""
    both = [open_store(database_url, clock) for _ in range(2)]
    yield both
    for each in both:
        await each.close()


async def test_one_of_many_resolutions_wins(stores: Stores) -> None:
    number, _ = await stores[0].run(ann_and_a_session)
    await stores[0].run(lambda tx: tx.items.add(item("one", number)))

    async def answer(index: int) -> bool:
        row = item("one", number, state=ItemState.RESOLVED, answer=str(index), resolved_at=AT)
        won, _ = await stores[index % 2].run(lambda tx: tx.items.resolve(row))
        return won

    won = await asyncio.gather(*(answer(index) for index in range(20)))
    assert sum(won) == 1
    kept = await stores[0].read(lambda reads: reads.item(ItemId("one")))
    assert kept is not None
    assert kept.answer == str(won.index(True))


async def test_a_cap_holds_however_many_arrive(stores: Stores) -> None:
    await stores[0].run(ann)

    def start(thread: str) -> Callable[[Tx], State]:
        def work(tx: Tx) -> State:
            owner = tx.persons.lock(ANN)
            free = tx.sessions.slots(owner.id).held < CAP
            state = State.RUNNING if free else State.QUEUED
            return tx.sessions.open(session(thread, state=state)).state

        return work

    arrivals = [stores[index % 2].run(start(str(index))) for index in range(24)]
    states = [state for state, _ in await asyncio.gather(*arrivals)]
    assert states.count(State.RUNNING) == CAP
    assert (await stores[0].run(lambda tx: tx.sessions.slots(ANN)))[0].held == CAP


async def test_a_stranger_becomes_one_person(stores: Stores) -> None:
    identity = Identity("slack", "T1", "U1")

    def sign_in(name: PersonId) -> Callable[[Tx], PersonId]:
        def work(tx: Tx) -> PersonId:
            known = tx.persons.by_identity(identity)
            if known is not None:
                return known.id
            tx.persons.add(Person(name, "Somebody", False, None, AT))
            tx.persons.link(identity, name)
            return name

        return work

    attempts = [stores[i % 2].run(sign_in(PersonId(f"p{i}"))) for i in range(12)]
    names = {name for name, _ in await asyncio.gather(*attempts)}
    assert len(names) == 1
    assert [each.id for each in await stores[0].read(lambda reads: reads.persons())] == [*names]


async def test_a_message_that_comes_many_times_counts_once(stores: Stores) -> None:
    await stores[0].run(ann)
    await stores[0].run(lambda tx: tx.persons.add(person(BOB)))
    thread = ThreadKey("slack", "T1", "C1", "same")

    def receive(sender: PersonId) -> Callable[[Tx], tuple[Session | None, bool]]:
        def work(tx: Tx) -> tuple[Session | None, bool]:
            known = tx.receipts.get("key")
            if known is not None:
                return tx.sessions.by_thread(thread), False
            opened = tx.sessions.open(session("same", sender, thread=thread))
            tx.receipts.add(receipt("key", opened.number, 1, Fate.NEXT))
            return opened, True

        return work

    arrivals = [stores[i % 2].run(receive((ANN, BOB)[i % 2])) for i in range(12)]
    results = [result for result, _ in await asyncio.gather(*arrivals)]
    assert sum(first for _, first in results) == 1
    assert len({found.number for found, _ in results if found}) == 1


async def test_readers_see_only_what_was_committed(stores: Stores) -> None:
    await stores[0].run(ann)

    def pair(index: int) -> Callable[[Tx], None]:
        def work(tx: Tx) -> None:
            tx.sessions.open(session(f"{index}-left"))
            tx.sessions.open(session(f"{index}-right"))

        return work

    async def counted() -> set[int]:
        seen = set()
        for _ in range(20):
            seen.add(len(await stores[1].read(lambda reads: reads.sessions(ANN))) % 2)
        return seen

    writes = asyncio.gather(*(stores[0].run(pair(index)) for index in range(20)))
    assert await counted() == {0}
    await writes


async def test_a_query_sees_one_state_of_the_database(stores: Stores) -> None:
    await stores[0].run(ann)
    added: list[SessionNumber] = []

    async def add() -> None:
        for index in range(60):
            opened, _ = await stores[0].run(lambda tx: tx.sessions.open(session(str(index))))  # noqa: B023
            added.append(opened.number)

    def twice(reads: Reads) -> tuple[int, int]:
        return len(reads.sessions(ANN)), len(reads.sessions(ANN))

    adding = asyncio.create_task(add())
    while not adding.done():
        first, second = await stores[1].read(twice)
        assert first == second
    assert len(added) == 60


async def test_a_lane_is_claimed_by_one_of_many(stores: Stores) -> None:
    def post(tx: Tx) -> None:
        ann(tx)
        for index in range(40):
            tx.outbox.add(delivery(str(index), lane=lane(str(index))))

    async def claim(index: int) -> Sequence[str]:
        holder, store = f"holder {index}", stores[index % 2]
        found, _ = await store.run(lambda tx: tx.outbox.claim(holder, {"slack"}, AT, AT + 60, 6))
        return found

    await stores[0].run(post)
    taken = [each for lanes in await asyncio.gather(*map(claim, range(12))) for each in lanes]
    rest = await claim(12), await claim(13)
    taken += [each for lanes in rest for each in lanes]
    assert len(taken) == len(set(taken))
    assert set(taken) == {lane(str(index)) for index in range(40)}


async def test_nothing_is_forgotten_in_a_lane_that_is_given_back(stores: Stores) -> None:
    await stores[0].run(ann)
    sent: list[str] = []
    posted = asyncio.Event()

    async def post() -> None:
        for index in range(60):
            await stores[0].run(lambda tx: tx.outbox.add(delivery(f"{index:02}")))  # noqa: B023
        posted.set()

    def send(tx: Tx) -> list[str]:
        settled: list[str] = []
        for each in tx.outbox.claim("us", {"slack"}, AT, AT + 60, 1):
            rows = tx.outbox.waiting(each, 9)
            sent = [replace(row, state=DeliveryState.SENT) for row in rows]
            settled += [row.id for row in sent if tx.outbox.settle(row)]
            tx.outbox.release(each, "us")
        return settled

    posting = asyncio.create_task(post())
    while not posted.is_set():
        sent += (await stores[1].run(send))[0]
    while left := (await stores[1].run(send))[0]:
        sent += left
    await posting
    assert sent == [f"{index:02}" for index in range(60)]


async def test_a_delivery_is_sent_or_withdrawn_never_both(stores: Stores) -> None:
    rows = [delivery(f"{index:02}", item=ItemId(f"item {index}")) for index in range(20)]

    def post(tx: Tx) -> None:
        ann(tx)
        for row in rows:
            tx.outbox.add(row)

    async def settle(row: Delivery) -> bool:
        sent = replace(row, state=DeliveryState.SENT, settled_at=AT)
        return (await stores[0].run(lambda tx: tx.outbox.settle(sent)))[0]

    async def withdraw(row: Delivery) -> None:
        await stores[1].run(lambda tx: tx.outbox.withdraw(row.item or ItemId(""), AT))

    await stores[0].run(post)
    await stores[0].run(lambda tx: tx.outbox.claim("us", {"slack"}, AT, AT + 60, 1))
    races = [work for row in rows for work in (settle(row), withdraw(row))]
    results = await asyncio.gather(*races)
    kept = await stores[0].read(lambda reads: reads.deliveries())
    won = [row.state is DeliveryState.SENT for row in kept]
    assert won == results[::2]
    assert all(row.state in (DeliveryState.SENT, DeliveryState.WITHDRAWN) for row in kept)


async def test_who_is_told_of_an_item_waits_for_who_answers_it(stores: Stores) -> None:
    """Each adds to what the other wrote: neither writes over it."""
    number, _ = await stores[0].run(ann_and_a_session)
    await stores[0].run(lambda tx: tx.items.add(item("one", number, tell_at=AT)))

    def tell(tx: Tx) -> None:
        for row in tx.items.due(ANN, AT, 9):
            tx.items.save(replace(row, told=row.told + 1))

    def rung(tx: Tx) -> None:
        row = tx.items.lock(ItemId("one"))
        assert row is not None
        tx.items.save(replace(row, told=row.told + 1))

    await asyncio.gather(*(stores[i % 2].run((tell, rung)[i // 2 % 2]) for i in range(24)))
    kept = await stores[0].read(lambda reads: reads.item(ItemId("one")))
    assert kept is not None
    assert kept.told == 24
