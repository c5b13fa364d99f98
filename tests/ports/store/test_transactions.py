"""What holds for a transaction as a whole, on every kind of store."""

import asyncio
from typing import cast

import pytest
import sqlalchemy as sa

from service.adapters.store import tables, tables_chat
from service.adapters.store.persons import SqlPersons
from service.adapters.store.reads import SqlReads
from service.adapters.store.statements import Sql, Statement
from service.adapters.store.tx import SqlTx
from service.domain.effects import Cancel, Changed
from service.domain.errors import Bug, DeadlinePassed, Refused, Temporary
from service.domain.ids import SessionNumber, TurnId
from service.ports.reads import Reads
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, ann, ann_and_a_session, event, person, session, turn


def sql_of(either: Tx | Reads) -> Sql:
    return cast(SqlTx | SqlReads, either)._sql


async def test_the_schema_is_the_right_one(store: AnyStore) -> None:
    await store.check_schema()
    version = await store.read(lambda reads: reads.schema_version())
    assert version == tables.SCHEMA_VERSION


async def test_an_error_undoes_everything_and_passes_unchanged(store: AnyStore) -> None:
    error = Refused("not today")

    def work(tx: Tx) -> None:
        ann_and_a_session(tx)
        raise error

    with pytest.raises(Refused) as caught:
        await store.run(work)
    assert caught.value is error
    assert await store.read(lambda reads: reads.persons()) == []
    await store.run(ann)


async def test_effects_come_back_in_order(store: AnyStore) -> None:
    def work(tx: Tx) -> str:
        tx.effects.append(Changed(SessionNumber(2)))
        tx.effects.append(Cancel(TurnId("t")))
        return "done"

    expected = ("done", [Changed(SessionNumber(2)), Cancel(TurnId("t"))])
    assert await store.run(work) == expected
    assert await store.run(lambda tx: None) == (None, [])


async def test_time_stands_still_in_a_transaction(store: AnyStore, clock: FakeClock) -> None:
    def work(tx: Tx) -> tuple[float, float]:
        first = tx.now()
        clock.advance(1)
        return first, tx.now()

    (first, second), _ = await store.run(work)
    assert first == second
    later, _ = await store.run(lambda tx: tx.now())
    assert later > first
    assert await store.read(lambda reads: reads.now()) >= later


async def test_nothing_is_committed_after_the_deadline(store: AnyStore, clock: FakeClock) -> None:
    def slow(tx: Tx) -> None:
        ann(tx)
        clock.advance(2.0)

    with pytest.raises(DeadlinePassed, match="nothing was saved"):
        await store.run(slow, deadline=2.0)
    assert await store.read(lambda reads: reads.person(ANN)) is None
    await store.run(slow, deadline=2.1)
    assert await store.read(lambda reads: reads.person(ANN)) == person()


async def test_a_row_without_its_parent_is_refused(store: AnyStore) -> None:
    missing = SessionNumber(7)
    for work in (
        lambda tx: tx.events.append([event(missing, 1)]),
        lambda tx: tx.turns.add(turn("t", missing)),
        lambda tx: tx.sessions.open(session("one")),
    ):
        with pytest.raises(Bug, match="database refused a statement"):
            await store.run(work)


async def test_a_number_is_never_given_again(store: AnyStore) -> None:
    everything = Statement(sa.delete(tables.sessions))

    def work(tx: Tx) -> SessionNumber:
        number = ann_and_a_session(tx)
        sql_of(tx).run(Statement(sa.delete(tables_chat.cards)))
        assert sql_of(tx).run(everything) == 1
        return number

    number, _ = await store.run(work)
    again, _ = await store.run(lambda tx: tx.sessions.open(session("first")))
    assert again.number > number


async def test_a_reader_cannot_write(store: AnyStore) -> None:
    with pytest.raises(Temporary, match=r"read-?only"):
        await store.read(lambda reads: SqlPersons(sql_of(reads)).add(person()))
    assert await store.read(lambda reads: reads.persons()) == []


async def test_a_query_that_fails_harms_no_other(store: AnyStore) -> None:
    def fail(reads: Reads) -> None:
        raise ValueError("mine")

    for _ in range(20):
        with pytest.raises(ValueError, match="mine"):
            await store.read(fail)
    assert await store.read(lambda reads: reads.persons()) == []


async def test_many_at_once(store: AnyStore) -> None:
    await store.run(ann)

    async def one(index: int) -> SessionNumber:
        opened, _ = await store.run(lambda tx: tx.sessions.open(session(str(index))))
        seen = await store.read(lambda reads: reads.session(opened.number))
        assert seen == opened
        return opened.number

    numbers = await asyncio.gather(*(one(index) for index in range(40)))
    assert sorted(numbers) == list(range(1, 41))


async def test_a_closed_store_sends_everybody_away(store: AnyStore) -> None:
    await store.run(ann)
    await store.close()
    for late in (store.run(ann), store.read(lambda reads: reads.persons())):
        with pytest.raises(Temporary, match="shutting down"):
            await late
