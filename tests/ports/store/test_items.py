from dataclasses import fields, replace
from typing import Any

from service.domain.ids import ItemId, PersonId, TurnId
from service.domain.items import AlertOutcome, Item, ItemKind, ItemState, Reason
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, ann_and_a_session, item, person, session


def resolved(row: Item, by: PersonId, answer: str = "the first") -> Item:
    return item(
        row.id,
        row.session,
        row.owner_id,
        state=ItemState.RESOLVED,
        answer=answer,
        resolved_at=AT + 5,
        resolved_by=by,
        resolved_from="web",
    )


async def test_an_item_reads_back_as_written(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    full = Item(
        ItemId("full"),
        number,
        ANN,
        ItemKind.ALERT,
        "Saving failed. What now?",
        AT + 1,
        Reason.CAPTURE_FAILED,
        2,
        ("Try again", "Leave the files 🍎"),
        "Try again",
        True,
        "call-1",
        TurnId("turn"),
        {"attempts": 3, "why": "disk full"},
        ("dm:0", "colleague:600:bob"),
        AT + 3,
        1,
        AT + 4,
        2,
        AT + 5,
        AT + 6,
        BOB,
        ItemState.RESOLVED,
        "Try again",
        AT + 2,
        BOB,
        "slack",
        AlertOutcome.ACTED,
    )
    assert len(fields(Item)) == 28
    plain = item("plain", number)

    def work(tx: Tx) -> None:
        tx.items.add(full)
        tx.items.add(plain)

    await store.run(work)
    assert await store.read(lambda reads: reads.item(ItemId("full"))) == full
    assert (await store.run(lambda tx: tx.items.get(ItemId("plain"))))[0] == plain
    assert await store.read(lambda reads: reads.item(ItemId("none"))) is None


async def test_the_first_resolution_wins(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    row = item("one", number, ask="Which one?")
    await store.run(lambda tx: tx.items.add(row))
    first, second = resolved(row, ANN), resolved(row, BOB, "the other")
    assert (await store.run(lambda tx: tx.items.resolve(first)))[0] is True
    assert (await store.run(lambda tx: tx.items.resolve(second)))[0] is False
    assert await store.read(lambda reads: reads.item(ItemId("one"))) == first
    missing = resolved(item("none", number), ANN)
    assert (await store.run(lambda tx: tx.items.resolve(missing)))[0] is False


async def test_a_resolution_writes_nothing_else(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    row = item("one", number, ask="Which one?")
    await store.run(lambda tx: tx.items.add(row))
    other = item("one", number, BOB, ask="Something else?", state=ItemState.WITHDRAWN)
    await store.run(lambda tx: tx.items.resolve(other))
    kept = await store.read(lambda reads: reads.item(ItemId("one")))
    assert kept == item("one", number, ask="Which one?", state=ItemState.WITHDRAWN)


async def test_a_forgotten_answer_leaves_who_resolved_the_item(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)

    def work(tx: Tx) -> None:
        for name in ("one", "two"):
            tx.items.add(item(name, number))
            tx.items.resolve(resolved(item(name, number), BOB))
        tx.items.forget_answer(ItemId("one"))

    await store.run(work)
    rows = await store.read(lambda reads: reads.items(open_only=False))
    kept = {str(each.id): each for each in rows}
    assert kept["one"] == resolved(item("one", number), BOB, "")
    assert kept["two"] == resolved(item("two", number), BOB)


async def test_open_items_are_listed_where_they_are_looked_for(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)

    def work(tx: Tx) -> list[str]:
        tx.persons.add(person(BOB))
        his = tx.sessions.open(session("his", BOB)).number
        for row in (
            item("late", number, opened_at=AT + 2),
            item("early", number, opened_at=AT + 1),
            item("grave", number, opened_at=AT + 9, severity=2),
            item("done", number, state=ItemState.RESOLVED),
            item("his", his, BOB),
        ):
            tx.items.add(row)
        return [each.id for each in tx.items.open_of(number)]

    assert (await store.run(work))[0] == ["early", "late", "grave"]

    async def listed(**which: Any) -> list[str]:
        rows = await store.read(lambda reads: reads.items(**which))
        return [each.id for each in rows]

    assert await listed(owner=ANN) == ["grave", "early", "late"]
    assert await listed(owner=BOB) == ["his"]
    assert await listed(session=number) == ["grave", "early", "late"]
    assert await listed(owner=BOB, session=number) == []
    assert await listed() == ["grave", "his", "early", "late"]
    assert await listed(owner=ANN, open_only=False) == ["grave", "done", "early", "late"]
    assert await listed(session=number, open_only=False) == ["grave", "done", "early", "late"]
    assert await listed(open_only=False) == ["grave", "done", "his", "early", "late"]


async def test_alerts_of_everybody_are_found_by_when_they_opened(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        number = ann_and_a_session(tx)
        tx.persons.add(person(BOB))
        alert = {"kind": ItemKind.ALERT, "reason": Reason.STUCK}
        tx.items.add(item("old", number, opened_at=AT - 1, **alert))
        tx.items.add(item("later", number, BOB, opened_at=AT + 2, **alert))
        tx.items.add(item("over", number, opened_at=AT + 1, **alert))
        tx.items.add(item("question", number, opened_at=AT + 1))
        over = replace(resolved(item("over", number), ANN), outcome=AlertOutcome.ACTED)
        assert tx.items.resolve(over)

    await store.run(work)
    found = await store.read(lambda reads: reads.alerts(AT))
    assert [(each.id, each.outcome) for each in found] == [
        ("over", AlertOutcome.ACTED),
        ("later", AlertOutcome.NONE),
    ]
