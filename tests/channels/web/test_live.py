"""A page's stream: resumed by event number, read once for all, ended when access ends."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.web.hub import GATHER
from bot.web.login import ADMIN
from service.domain.effects import Preview
from service.domain.events import Reply, ToolCall, assistant, tool_ended, tool_started
from service.domain.ids import SessionNumber, TurnId
from service.domain.persons import Person
from service.ports.store import Tx
from service.usecases import lifecycle
from service.usecases.commit import commit
from tests.channels.web.reading import Reader
from tests.channels.web.visiting import House


@pytest.fixture(autouse=True)
async def hub(house: House) -> AsyncIterator[None]:
    async with house.site.hub.running():
        yield


async def started(house: House, text: str = "Hello") -> tuple[Person, int]:
    ann = await house.scene.inbound.sign_in(ADMIN, "Ann", admin=True)
    return ann, (await house.scene.started(ann, text)).number


async def append(house: House, number: int, *drafts: Any) -> None:
    def work(tx: Tx) -> None:
        session = lifecycle.append(tx, tx.sessions.lock(SessionNumber(number)), drafts)
        tx.sessions.save(session)

    await commit(house.scene.ports, work)


CALL = ToolCall("c1", "write_file", '{"path": "a.md"}')


async def test_what_is_said_elsewhere_appears(house: House) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    await reader.until("entry", "Hello")
    session = await house.scene.session(number)
    await house.scene.say(ann, "And more", session.thread)
    entry = await reader.until("entry", "And more")
    assert entry.id is not None
    await reader.close()


async def test_a_page_that_was_away_gets_what_it_missed_and_no_more(house: House) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    upto = await reader.upto()
    await reader.close()
    await append(house, number, assistant(Reply("First"), 1), assistant(Reply("Second"), 1))
    back = Reader(house, ann, number, after=upto)
    await back.upto()
    texts = [str(each.data) for each in back.got if each.event == "entry"]
    assert sum("First" in each for each in texts) == 1
    assert sum("Second" in each for each in texts) == 1
    await back.close()


async def test_a_tools_end_reaches_a_page_that_saw_only_its_start(house: House) -> None:
    ann, number = await started(house)
    await append(house, number, assistant(Reply("I write", [CALL]), 1), tool_started(CALL))
    reader = Reader(house, ann, number)
    upto = await reader.upto()
    await reader.close()
    await append(house, number, tool_ended(CALL, ok=False, result="no such folder"))
    back = Reader(house, ann, number, after=upto)
    entry = await back.until("entry", "no such folder")
    assert "failed" in str(entry.data)
    await back.close()


async def test_a_receipt_changes_at_its_message(house: House) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    await reader.until("entry", "will be read")
    await house.scene.order(ann, f"stop {number}")
    await reader.until("entry", "not read: the session was stopped")
    await reader.close()


async def test_streamed_text_is_shown_and_gives_way_to_the_reply(house: House) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    await reader.until("foot")
    await house.scene.ports.signals.publish(
        Preview(SessionNumber(number), TurnId("t"), "**Thin** <img src=x>")
    )
    preview = await reader.until("preview", "Thin")
    assert "<strong>Thin</strong>" in str(preview.data)
    assert "<img" not in str(preview.data)
    await append(house, number, assistant(Reply("**Thin** <img src=x> and so on"), 1))
    await reader.until("entry", "and so on")
    gone = await reader.until("preview")
    assert gone.data == ""
    await reader.close()


async def test_when_signals_are_silent_it_polls(house: House) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    await reader.until("foot")
    house.scene.ports.signals.away = True  # type: ignore[attr-defined]
    await append(house, number, assistant(Reply("Unheard"), 1))
    await reader.until("entry", "Unheard")
    await reader.close()


async def test_a_board_tells_of_other_sessions(house: House) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    await reader.until("board", "Hello")
    await house.scene.started(ann, "Something else")
    await reader.until("board", "Something else")
    await reader.close()


async def test_who_loses_access_is_sent_away(house: House) -> None:
    ann, number = await started(house)
    bob = await house.scene.person("Bob")
    await house.scene.order(ann, f"share {number} @bob")
    reader = Reader(house, bob, number)
    await reader.until("head", "Hello")
    await house.scene.order(ann, f"unshare {number} @bob")
    await reader.until("gone")


async def test_nobody_reads_while_nobody_looks(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, number = await started(house)
    reader = Reader(house, ann, number)
    await reader.until("foot")
    await reader.close()
    reads = counted(house, monkeypatch)
    await append(house, number, assistant(Reply("For nobody"), 1))
    house.site.hub.touch(SessionNumber(number))
    await asyncio.sleep(GATHER * 4)  # in which a burst of changes is read
    assert reads == []
    reader = Reader(house, ann, number)
    await reader.until("entry", "For nobody")
    await append(house, number, assistant(Reply("For you"), 1))
    await reader.until("entry", "For you")
    await reader.close()


def counted(house: House, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what is read of the store from now on."""
    store = house.scene.ports.store
    reads, read = list[object](), store.read

    async def counted(query: Any) -> Any:
        reads.append(query)
        return await read(query)

    monkeypatch.setattr(store, "read", counted)
    return reads


async def test_fifty_pages_read_the_database_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, number = await started(house)
    readers = [Reader(house, ann, number) for _ in range(50)]
    await asyncio.gather(*(each.until("foot") for each in readers))
    reads = counted(house, monkeypatch)
    await append(house, number, assistant(Reply("For all of you"), 1))
    await asyncio.gather(*(each.until("entry", "For all of you") for each in readers))
    assert len(reads) <= 3
    await asyncio.gather(*(each.close() for each in readers))
