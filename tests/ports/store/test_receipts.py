from dataclasses import replace

import pytest

from service.domain.errors import Bug
from service.domain.ids import SessionNumber
from service.domain.receipts import PENDING, Fate, Receipt
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import AT, ann_and_a_session, receipt, session

FATES = (Fate.READ, Fate.NEXT, Fate.QUEUED, Fate.KEPT, Fate.ANSWERED, Fate.NEXT)


async def with_receipts(store: AnyStore) -> SessionNumber:
    """Two sessions with six receipts each; return the first one's number."""

    def work(tx: Tx) -> SessionNumber:
        number = ann_and_a_session(tx)
        other = tx.sessions.open(session("other")).number
        for each in (number, other):
            for seq, fate in enumerate(FATES, start=1):
                tx.receipts.add(receipt(f"{each}-{seq}", each, seq, fate))
        return number

    return (await store.run(work))[0]


async def fates(store: AnyStore, number: SessionNumber) -> list[Fate]:
    return [each.fate for each in await store.read(lambda reads: reads.receipts(number))]


async def test_a_receipt_reads_back_as_written(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    key = "slack\x1fT1\x1fC1\x1f17.5"
    message = receipt(key, number, 4, Fate.KEPT)
    command = Receipt("command", None, None, Fate.COMMAND, AT, "Nothing runs.")

    def work(tx: Tx) -> list[Receipt | None]:
        tx.receipts.add(message)
        tx.receipts.add(command)
        return [tx.receipts.get(each) for each in (key, "command", "slack\x1fT1")]

    assert (await store.run(work))[0] == [message, command, None]
    assert await store.read(lambda reads: reads.receipts(number)) == [message]


async def test_a_key_is_used_once(store: AnyStore) -> None:
    number = await with_receipts(store)
    with pytest.raises(Bug, match="database refused"):
        await store.run(lambda tx: tx.receipts.add(receipt(f"{number}-1", number, 9)))


async def test_settling_up_to_an_event(store: AnyStore) -> None:
    number = await with_receipts(store)
    await store.run(lambda tx: tx.receipts.settle(number, 5, Fate.CLOSED, PENDING))
    assert await fates(store, number) == [
        Fate.READ,
        Fate.CLOSED,
        Fate.CLOSED,
        Fate.CLOSED,
        Fate.ANSWERED,
        Fate.NEXT,
    ]
    assert await fates(store, SessionNumber(number + 1)) == list(FATES)


async def test_settling_some_fates_only(store: AnyStore) -> None:
    number = await with_receipts(store)
    await store.run(lambda tx: tx.receipts.settle(number, 9, Fate.READ, [Fate.NEXT, Fate.ANSWERED]))
    await store.run(lambda tx: tx.receipts.settle(number, 9, Fate.NEXT, {Fate.QUEUED}))
    await store.run(lambda tx: tx.receipts.settle(number, 9, Fate.CLOSED, ()))
    expected = [Fate.READ, Fate.READ, Fate.NEXT, Fate.KEPT, Fate.READ, Fate.READ]
    assert await fates(store, number) == expected


async def test_settling_one(store: AnyStore) -> None:
    number = await with_receipts(store)
    await store.run(lambda tx: tx.receipts.settle_one(f"{number}-2", Fate.DELETED))
    assert (await fates(store, number))[:3] == [Fate.READ, Fate.DELETED, Fate.QUEUED]
    with pytest.raises(Bug, match="no receipt"):
        await store.run(lambda tx: tx.receipts.settle_one("none", Fate.DELETED))


async def test_receipts_after_an_event(store: AnyStore) -> None:
    number = await with_receipts(store)
    later = await store.read(lambda reads: reads.receipts(number, after=4))
    assert [each.seq for each in later] == [5, 6]


async def test_a_receipt_is_saved_with_where_it_belongs_by_now(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    await store.run(lambda tx: tx.receipts.add(receipt("waits", None, None, Fate.OFFERED)))
    taken = replace(receipt("waits", number, 3, Fate.ANSWERED), reply="Taken", at=AT + 9)
    await store.run(lambda tx: tx.receipts.save(taken))
    found, _ = await store.run(lambda tx: tx.receipts.get("waits"))
    assert found == replace(taken, at=AT)
    with pytest.raises(Bug, match="no receipt 'none'"):
        await store.run(lambda tx: tx.receipts.save(replace(taken, key="none")))
