"""Status cards: what changes makes them due, one process at a time brings them up to date."""

import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

import pytest

from service.adapters.store.sqlite import SqliteSql
from service.adapters.store.tx import SqlTx
from service.domain.cards import Shown
from service.domain.ids import SessionNumber, TurnId
from service.domain.threads import ThreadKey
from service.ports.attention import Cards
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.fixtures_store import AnyStore
from tests.ports.store.recorder import Recorder
from tests.ports.store.samples import ann, session

T = TypeVar("T")


async def do(store: AnyStore, work: Callable[[Cards], T]) -> T:
    return (await store.run(lambda tx: work(tx.cards)))[0]


async def now(store: AnyStore) -> float:
    return (await store.run(lambda tx: tx.now()))[0]


async def opened(store: AnyStore, *channels: str) -> list[SessionNumber]:
    """Open a session in each of the channels, all of them Ann's."""

    def work(tx: Tx) -> list[SessionNumber]:
        ann(tx)
        threads = [ThreadKey(each, "T1", "C1", str(i)) for i, each in enumerate(channels)]
        return [tx.sessions.open(session("", thread=each)).number for each in threads]

    return (await store.run(work))[0]


async def claim(
    store: AnyStore,
    at: float,
    holder: str = "us",
    channels: Collection[str] = ("slack",),
    limit: int = 9,
) -> Sequence[Shown]:
    return await do(store, lambda cards: cards.claim(holder, channels, at, at + 60, limit))


async def release(store: AnyStore, number: SessionNumber, due_at: float | None = None) -> None:
    await do(store, lambda cards: cards.release(number, "us", due_at))


async def due_at(store: AnyStore, number: SessionNumber) -> float | None:
    shown = await store.read(lambda reads: reads.card(number))
    assert shown is not None
    return shown.due_at


async def saved(store: AnyStore, number: SessionNumber) -> float:
    """Save the session as it is, and return when."""

    def work(tx: Tx) -> float:
        tx.sessions.save(tx.sessions.lock(number))
        return tx.now()

    return (await store.run(work))[0]


async def test_sessions_of_chat_channels_have_a_card_that_is_due_at_once(store: AnyStore) -> None:
    before = await now(store)
    slack, web, discord = await opened(store, "slack", "web", "discord")
    shown = await do(store, lambda cards: cards.get(slack))
    assert shown == Shown(slack, due_at=await due_at(store, slack))
    assert before <= (shown.due_at or 0.0) <= await now(store)
    assert await due_at(store, discord) is not None
    assert await store.read(lambda reads: reads.card(web)) is None
    await saved(store, web)
    assert await do(store, lambda cards: cards.get(web)) is None


@pytest.mark.parametrize(("channel", "statements"), [("web", 2), ("slack", 3)])
def test_the_web_pays_nothing_for_cards(
    sqlite_path: Path,
    clock: FakeClock,
    channel: str,
    statements: int,
) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection:
        recorder = Recorder(SqliteSql(connection, clock))
        tx = SqlTx(recorder)
        ann(tx)
        before = len(recorder.ran)
        thread = ThreadKey(channel, "local", "r", "1")
        tx.sessions.save(tx.sessions.open(session("", thread=thread)))
        assert len(recorder.ran) - before == statements


async def test_a_card_reads_back_as_written(store: AnyStore) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    assert await claim(store, at) == [Shown(number)]
    full = Shown(
        number, 1.0, "ts", at, at + 1, "head", "body", "eyes", at + 2, TurnId("turn"), "ts-2", 3
    )
    assert len(fields(Shown)) == 13
    assert await do(store, lambda cards: cards.save(full, "us")) is True
    written = replace(full, due_at=None)
    assert await do(store, lambda cards: cards.get(number)) == written, "due_at is not written"
    await release(store, number, at + 9)
    assert await store.read(lambda reads: reads.card(number)) == replace(full, due_at=at + 9)


async def test_a_card_has_one_holder_until_it_is_given_back(store: AnyStore) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    assert len(await claim(store, at)) == 1
    await saved(store, number)
    at = await now(store)
    assert await claim(store, at) == []
    assert await claim(store, at + 10, "them") == [], "due again, and still held"
    assert await do(store, lambda cards: cards.save(Shown(number, message="x"), "them")) is False
    await do(store, lambda cards: cards.release(number, "them", at))
    assert await claim(store, at + 10, "them") == [], "only its holder gives it back"
    await release(store, number)
    assert await claim(store, at, "them") == [Shown(number)]


async def test_a_claim_that_ran_out_is_anybodys_even_if_nothing_changed(store: AnyStore) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    await claim(store, at)
    assert await due_at(store, number) is None
    assert await claim(store, at + 60, "them") == [], "it holds to its last moment"
    assert await claim(store, at + 61, "them") == [Shown(number)]
    assert await do(store, lambda cards: cards.save(Shown(number, message="x"), "us")) is False
    await release(store, number, at)
    assert await claim(store, at + 62, "us") == [], "it is theirs now"


async def test_a_claim_is_prolonged_by_its_holder_and_never_shortened(store: AnyStore) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    await claim(store, at)
    assert await do(store, lambda cards: cards.keep(number, "us", at + 90)) is True
    assert await do(store, lambda cards: cards.keep(number, "us", at + 70)) is True
    assert await do(store, lambda cards: cards.keep(number, "them", at + 999)) is False
    assert await claim(store, at + 90, "them") == []
    assert await claim(store, at + 91, "them") == [Shown(number)]
    assert await do(store, lambda cards: cards.keep(number, "us", at + 999)) is False


async def test_a_change_while_it_is_shown_is_not_lost(store: AnyStore) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    await claim(store, at)
    changed = await saved(store, number)
    await release(store, number)
    assert await due_at(store, number) == changed
    await claim(store, changed)
    await release(store, number)
    assert await due_at(store, number) is None, "nothing changed since"
    assert await claim(store, changed + 999) == []
    await saved(store, number)
    assert await due_at(store, number) is not None


async def test_whoever_gives_it_back_says_when_it_is_due_unless_it_changed(
    store: AnyStore,
) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    later = at + 999
    await claim(store, at)
    changed = await saved(store, number)
    await release(store, number, later)
    assert await due_at(store, number) == changed
    await claim(store, changed)
    await release(store, number, later)
    assert await due_at(store, number) == later
    assert await claim(store, later - 1) == []
    await do(store, lambda cards: cards.stir(number, later + 5))
    assert await due_at(store, number) == later
    await do(store, lambda cards: cards.stir(number, later - 5))
    assert await due_at(store, number) == later - 5
    await do(store, lambda cards: cards.stir(SessionNumber(99), later))


async def test_a_lost_card_is_due_when_it_is_found_again(store: AnyStore) -> None:
    (number,) = await opened(store, "slack")
    at = await now(store)
    await claim(store, at)
    await do(store, lambda cards: cards.lose(number, "The channel is archived."))
    assert await do(store, lambda cards: cards.save(Shown(number, message="ts"), "us"))
    lost = await do(store, lambda cards: cards.get(number))
    assert lost == Shown(number, message="ts", lost="The channel is archived.")
    await do(store, lambda cards: cards.lose(number, ""))
    found = await store.read(lambda reads: reads.card(number))
    assert found is not None
    assert found.lost == ""
    assert found.due_at is not None


async def test_cards_are_claimed_by_channel_the_longest_due_first(store: AnyStore) -> None:
    numbers = await opened(store, "slack", "discord", "slack", "discord", "slack")
    at = await now(store)
    await claim(store, at, channels=("slack", "discord"))
    for place, number in enumerate(numbers):
        await release(store, number, at - place)
    both = ("discord", "slack")
    assert [each.session for each in await claim(store, at, limit=2)] == [numbers[4], numbers[2]]
    rest = [each.session for each in await claim(store, at, channels=both)]
    assert rest == [numbers[3], numbers[1], numbers[0]]
    assert await claim(store, at, channels=()) == []
    left = await claim(store, at + 61, "them", channels=("discord",))
    assert {each.session for each in left} == {numbers[1], numbers[3]}


async def test_whoever_wants_to_know_whether_one_is_due_writes_nothing(store: AnyStore) -> None:
    [number] = await opened(store, "slack")

    async def due(*channels: str) -> bool:
        return await store.read(lambda reads: reads.cards_due(channels))

    assert await due("discord", "slack")
    assert not await due("discord")
    assert not await due()
    [_] = await claim(store, await now(store))
    assert not await due("slack")
    await saved(store, number)
    assert not await due("slack"), "it is somebody's"
    await release(store, number)
    assert await due("slack")
    at = await now(store)
    [_] = await do(store, lambda cards: cards.claim("us", ("slack",), at, at - 1, 9))
    assert await due("slack"), "the claim ran out"


async def test_a_session_may_be_saved_without_a_look_at_its_card(store: AnyStore) -> None:
    [number] = await opened(store, "slack")
    at = await now(store)
    await claim(store, at)
    await release(store, number)

    def work(tx: Tx) -> None:
        tx.sessions.save(replace(tx.sessions.lock(number), steps=7), stirs=False)

    await store.run(work)
    assert await due_at(store, number) is None
    found = await store.read(lambda reads: reads.session(number))
    assert found is not None
    assert found.steps == 7
