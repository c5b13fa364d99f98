"""Disks that are full or broken: it is said, it is outlived, and nothing is lost."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from service.domain.errors import Temporary
from service.domain.ids import SessionNumber
from service.domain.items import LEAVE_FILES, TRY_AGAIN, Item, Reason
from service.domain.states import State
from service.usecases.answer import Answer, answer_item
from tests.e2e import disks
from tests.e2e.running import Up, wait_until
from tests.e2e.talking import Talk, talking
from tests.e2e.test_killed import (
    MODELS,
    STEPS,
    assert_nothing_is_lost_or_doubled,
    deployment,
    works,
)
from tests.e2e.test_turns import worker_of

pytestmark = [pytest.mark.alone, pytest.mark.timeout(240)]

ROOM = 256
"""MiB; heddle leaves an eighth of a GiB to the database, and saves nothing beyond that."""


def wrong(up: Up) -> dict[str, str]:
    """Return what it says is wrong; that it does not answer is wrong as well."""
    try:
        found: dict[str, str] = up.get("/readyz").json()["wrong"]
    except httpx.HTTPError:
        return {"bot": "It does not answer."}
    return found


async def within(holds: Callable[[], object], what: str) -> None:
    await asyncio.to_thread(wait_until, holds, what)


def counted(up: Up, name: str) -> float:
    """Add up what the metrics say of one family."""
    lines = up.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


async def at_work(talk: Talk) -> list[SessionNumber]:
    """Start two sessions and wait until both are in the middle of their work."""
    started = [(await talk.say(f"t{each}", f"Write it all, {each}")).session for each in (1, 2)]
    for each in started:
        await talk.until_step(each.number)
    return [each.number for each in started]


async def until_refused(talk: Talk) -> list[SessionNumber]:
    """Write until nothing is accepted any more; return what was: the log had some room left."""
    accepted: list[SessionNumber] = []
    with suppress(Temporary):
        while True:
            found = await talk.say(f"late{len(accepted)}", "Write this as well")
            accepted.append(found.session.number)
    return accepted


async def end_well(talk: Talk, *numbers: SessionNumber) -> None:
    """Wait until all is done and saved, once."""
    for number in numbers:
        done = await talk.until(number, State.DONE)
        assert done.captures == 1
        await assert_nothing_is_lost_or_doubled(talk, number)


def saved(folder: Path, number: SessionNumber) -> set[str]:
    """Return what of the agent's work stands in the captures."""
    return {each.name for each in (folder / str(number)).rglob("part-*.md")}


PARTS = {f"part-{each}.md" for each in range(STEPS)}


async def test_a_full_disk_is_said_and_outlived(tmp_path: Path) -> None:
    with disks.small(tmp_path / "disk", ROOM) as disk:
        async with deployment(disk.path / "data") as (up, talk, server):
            server.script(works)
            numbers = await at_work(talk)
            disk.fill()
            await within(lambda: "full" in wrong(up).get("database", ""), "it is said")
            assert counted(up, "heddle_database_failures_total") > 0
            assert counted(up, 'heddle_disk_free_bytes{folder="data"}') == 0
            numbers += await until_refused(talk)
            disk.free()
            await within(lambda: not wrong(up), "it is ready again")
            numbers.append((await talk.say("t3", "Write what was refused")).session.number)
            await end_well(talk, *numbers)
            assert all(saved(up.folder / "captures", each) == PARTS for each in numbers)


async def test_who_starts_on_a_full_disk_says_so_and_goes_on(tmp_path: Path) -> None:
    with disks.small(tmp_path / "disk", ROOM) as disk:
        async with deployment(disk.path / "data") as (up, talk, server):
            server.script(works)
            numbers = await at_work(talk)
            bot = up.child("bot", "bot")
            assert bot is not None
            bot.kill()
            worker_of(up).kill()
            disk.fill()
            await within(lambda: "bot" not in wrong(up), "a bot answers again")
            assert up.get("/metrics").status_code == 200
            disk.free()
            await within(lambda: not wrong(up), "it is ready again")
            await end_well(talk, *numbers)
            assert not [line for line in up.lines if "SIGBUS" in line or "Traceback" in line]


async def test_a_disk_that_turns_read_only_is_said_and_repaired(tmp_path: Path) -> None:
    with disks.real(tmp_path / "disk", ROOM) as disk:
        # What is not synced is gone with such a disk, as with the power.
        synced = {"sqlite_synchronous": "full"}
        async with deployment(disk.path / "data", **synced) as (up, talk, server):
            server.script(works)
            numbers = await at_work(talk)
            disk.fail()
            await within(lambda: "database" in wrong(up), "it is said")
            assert "writable" in wrong(up)["database"]
            assert counted(up, "heddle_database_failures_total") > 0
            with pytest.raises(Temporary, match="writable"):
                await talk.say("t3", "This is refused")
            await talk.service.store.close()
            up.signal(signal.SIGTERM)
            assert await asyncio.to_thread(up.wait, 30) == 0
            assert not [line for line in up.lines if "Traceback" in line or "broke (" in line]
            disk.repair()
            await asyncio.to_thread(up.start)
            async with talking(up.folder, MODELS, others=synced) as again:
                await end_well(again, *numbers)
            up.signal(signal.SIGTERM)
            assert await asyncio.to_thread(up.wait, 30) == 0


@pytest.mark.postgres
async def test_results_that_find_no_room_wait_for_their_owner(
    tmp_path: Path, postgres_url: str
) -> None:
    with disks.small(tmp_path / "disk", ROOM) as disk:
        kept = disk.path / "captures"
        settings = {"database_url": postgres_url, "captures_dir": str(kept)}
        async with deployment(tmp_path / "data", **settings) as (up, talk, server):
            server.script(works)
            numbers = await at_work(talk)
            disk.fill()
            items = [await uncaptured(talk, number) for number in numbers]
            assert wrong(up).keys() == {"captures"}, "the database is elsewhere"
            assert "full" in wrong(up)["captures"]
            assert up.get("/readyz").json()["ready"]
            assert all("disk is full" in each.ask for each in items)
            assert counted(up, 'heddle_capture_seconds_count{ok="false"}') >= 2 * 3
            assert counted(up, 'heddle_disk_free_bytes{folder="captures"}') == 0
            given = Answer(talk.person.id, LEAVE_FILES, "test")
            await answer_item(talk.service.ports, items[1].id, given)
            left = await talk.until(numbers[1], State.DONE)
            assert left.captures == 0
            disk.free()
            await within(lambda: not wrong(up), "there is room again")
            given = Answer(talk.person.id, TRY_AGAIN, "test")
            await answer_item(talk.service.ports, items[0].id, given)
            await end_well(talk, numbers[0])
            assert saved(kept, numbers[0]) == PARTS
            assert {each.name for each in (up.folder / "workspaces").rglob("part-*.md")} == PARTS


async def uncaptured(talk: Talk, number: SessionNumber) -> Item:
    """Wait until the session waits because its result could not be saved."""
    await talk.until(number, State.WAITING)
    items = await talk.service.store.read(lambda reads: reads.items(session=number))
    (item,) = [each for each in items if each.reason == Reason.CAPTURE_FAILED]
    return item
