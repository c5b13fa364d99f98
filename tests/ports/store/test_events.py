from typing import Any

import pytest

from service.domain.errors import Bug
from service.domain.events import Kind
from service.domain.ids import SessionNumber, TurnId
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, ann_and_a_session, event, session

KINDS = (Kind.MESSAGE, Kind.ASSISTANT, Kind.TOOL_STARTED, Kind.TOOL_ENDED, Kind.BREADCRUMB)


async def with_events(store: AnyStore) -> SessionNumber:
    """Two sessions with five events each; return the first one's number."""

    def work(tx: Tx) -> SessionNumber:
        number = ann_and_a_session(tx)
        other = tx.sessions.open(session("other")).number
        for each in (number, other):
            tx.events.append([event(each, seq, kind) for seq, kind in enumerate(KINDS, start=1)])
        return number

    return (await store.run(work))[0]


async def test_an_event_reads_back_as_written(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    payload = {
        "text": "héllo\nworld 🍎",
        "calls": [{"id": "1", "arguments": '{"a": 1}'}],
        "cost_usd": 0.1,
        "nothing": None,
        "big": 2**60,
    }
    row = event(number, 1, Kind.ASSISTANT, actor="agent", payload=payload, turn=TurnId("t"))
    assert (await store.run(lambda tx: tx.events.append([row])))[0] == [row]
    assert (await store.run(lambda tx: tx.events.append([])))[0] == []
    assert (await store.run(lambda tx: tx.events.get(number, 1)))[0] == row
    assert (await store.run(lambda tx: tx.events.get(number, 2)))[0] is None
    assert await store.read(lambda reads: reads.events(number)) == [row]


async def test_text_that_no_database_takes_is_kept_as_far_as_it_goes(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    row = event(number, 1, payload={"text": "nul \0, half \ud83d, whole \ud83c\udf4e, end"})
    (told,), _ = await store.run(lambda tx: tx.events.append([row]))
    [kept] = await store.read(lambda reads: reads.events(number))
    assert told == kept
    assert kept.payload == {"text": "nul \0, half \ufffd, whole 🍎, end"}


async def test_a_number_is_given_once(store: AnyStore) -> None:
    number = await with_events(store)
    with pytest.raises(Bug, match="database refused"):
        await store.run(lambda tx: tx.events.append([event(number, 5)]))


async def test_what_comes_after_a_number(store: AnyStore) -> None:
    number = await with_events(store)

    def work(tx: Tx) -> list[list[int]]:
        wanted = {Kind.MESSAGE, Kind.ASSISTANT, Kind.TOOL_ENDED}
        return [
            [each.seq for each in found]
            for found in (
                tx.events.after(number, 0),
                tx.events.after(number, 3),
                tx.events.after(number, 1, wanted),
                tx.events.after(number, 0, []),
                tx.events.after(number, 5),
            )
        ]

    assert (await store.run(work))[0] == [[1, 2, 3, 4, 5], [4, 5], [2, 4], [], []]


async def test_pages_of_a_history(store: AnyStore) -> None:
    number = await with_events(store)

    async def seqs(**page: Any) -> list[int]:
        found = await store.read(lambda reads: reads.events(number, **page))
        return [each.seq for each in found]

    assert await seqs(limit=2) == [1, 2]
    assert await seqs(after=2, limit=2) == [3, 4]
    assert await seqs(before=5, limit=2) == [3, 4]
    assert await seqs(before=4) == [1, 2, 3]
    assert await seqs(before=5, limit=2, kinds=[Kind.MESSAGE, Kind.TOOL_STARTED]) == [1, 3]
    assert await seqs(kinds=[]) == []


async def test_an_erased_event_keeps_its_place(store: AnyStore) -> None:
    number = await with_events(store)
    await store.run(lambda tx: tx.events.erase(number, 2))
    rows = await store.read(lambda reads: reads.events(number))
    assert [each.seq for each in rows] == [1, 2, 3, 4, 5]
    assert rows[1] == event(number, 2, Kind.ASSISTANT, payload={}, erased=True)


async def test_a_payload_is_replaced(store: AnyStore) -> None:
    number = await with_events(store)
    await store.run(lambda tx: tx.events.replace_payload(number, 1, {"text": "better"}))
    rows = await store.read(lambda reads: reads.events(number))
    assert rows[0] == event(number, 1, payload={"text": "better"})
    assert rows[1] == event(number, 2, Kind.ASSISTANT)


async def test_what_is_not_there_is_not_changed(store: AnyStore) -> None:
    number = await with_events(store)
    with pytest.raises(Bug, match="no event 6"):
        await store.run(lambda tx: tx.events.erase(number, 6))


async def test_when_a_person_was_last_heard(store: AnyStore) -> None:
    def work(tx: Tx) -> list[float | None]:
        number = ann_and_a_session(tx)
        found = [tx.events.heard_at(number)]
        for seq, (kind, actor) in enumerate(
            (
                (Kind.MESSAGE, ANN),
                (Kind.CONTROL, ANN),
                (Kind.ANSWER, "heddle"),
                (Kind.ASSISTANT, "agent"),
                (Kind.NOTICE, "heddle"),
            ),
            1,
        ):
            tx.events.append([event(number, seq, kind, actor=actor, at=AT + seq)])
            found.append(tx.events.heard_at(number))
        return found

    found, _ = await store.run(work)
    assert found == [None, AT + 1, AT + 2, AT + 2, AT + 2, AT + 2]
