from dataclasses import fields, replace
from typing import Any

import pytest

from service.domain.errors import Bug
from service.domain.ids import SessionNumber, TurnId
from service.domain.sessions import Session, Slots
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, CAT, ann, ann_and_a_session, person, session

CHANGED: dict[str, Any] = {
    "title": "Neues über Äpfel 🍎",
    "state": State.RUNNING,
    "model": "smart",
    "pool": "gpu",
    "changed_at": AT + 1.25,
    "state_since": AT + 1.5,
    "queue_rank": -2.5,
    "next_seq": 7,
    "read_upto": 6,
    "context_from": 3,
    "turn_id": TurnId("turn"),
    "park_asked": True,
    "muted": True,
    "breadcrumb": "next: read the third paper",
    "grants": 1,
    "steps": 12,
    "tokens": 5_000_000_000,
    "cost_usd": 0.1,
    "seconds": 3.75,
    "captures": 2,
    "captured_upto": 5,
    "budget_usd": 2.5,
    "heard_at": AT + 1.75,
    "redirects": 2,
    "retries": 1,
    "nudges": 3,
    "doubt": 0.75,
    "task": "frontend",
    "check_every": 900.0,
    "check_by_hand": True,
    "checked_at": 12.5,
    "checked_upto": 41,
    "watch_tokens": 4_000_000_000,
    "watch_usd": 0.03,
}
KEPT = {"number", "thread", "owner_id", "created_at"}


async def test_a_session_reads_back_as_written(store: AnyStore) -> None:
    await store.run(ann)
    opened, _ = await store.run(lambda tx: tx.sessions.open(session("one")))
    assert opened == session("one", number=opened.number)
    assert opened.number > 0
    assert await store.read(lambda reads: reads.session(opened.number)) == opened
    assert await store.read(lambda reads: reads.session_by_thread(opened.thread)) == opened
    seen, _ = await store.run(lambda tx: tx.sessions.get(opened.number))
    assert seen == opened


async def test_every_field_that_may_change_is_saved(store: AnyStore) -> None:
    assert CHANGED.keys() | KEPT == {field.name for field in fields(Session)}
    number, _ = await store.run(ann_and_a_session)

    def work(tx: Tx) -> Session:
        changed = replace(tx.sessions.lock(number), **CHANGED)
        tx.sessions.save(changed)
        return changed

    changed, _ = await store.run(work)
    assert await store.read(lambda reads: reads.session(number)) == changed


async def test_a_thread_of_any_text_is_found_again(store: AnyStore) -> None:
    await store.run(ann)
    thread = ThreadKey("web", "", "a:b%", "täglich\x1f?")
    opened, _ = await store.run(lambda tx: tx.sessions.open(session("", thread=thread)))
    found, _ = await store.run(lambda tx: tx.sessions.by_thread(thread))
    assert found == opened
    other = ThreadKey("web", "a", "b%", "täglich\x1f?")
    assert (await store.run(lambda tx: tx.sessions.by_thread(other)))[0] is None


async def test_a_thread_has_one_session(store: AnyStore) -> None:
    await store.run(ann_and_a_session)
    with pytest.raises(Bug, match="database refused"):
        await store.run(lambda tx: tx.sessions.open(session("first")))


async def test_what_is_not_there_can_neither_be_locked_nor_saved(store: AnyStore) -> None:
    with pytest.raises(Bug, match="no session 9"):
        await store.run(lambda tx: tx.sessions.lock(SessionNumber(9)))
    with pytest.raises(Bug, match="no session 9"):
        await store.run(lambda tx: tx.sessions.save(session("one", number=SessionNumber(9))))
    assert await store.read(lambda reads: reads.session(SessionNumber(9))) is None


async def test_slots_are_held_by_running_and_waiting_sessions(store: AnyStore) -> None:
    def work(tx: Tx) -> tuple[Slots, Slots]:
        tx.persons.add(person(ANN))
        tx.persons.add(person(BOB))
        for state in State:
            tx.sessions.open(session(state, state=state))
        tx.sessions.open(session("his", BOB, state=State.RUNNING))
        return tx.sessions.slots(ANN), tx.sessions.slots(CAT)

    assert (await store.run(work))[0] == (Slots(held=2, queued=1), Slots(held=0, queued=0))


async def test_the_queue_is_ordered_by_rank(store: AnyStore) -> None:
    def work(tx: Tx) -> tuple[list[object], list[object]]:
        tx.persons.add(person(ANN))
        tx.persons.add(person(BOB))
        for name, rank in (("b", 1.0), ("c", 2.5), ("a", -1.0), ("d", 2.5)):
            tx.sessions.open(session(name, queue_rank=rank))
        tx.sessions.open(session("his", BOB, queue_rank=-9.0))
        tx.sessions.open(session("runs", state=State.RUNNING, queue_rank=-9.0))
        queue = tx.sessions.queue(ANN)
        found = [tx.sessions.get(number) for number, _ in queue]
        return [row.thread.thread for row in found if row], [rank for _, rank in queue]

    (threads, ranks), _ = await store.run(work)
    assert threads == ["a", "b", "c", "d"]
    assert ranks == [-1.0, 1.0, 2.5, 2.5]
    numbers = await store.read(lambda reads: reads.queue(ANN))
    assert numbers == [3, 1, 2, 4]


async def test_waiting_sessions_come_longest_unchanged_first(store: AnyStore) -> None:
    def work(tx: Tx) -> list[int]:
        tx.persons.add(person(ANN))
        numbers = [
            tx.sessions.open(session(str(ago), state=State.WAITING, changed_at=AT - ago)).number
            for ago in (1, 3, 2)
        ]
        tx.sessions.open(session("runs", state=State.RUNNING, changed_at=AT - 9))
        return [numbers.index(number) for number in tx.sessions.oldest_waiting(ANN)]

    assert (await store.run(work))[0] == [1, 2, 0]


async def test_sharing_twice_is_sharing_once(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)

    def share(tx: Tx) -> None:
        tx.persons.add(person(CAT))
        tx.persons.add(person(BOB))
        for name in (CAT, BOB, CAT):
            tx.sessions.share(number, name)

    await store.run(share)
    assert (await store.run(lambda tx: tx.sessions.collaborators(number)))[0] == [BOB, CAT]
    assert await store.read(lambda reads: reads.collaborators(number)) == [person(BOB), person(CAT)]
    await store.run(lambda tx: tx.sessions.unshare(number, CAT))
    assert (await store.run(lambda tx: tx.sessions.collaborators(number)))[0] == [BOB]
