"""When items are told, what is listed of them, and how and where persons are reached."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

import pytest

from service.domain.errors import Bug
from service.domain.ids import ItemId, PersonId, PhoneId, SessionNumber
from service.domain.items import Item, ItemState, Severity
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.threads import ThreadKey
from service.ports.attention import Items
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import (
    ANN,
    AT,
    BOB,
    CAT,
    ann,
    ann_and_a_session,
    item,
    person,
    phone,
)

T = TypeVar("T")
RESOLVED, GONE = ItemState.RESOLVED, ItemState.WITHDRAWN
HERE, THERE = ThreadKey("slack", "T1", "C1", "1:2"), ThreadKey("web", "local", "inbox", "ann")


async def do(store: AnyStore, work: Callable[[Items], T]) -> T:
    result, _ = await store.run(lambda tx: work(tx.items))
    return result


def names(rows: Sequence[Item]) -> list[str]:
    return [row.id for row in rows]


async def add(store: AnyStore, *rows: Callable[[SessionNumber], Item]) -> None:
    """Add Ann with one session, Bob and Cat, and the items."""

    def work(tx: Tx) -> None:
        number = ann_and_a_session(tx)
        tx.persons.add(person(BOB))
        tx.persons.add(person(CAT))
        for row in rows:
            tx.items.add(row(number))

    await store.run(work)


def made(name: str, owner: PersonId = ANN, /, **row: object) -> Callable[[SessionNumber], Item]:
    return lambda number: item(name, number, owner, **row)


DUE = (
    made("late", tell_at=AT, opened_at=AT - 1),
    made("grave", tell_at=AT - 1, severity=Severity.IMPORTANT),
    made("early", tell_at=AT - 2, opened_at=AT - 9),
    made("light", tell_at=AT - 3, severity=Severity.INFORMATIVE),
    made("later", tell_at=AT + 5, severity=Severity.IMPORTANT),
    made("never"),
    made("over", tell_at=AT - 3, state=RESOLVED),
    made("his", BOB, tell_at=AT - 3),
)


async def test_the_most_severe_and_then_the_oldest_are_due_first(store: AnyStore) -> None:
    await add(store, *DUE)
    assert names(await do(store, lambda items: items.due(ANN, AT, 9))) == [
        "grave",
        "early",
        "late",
        "light",
    ]
    assert names(await do(store, lambda items: items.due(ANN, AT, 2))) == ["grave", "early"]
    assert names(await do(store, lambda items: items.due(ANN, AT + 5, 2))) == ["grave", "later"]
    assert names(await do(store, lambda items: items.due(CAT, AT, 9))) == []


async def test_what_is_held_back_is_due_later(store: AnyStore) -> None:
    await add(store, *DUE)

    def hold(items: Items) -> int:
        return items.hold(ANN, AT, AT + 60, Severity.IMPORTANT)

    assert await do(store, hold) == 3
    assert await do(store, hold) == 0
    assert names(await do(store, lambda items: items.due(ANN, AT, 9))) == ["grave"]
    assert names(await do(store, lambda items: items.due(BOB, AT, 9))) == ["his"]
    assert len(await do(store, lambda items: items.due(ANN, AT + 59, 9))) == 2
    assert len(await do(store, lambda items: items.due(ANN, AT + 60, 9))) == 5
    over = await do(store, lambda items: items.get(ItemId("over")))
    assert over is not None
    assert over.tell_at == AT - 3


async def test_the_next_to_be_told_is_the_earliest_that_is_open(store: AnyStore) -> None:
    await add(store, *DUE)
    assert await do(store, lambda items: items.next_tell(BOB)) == AT - 3
    assert await do(store, lambda items: items.next_tell(CAT)) is None
    await do(store, lambda items: items.hold(ANN, AT, AT + 60, Severity.IMPORTANT + 1))
    assert await do(store, lambda items: items.next_tell(ANN)) == AT + 5


async def test_saving_writes_all_but_the_resolution(store: AnyStore) -> None:
    await add(store, made("one"))
    row = await do(store, lambda items: items.lock(ItemId("one")))
    assert row is not None
    changed = replace(
        row,
        owner_id=BOB,
        ask="Which one, Bob?",
        severity=2,
        choices=("A",),
        facts={"n": 1},
        ladder=("dm:0",),
        ladder_from=AT,
        rung=1,
        tell_at=AT + 9,
        told=1,
        snoozed_until=AT + 5,
        decide_at=AT + 8,
        colleague_id=CAT,
    )
    resolved = replace(
        changed,
        state=RESOLVED,
        answer="A",
        resolved_at=AT,
        resolved_by=BOB,
        resolved_from="web",
    )
    await do(store, lambda items: items.save(resolved))
    assert await do(store, lambda items: items.get(ItemId("one"))) == changed
    assert await do(store, lambda items: items.resolve(resolved)) is True
    await do(store, lambda items: items.save(replace(resolved, rung=3, tell_at=None)))
    assert await do(store, lambda items: items.get(ItemId("one"))) == resolved
    assert await do(store, lambda items: items.lock(ItemId("none"))) is None


async def test_what_is_over_is_found_the_last_first(store: AnyStore) -> None:
    await add(
        store,
        made("old", state=RESOLVED, opened_at=AT - 1, resolved_at=AT + 9),
        made("first", state=RESOLVED, opened_at=AT, resolved_at=AT + 8),
        made("second", state=GONE, opened_at=AT + 1, resolved_at=AT + 3),
        made("third", state=RESOLVED, opened_at=AT + 2, resolved_at=AT + 4),
        made("open", opened_at=AT + 3),
        made("his", BOB, state=GONE, opened_at=AT + 3, resolved_at=AT + 3),
    )
    settled = await store.read(lambda reads: reads.settled(ANN))
    assert names(settled) == ["old", "first", "third", "second"]
    assert names(await store.read(lambda reads: reads.settled(ANN, limit=1))) == ["old"]
    assert names(await store.read(lambda reads: reads.settled(BOB))) == ["his"]


async def test_an_inbox_holds_what_one_owns_and_what_one_was_asked(store: AnyStore) -> None:
    await add(
        store,
        made("mine", BOB, opened_at=AT + 2),
        made("both", BOB, opened_at=AT + 3, colleague_id=BOB),
        made("asked", colleague_id=BOB, opened_at=AT + 1),
        made("grave", opened_at=AT + 4, colleague_id=BOB, severity=2),
        made("done", colleague_id=BOB, state=RESOLVED),
        made("hers"),
    )
    assert names(await store.read(lambda reads: reads.inbox(BOB))) == [
        "grave",
        "asked",
        "mine",
        "both",
    ]
    assert names(await store.read(lambda reads: reads.inbox(BOB, limit=2))) == ["grave", "asked"]
    assert names(await store.read(lambda reads: reads.inbox(ANN))) == ["grave", "hers", "asked"]
    assert names(await store.read(lambda reads: reads.inbox(CAT))) == []


async def test_preferences_are_the_defaults_until_somebody_chooses(store: AnyStore) -> None:
    await store.run(ann)
    assert await store.read(lambda reads: reads.preferences(ANN)) == Preferences(ANN)
    chosen = Preferences(ANN, ("dm:0", "phone:60"), (), "22:00-07:00", "Europe/Rome", AT, 1.5)
    assert len(fields(Preferences)) == 7
    await store.run(lambda tx: tx.preferences.save(replace(chosen, quiet="")))
    await store.run(lambda tx: tx.preferences.save(chosen))
    assert await store.read(lambda reads: reads.preferences(ANN)) == chosen
    assert (await store.run(lambda tx: tx.preferences.get(ANN)))[0] == chosen
    assert (await store.run(lambda tx: tx.preferences.get(BOB)))[0] == Preferences(BOB)


async def test_phones_are_kept_changed_and_removed(store: AnyStore) -> None:
    first = Phone(PhoneId("b"), ANN, "ntfy", "ntfy.sh", True, AT, AT + 1, AT + 2, "gone")
    assert len(fields(Phone)) == 9
    second, his = phone("a", added_at=AT + 1), phone("c", BOB, answers=False)

    def work(tx: Tx) -> None:
        tx.persons.add(person(ANN))
        tx.persons.add(person(BOB))
        for row in (second, first, his):
            tx.phones.add(row)

    await store.run(work)
    assert (await store.run(lambda tx: tx.phones.of(ANN)))[0] == [first, second]
    assert await store.read(lambda reads: reads.phones(BOB)) == [his]
    assert await store.read(lambda reads: reads.phones()) == [first, his, second]
    mended = replace(first, tested_at=AT + 9, failed_at=None, failure="")
    await store.run(lambda tx: tx.phones.save(mended))
    assert (await store.run(lambda tx: tx.phones.get(first.id)))[0] == mended
    await store.run(lambda tx: tx.phones.remove(first.id))
    assert (await store.run(lambda tx: tx.phones.get(first.id)))[0] is None
    with pytest.raises(Bug, match="no phone b"):
        await store.run(lambda tx: tx.phones.save(mended))


async def test_the_place_that_was_used_last_is_known(store: AnyStore) -> None:
    async def used(place: ThreadKey, at: float) -> float | None:
        return (await store.run(lambda tx: tx.surfaces.used(ANN, place, at)))[0]

    async def last(*among: ThreadKey) -> tuple[ThreadKey, float] | None:
        return (await store.run(lambda tx: tx.surfaces.last(ANN, among)))[0]

    await store.run(ann)
    assert await last() is None
    assert await used(HERE, AT) is None
    assert await used(THERE, AT + 5) is None
    assert await last() == (THERE, AT + 5)
    assert await used(HERE, AT + 9) == AT
    assert await last() == (HERE, AT + 9)
    assert await last(THERE) == (THERE, AT + 5)
    assert await last(THERE, HERE) == (HERE, AT + 9)
    assert await last(replace(HERE, thread="none")) is None
    assert await used(HERE, AT + 1) == AT + 9, "an older message does not turn it back"
    assert await last() == (HERE, AT + 9)
    assert await store.read(lambda reads: reads.used_at(ANN, THERE)) == AT + 5
    assert await store.read(lambda reads: reads.used_at(BOB, THERE)) is None


async def test_a_cursor_is_empty_until_it_is_set(store: AnyStore) -> None:
    assert await store.read(lambda reads: reads.cursor("ntfy")) == ""
    await store.run(lambda tx: tx.set_cursor("ntfy", "1"))
    await store.run(lambda tx: tx.set_cursor("ntfy", "2"))
    assert await store.read(lambda reads: reads.cursor("ntfy")) == "2"
    assert (await store.run(lambda tx: tx.cursor("ntfy")))[0] == "2"
    assert (await store.run(lambda tx: tx.cursor("other")))[0] == ""
