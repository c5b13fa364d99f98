"""What did not reach anybody: it is listed, and what is dead can wait again."""

from dataclasses import replace

from service.domain.deliveries import DeliveryState
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, LANE, ann, delivery, lane, phone

WAITING, DEAD = DeliveryState.WAITING, DeliveryState.DEAD


async def fill(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        ann(tx)
        tx.phones.add(phone("phone-1"))
        tx.outbox.add(delivery("1", state=DEAD, settled_at=AT, failure="archived", attempts=3))
        tx.outbox.add(delivery("2", due_at=AT + 600))
        tx.outbox.add(delivery("3", lane=lane("other", "discord"), state=DEAD))
        tx.outbox.add(delivery("4", state=DeliveryState.SENT))
        tx.outbox.add(delivery("0", lane=lane("far", "slacker"), state=DEAD))

    await store.run(work)


async def names(store: AnyStore, state: DeliveryState, channel: str = "", limit: int = 9) -> str:
    found = await store.read(
        lambda reads: reads.undelivered(state, channel=channel, limit=limit),
    )
    return "".join(each.id for each in found)


async def test_what_waits_and_what_is_dead_is_listed_the_oldest_first(store: AnyStore) -> None:
    await fill(store)
    assert await names(store, DEAD) == "013"
    assert await names(store, DEAD, limit=2) == "01"
    assert await names(store, DEAD, "slack") == "1", "not the channel whose name begins like it"
    assert await names(store, DEAD, "phone") == ""
    assert await names(store, WAITING) == "2"


async def test_what_is_dead_waits_again_at_its_place(store: AnyStore) -> None:
    await fill(store)

    def work(tx: Tx) -> tuple[bool, bool]:
        dead = tx.outbox.get(delivery("1").id)
        assert dead is not None
        again = replace(
            dead, state=WAITING, attempts=0, due_at=AT, settled_at=None, facts={"more": 1}
        )
        return tx.outbox.revive(again), tx.outbox.revive(again)

    assert (await store.run(work))[0] == (True, False), "it is not dead any more"

    def after(tx: Tx) -> tuple[list[str], list[str]]:
        claimed = tx.outbox.claim("us", ["slack"], AT, AT + 60, 9)
        return list(claimed), [each.id for each in tx.outbox.waiting(LANE, 9)]

    claimed, waiting = (await store.run(after))[0]
    assert claimed == [LANE], "though what waits behind it is not due"
    assert waiting == ["1", "2"]
    kept = (await store.read(lambda reads: reads.undelivered(WAITING)))[0]
    assert (kept.attempts, kept.settled_at, kept.facts) == (0, None, {"more": 1})
    assert kept.person_id == ANN


async def test_reviving_does_not_take_a_lane_from_its_holder(store: AnyStore) -> None:
    await fill(store)

    def work(tx: Tx) -> tuple[list[str], bool]:
        tx.outbox.claim("us", ["slack"], AT + 600, AT + 660, 9)
        dead = tx.outbox.get(delivery("1").id)
        assert dead is not None
        tx.outbox.revive(replace(dead, state=WAITING, due_at=AT + 601))
        others = tx.outbox.claim("them", ["slack"], AT + 602, AT + 660, 9)
        return list(others), tx.outbox.keep(LANE, "us", AT + 700)

    assert (await store.run(work))[0] == ([], True)
    await store.run(lambda tx: tx.outbox.release(LANE, "us"))
    found, _ = await store.run(lambda tx: tx.outbox.claim("them", ["slack"], AT + 602, AT + 660, 9))
    assert list(found) == [LANE]
