"""What former code wrote, before a migration and after it, is read and goes on."""

import asyncio

import sqlalchemy as sa
from alembic import command

from service.adapters.store import items, migrate, persons, sessions, tables, tables_attention
from service.adapters.store.opening import open_store
from service.domain.ids import SessionNumber
from service.domain.persons import Identity
from tests.fakes.clock import FakeClock
from tests.ports.store.samples import ANN, item, person, session

SINCE_LADDERS = (
    "ladder",
    "ladder_from",
    "rung",
    "tell_at",
    "told",
    "snoozed_until",
    "decide_at",
    "colleague_id",
    "outcome",
)


SINCE_THEN = (
    "budget_usd",
    "watch_tokens",
    "watch_usd",
    "heard_at",
    "redirects",
    "retries",
    "nudges",
    "doubt",
    *("task", "check_every", "check_by_hand", "checked_at", "checked_upto"),
)
"""What sessions got later."""


def add_former_item(connection: sa.Connection, name: str) -> None:
    """Add an item as the code before ladders did."""
    row = items.ROWS.params(item(name, SessionNumber(1), opened_at=5.0))
    values = {key: value for key, value in row.items() if key not in SINCE_LADDERS}
    connection.execute(sa.insert(tables_attention.items).values(values))


def begin_with_the_first_step(connection: sa.Connection) -> None:
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    connection.execute(sa.insert(tables.persons).values(persons.ROWS.params(person())))
    row = sessions.ROWS.params(session("first"))
    for name in ("number", *SINCE_THEN):
        del row[name]
    connection.execute(sa.insert(tables.sessions).values(row))
    add_former_item(connection, "before")


async def test_items_from_before_ladders_are_read_and_still_written(
    direct_url: str,
    clock: FakeClock,
) -> None:
    def after(connection: sa.Connection) -> None:
        add_former_item(connection, "former code")

    await asyncio.to_thread(migrate.in_transaction, direct_url, begin_with_the_first_step)
    assert (await asyncio.to_thread(migrate.pending, direct_url))[0] == "0002"
    await asyncio.to_thread(migrate.migrate, direct_url)
    await asyncio.to_thread(migrate.in_transaction, direct_url, after)
    store = open_store(direct_url, clock)
    rows = await store.read(lambda reads: reads.inbox(ANN))
    await store.close()
    assert [row.id for row in rows] == ["before", "former code"]
    for row in rows:
        assert row == item(row.id, SessionNumber(1), opened_at=5.0)
        assert (row.ladder, row.tell_at) == ((), None)


CHANGED_BY_THE_THIRD = (
    "INSERT INTO lanes (lane, due_at, rests_until) VALUES ('phone:::a', 1.0, 0.0)",
    "INSERT INTO identities VALUES ('web', 'local', 'admin', 'ann')",
)


def begin_with_the_second_step(connection: sa.Connection) -> None:
    begin_with_the_first_step(connection)
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0002")
    for statement in CHANGED_BY_THE_THIRD:
        connection.exec_driver_sql(statement)


async def test_what_is_from_before_chat_channels_goes_on(
    direct_url: str,
    clock: FakeClock,
) -> None:
    def former_code(connection: sa.Connection) -> None:
        connection.exec_driver_sql(CHANGED_BY_THE_THIRD[0].replace("phone:::a", "phone:::b"))

    await asyncio.to_thread(migrate.in_transaction, direct_url, begin_with_the_second_step)
    assert (await asyncio.to_thread(migrate.pending, direct_url))[0] == "0003"
    await asyncio.to_thread(migrate.migrate, direct_url)
    await asyncio.to_thread(migrate.in_transaction, direct_url, former_code)
    store = open_store(direct_url, clock)
    lanes, _ = await store.run(lambda tx: tx.outbox.claim("us", {"phone"}, 1.0, 61.0, 9))
    web = Identity("web", "local", "admin")
    assert await store.read(lambda reads: reads.identities(ANN)) == [web]
    assert (await store.run(lambda tx: tx.persons.lock(ANN)))[0] == person()
    number = SessionNumber(1)
    assert await store.read(lambda reads: reads.session(number)) == session("first", number=number)
    await store.close()
    assert sorted(lanes) == ["phone:::a", "phone:::b"]
