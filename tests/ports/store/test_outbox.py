"""The lanes of the outbox: who may send what, in which order, and when."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from service.domain.deliveries import Delivery, DeliveryState, phone_lane
from service.domain.ids import ItemId, PhoneId
from service.ports.attention import Outbox
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import AT, LANE, ann, delivery, lane, phone

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


async def claim(
    store: AnyStore,
    holder: str = "us",
    now: float = AT,
    limit: int = 9,
    channels: Collection[str] = ("phone", "slack"),
) -> list[str]:
    """Claim lanes and return the last parts of their names."""
    found = await do(store, lambda outbox: outbox.claim(holder, channels, now, now + 60, limit))
    return [each.rpartition(":")[2] for each in found]


async def release(store: AnyStore, name: str = "lane", holder: str = "us") -> None:
    await do(store, lambda outbox: outbox.release(lane(name), holder))


async def waiting(store: AnyStore, limit: int = 9) -> list[str]:
    return [row.id for row in await do(store, lambda outbox: outbox.waiting(LANE, limit))]


async def settle(store: AnyStore, row: Delivery, state: DeliveryState = SENT, **more: Any) -> bool:
    return await do(store, lambda outbox: outbox.settle(replace(row, state=state, **more)))


async def test_only_what_waits_makes_a_lane_due(store: AnyStore) -> None:
    await store.run(ann)
    rows = [delivery(state, lane=lane(state), state=state) for state in DeliveryState]
    await add(store, *rows)
    assert await claim(store) == [DeliveryState.WAITING]


async def test_a_lane_has_one_holder_until_it_is_given_back(store: AnyStore) -> None:
    await store.run(ann)
    await add(store, delivery("one"))
    assert await claim(store, "us") == ["lane"]
    assert await claim(store, "us") == []
    assert await claim(store, "them", AT + 60) == [], "the claim holds to its last moment"
    await release(store, holder="them")
    assert await claim(store, "them", AT + 1) == [], "only its holder gives it back"
    await release(store)
    assert await claim(store, "them", AT + 1) == ["lane"]


async def test_a_claim_that_ran_out_is_anybodys(store: AnyStore) -> None:
    await store.run(ann)
    await add(store, delivery("one"))
    await claim(store, "us")
    assert await do(store, lambda outbox: outbox.keep(LANE, "us", AT + 90)) is True
    assert await claim(store, "them", AT + 80) == []
    assert await claim(store, "them", AT + 91) == ["lane"]
    assert await do(store, lambda outbox: outbox.keep(LANE, "us", AT + 200)) is False
    await release(store, holder="us")
    assert await claim(store, "us", AT + 100) == [], "it is theirs now"
    assert await do(store, lambda outbox: outbox.keep(lane("none"), "us", AT + 90)) is False


async def test_the_longest_due_lanes_come_first(store: AnyStore) -> None:
    await store.run(ann)
    due = {"c": AT - 1, "a": AT - 3, "later": AT + 1, "b": AT - 2}
    await add(store, *(delivery(name, lane=lane(name), due_at=at) for name, at in due.items()))
    assert await claim(store, limit=2) == ["a", "b"]
    assert await claim(store, limit=2) == ["c"]
    assert await claim(store, now=AT + 1) == ["later"]


async def test_a_lane_goes_out_in_order(store: AnyStore) -> None:
    await store.run(ann)
    first, second, third = (delivery(name) for name in ("1", "2", "3"))
    await add(store, second, third, first, delivery("0", lane=lane("other")))
    assert await waiting(store) == ["1", "2", "3"]
    assert await waiting(store, limit=2) == ["1", "2"]
    await claim(store)
    assert await settle(store, first, settled_at=AT, receipt="ts")
    assert await waiting(store) == ["2", "3"]
    await release(store)
    assert await claim(store) == ["lane"]


async def test_the_first_that_waits_holds_back_the_others(store: AnyStore) -> None:
    await store.run(ann)
    first = delivery("1")
    await add(store, first, delivery("2"))
    await claim(store)
    assert await settle(store, first, DeliveryState.WAITING, attempts=1, due_at=AT + 30)
    await release(store)
    await add(store, delivery("3"))
    assert await claim(store, now=AT + 29) == []
    assert await claim(store, now=AT + 30) == ["lane"]
    kept = (await do(store, lambda outbox: outbox.waiting(LANE, 1)))[0]
    assert (kept.attempts, kept.due_at) == (1, AT + 30)


async def test_an_empty_lane_is_not_claimed_again(store: AnyStore) -> None:
    await store.run(ann)
    await add(store, delivery("1"))
    await claim(store)
    await settle(store, delivery("1"))
    await release(store)
    assert await claim(store, now=AT + 999) == []
    await add(store, delivery("2"))
    assert await claim(store, now=AT) == ["lane"]


async def test_what_is_added_to_a_held_lane_is_due_when_it_is_given_back(store: AnyStore) -> None:
    await store.run(ann)
    await add(store, delivery("1"))
    await claim(store)
    await settle(store, delivery("1"))
    await add(store, delivery("2", due_at=AT + 5))
    assert await claim(store, "them", AT + 5) == []
    await release(store)
    assert await claim(store, "them", AT + 4) == []
    assert await claim(store, "them", AT + 5) == ["lane"]


async def test_what_is_withdrawn_while_it_is_sent_stays_withdrawn(store: AnyStore) -> None:
    await store.run(ann)
    mine, other = delivery("1", item=ItemId("a")), delivery("2", item=ItemId("b"))
    sent = delivery("0", item=ItemId("a"), state=SENT)
    await add(store, sent, mine, other)
    await claim(store)
    await do(store, lambda outbox: outbox.withdraw(ItemId("a"), AT + 5))
    assert await settle(store, mine) is False
    assert await waiting(store) == ["2"]
    kept = await store.read(lambda reads: reads.deliveries(item=ItemId("a")))
    assert kept == [sent, replace(mine, state=WITHDRAWN, settled_at=AT + 5)]
    assert await claim(store, "them", AT + 1) == [], "it is still held"
    await release(store)
    assert await claim(store, "them", AT + 1) == ["lane"]


async def test_what_somebody_began_to_send_is_not_withdrawn(store: AnyStore) -> None:
    await store.run(ann)
    begun, waits = delivery("1", item=ItemId("a")), delivery("2", item=ItemId("a"))
    await add(store, begun, waits)
    await do(store, lambda outbox: outbox.begin(begun.id, AT + 1))
    await do(store, lambda outbox: outbox.withdraw(ItemId("a"), AT + 5))
    assert await waiting(store) == ["1"]
    await do(store, lambda outbox: outbox.begin(begun.id, None))
    await do(store, lambda outbox: outbox.withdraw(ItemId("a"), AT + 6))
    assert await waiting(store) == []


async def test_what_was_withdrawn_may_stand_there_after_all(store: AnyStore) -> None:
    await store.run(ann)
    late, dead = delivery("1", item=ItemId("a")), delivery("2", state=DEAD)
    await add(store, late, dead)
    await do(store, lambda outbox: outbox.withdraw(ItemId("a"), AT + 5))
    for each in (late, dead):
        await do(store, lambda outbox, each=each: outbox.stands(each.id, "m1"))  # type: ignore[misc]
    kept = await store.read(lambda reads: reads.deliveries())
    assert [(each.state, each.receipt) for each in kept] == [(SENT, "m1"), (DEAD, "")]


async def test_who_withdraws_the_first_lets_the_others_go(store: AnyStore) -> None:
    await store.run(ann)
    slow = delivery("1", item=ItemId("a"), due_at=AT + 300)
    alone = delivery("3", item=ItemId("a"), lane=lane("alone"), due_at=AT + 300)
    await add(store, slow, delivery("2"), alone)
    assert await claim(store) == []
    await do(store, lambda outbox: outbox.withdraw(ItemId("a"), AT))
    assert await claim(store, now=AT + 300) == ["lane"]


async def test_lanes_are_claimed_by_channel(store: AnyStore) -> None:
    await store.run(ann)
    phone_first, slack, discord = phone_lane(PhoneId("a")), lane("b"), lane("c", "discord")
    for index, each in enumerate((phone_first, slack, discord, lane("d"))):
        await add(store, delivery(str(index), lane=each, due_at=AT - 9 + index))
    assert await claim(store, channels=()) == []
    assert await claim(store, channels=("discord", "none")) == ["c"]
    assert await claim(store, limit=2) == ["a", "b"], "the longest due of all channels"
    assert await claim(store) == ["d"]


async def test_a_send_that_began_is_known_until_it_is_known_to_have_failed(store: AnyStore) -> None:
    await store.run(ann)
    row = delivery("1")
    await add(store, row)

    async def begun_at() -> float | None:
        return (await do(store, lambda outbox: outbox.waiting(LANE, 1)))[0].begun_at

    assert await begun_at() is None
    await do(store, lambda outbox: outbox.begin(row.id, AT + 1))
    assert await settle(store, row, DeliveryState.WAITING, attempts=1)
    assert await begun_at() == AT + 1, "who settles it says nothing about that"
    await do(store, lambda outbox: outbox.begin(row.id, None))
    assert await begun_at() is None


async def test_a_delivery_is_found_by_what_the_platform_calls_it(store: AnyStore) -> None:
    await store.run(ann)
    rows = [
        delivery("1", state=SENT, receipt="ts-1"),
        delivery("2", state=SENT, receipt="ts-2"),
        delivery("3", state=SENT, receipt="ts-1", lane=lane("other")),
        delivery("4"),
    ]
    await add(store, *rows)
    for row in rows[:3]:
        found = await do(store, lambda outbox, r=row: outbox.by_receipt(r.lane, r.receipt))  # type: ignore[misc]
        assert found == row
        read = await store.read(lambda reads, r=row: reads.delivery_by_receipt(r.lane, r.receipt))  # type: ignore[misc]
        assert read == row
    assert await do(store, lambda outbox: outbox.by_receipt(LANE, "ts-3")) is None
    assert await do(store, lambda outbox: outbox.by_receipt(LANE, "")) is None


@pytest.mark.parametrize("held", [False, True])
async def test_a_phone_takes_its_waiting_deliveries_along(store: AnyStore, held: bool) -> None:
    its = phone_lane(PhoneId("phone"))
    row = delivery("1", lane=its)

    def work(tx: Tx) -> None:
        ann(tx)
        tx.phones.add(phone("phone"))
        tx.outbox.add(row)
        tx.outbox.add(delivery("0", lane=its, state=SENT))
        tx.outbox.add(delivery("2"))

    await store.run(work)
    if held:
        assert sorted(await claim(store)) == ["lane", "phone"]
        await release(store)
    await store.run(lambda tx: tx.phones.remove(PhoneId("phone")))
    assert await settle(store, row) is False
    await do(store, lambda outbox: outbox.release(its, "us"))
    assert await claim(store, now=AT + 999) == ["lane"]
    states = {row.id: row.state for row in await store.read(lambda reads: reads.deliveries())}
    assert states == {"0": SENT, "1": WITHDRAWN, "2": DeliveryState.WAITING}
