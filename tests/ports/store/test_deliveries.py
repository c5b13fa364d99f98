"""Deliveries: what is kept of them and how they are found."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from service.domain.ids import DeliveryId, ItemId
from service.ports.attention import Outbox
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, ann, delivery, person

T = TypeVar("T")
SENT, DEAD, WITHDRAWN = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.WITHDRAWN


async def do(store: AnyStore, work: Callable[[Outbox], T]) -> T:
    result, _ = await store.run(lambda tx: work(tx.outbox))
    return result


async def add(store: AnyStore, *rows: Delivery) -> None:
    def work(tx: Tx) -> None:
        for row in rows:
            tx.outbox.add(row)

    await store.run(work)


async def settle(store: AnyStore, row: Delivery, state: DeliveryState = SENT, **more: Any) -> bool:
    return await do(store, lambda outbox: outbox.settle(replace(row, state=state, **more)))


async def test_a_delivery_reads_back_as_written(store: AnyStore) -> None:
    await store.run(ann)
    full = Delivery(
        DeliveryId("full"),
        "slack:T1:C1:1%3A2",
        ANN,
        DeliveryKind.DIGEST,
        AT,
        AT + 1,
        {"items": ["a", "b"], "count": 2, "ask": "Straße 🍎"},
        3,
        ItemId("a"),
        False,
        AT + 1.5,
        SENT,
        4,
        AT + 2,
        "1800000000.000100",
        "it was slow",
    )
    assert len(fields(Delivery)) == 16
    plain = delivery("plain")
    await add(store, full, plain)
    assert await store.read(lambda reads: reads.deliveries()) == [full, plain]


async def test_a_delivery_is_settled_once(store: AnyStore) -> None:
    await store.run(ann)
    row = delivery("1", facts={"items": ["a"]})
    await add(store, row)
    outcome: dict[str, Any] = {
        "attempts": 2,
        "settled_at": AT + 1,
        "receipt": "ts",
        "failure": "slow",
    }
    changed: dict[str, Any] = {
        "kind": DeliveryKind.SUMMARY,
        "person_id": BOB,
        "facts": {},
        "loud": False,
    }
    assert await settle(store, replace(row, **changed), **outcome) is True
    assert await settle(store, row, DEAD) is False
    assert await settle(store, delivery("none")) is False
    kept = await store.read(lambda reads: reads.deliveries())
    assert kept == [replace(row, state=SENT, **outcome)]


async def test_what_made_a_sound_is_counted(store: AnyStore) -> None:
    def work(tx: Tx) -> Sequence[float]:
        tx.persons.add(person(ANN))
        tx.persons.add(person(BOB))
        for row in (
            delivery("late", created_at=AT + 9),
            delivery("early", created_at=AT + 1, state=SENT),
            delivery("before", created_at=AT),
            delivery("silent", created_at=AT + 2, loud=False),
            delivery("lost", created_at=AT + 3, state=DEAD),
            delivery("pointless", created_at=AT + 4, state=WITHDRAWN),
            delivery("his", BOB, created_at=AT + 5),
        ):
            tx.outbox.add(row)
        return tx.outbox.loud_since(ANN, AT)

    assert (await store.run(work))[0] == [AT + 1, AT + 9]


async def test_deliveries_are_read_on_from_where_one_was(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.persons.add(person(ANN))
        tx.persons.add(person(BOB))
        for name in "123456":
            about = ItemId("even" if name in "246" else "odd")
            tx.outbox.add(delivery(name, BOB if name == "5" else ANN, item=about, state=SENT))

    await store.run(work)

    async def names(**which: Any) -> str:
        rows = await store.read(lambda reads: reads.deliveries(**which))
        return "".join(row.id for row in rows)

    assert await names(person=ANN) == "12346"
    assert await names(person=ANN, limit=2) == "46"
    assert await names(person=ANN, after=DeliveryId("2"), limit=2) == "34"
    assert await names(person=ANN, after=DeliveryId("6")) == ""
    assert await names(item=ItemId("odd")) == "135"
    assert await names(item=ItemId("odd"), person=ANN, after=DeliveryId("1")) == "3"
    assert await names(limit=3) == "456"
