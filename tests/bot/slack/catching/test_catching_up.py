"""What was written while nobody listened is taken in: once, in order, within Slack's limits."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest

from bot.chat.catching.catching import OLDEST
from service.domain.errors import Temporary
from service.domain.ids import PersonId
from service.domain.receipts import Fate
from tests.bot.slack.hearing.scene import Scene
from tests.servers.slack.core import Call

READING = ("users.conversations", "conversations.history", "conversations.replies")
TIER_3 = 50


def most_in_a_minute(calls: list[Call]) -> int:
    """Return how many of the calls fell into one minute, at most."""
    times = sorted(call.at for call in calls)
    return max((sum(1 for at in times if begin <= at < begin + 60) for begin in times), default=0)


async def test_ten_minutes_and_five_hundred_messages(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.clock.later = -700
    names = [f"person{number}" for number in range(10)]
    people = [slack.person(name) for name in names]
    rooms = [slack.channel(name, *people) for name in ("general", "builds", "research")]
    said: dict[tuple[str, str], list[str]] = {}
    places: list[tuple[str, str]] = []
    async with scene.running() as frontend:
        await scene.connected(frontend)
        for room in rooms:
            for thread in await scene.started(room, *names[:8]):
                said[room.id, thread] = []
    slack.faults.slacks_limits()
    with slack.outage():
        scene.clock.later = -600
        threads = list(said)
        by_id = {room.id: room for room in rooms}
        for number in range(440):
            scene.clock.later += 600 / 500
            room_id, thread = threads[number % len(threads)]
            told = people[number % len(threads) % 8].says(
                by_id[room_id], f"message {number}", thread=thread
            )
            said[room_id, thread].append(f"message {number}")
            places.append((room_id, told["ts"]))
        for number in range(60):
            scene.clock.later += 600 / 500
            person = people[number % 10]
            where = person.dm if number < 50 else rooms[0]
            text = f"note {number}" if number < 50 else f"<@{slack.workspace.bot}> do {number}"
            told = person.says(where, text)
            said[where.id, told["ts"]] = [text]
            places.append((where.id, told["ts"]))
    scene.clock.later = 0
    before, began = len(slack.calls), time.monotonic()
    async with scene.running() as frontend:
        await scene.connected(frontend)
        seconds = time.monotonic() - began
    assert seconds < 60
    assert len(places) == len(set(places)) == 500
    assert all(await scene.receipts(*places))
    for (room_id, thread), texts in said.items():
        mine = await scene.texts(room_id, thread)
        assert mine[-len(texts) :] == texts
        assert len(mine) == len(texts) + (not mine[0].startswith(texts[0]))
    calls = slack.calls[before:]
    assert all(call.status == 200 for call in calls)
    made = {name: [call for call in calls if call.method == name] for name in READING}
    assert all(most_in_a_minute(each) <= TIER_3 for each in made.values())
    told_of: Counter[PersonId] = Counter()
    for back in scene.told:
        told_of.update(back.picked)
    assert sum(told_of.values()) == 500
    assert len(scene.told[0].picked) == 10
    print({name: len(each) for name, each in made.items()}, f"{seconds:.1f} s")


@pytest.mark.parametrize("deaf", [True, False], ids=["heard-elsewhere", "heard-here"])
@pytest.mark.parametrize("within", [True, False], ids=["in-a-thread", "in-a-room"])
async def test_a_reply_to_what_is_just_being_taken_in_is_not_lost(
    hearing_scene: Scene, deaf: bool, within: bool
) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.clock.later = -300
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
    scene.clock.later = -200
    with slack.outage():
        root = str(ann.says(general, "The build is red.")["ts"]) if within else None
        text = f"<@{slack.workspace.bot}> fix the build"
        begins = str(ann.says(general, text, thread=root)["ts"])
    scene.clock.later = 0

    too_early = asyncio.Event()

    async def before(event: Mapping[str, Any]) -> None:
        if event["ts"] != begins:
            too_early.set()
        elif scene.before is not None:
            scene.before = None
            if deaf:  # another process hears it, and there is no session yet
                slack.deafen()
            ann.says(general, "and the docs", thread=root or begins)
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await too_early.wait()

    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
        await scene.until(lambda: scene.before is None)
    assert (await scene.texts(general.id, root or begins))[-1] == "and the docs"


async def test_a_crash_in_the_middle_loses_nothing_and_doubles_nothing(
    hearing_scene: Scene,
) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.clock.later = -300
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        threads = await scene.started(general, *["ann"] * 6)
    texts: dict[str, list[str]] = {thread: [] for thread in threads}
    with slack.outage():
        scene.clock.later = -200
        for number in range(60):
            scene.clock.later += 1
            thread = threads[number % 6]
            ann.says(general, f"message {number}", thread=thread)
            texts[thread].append(f"message {number}")
    taken, enough = 0, asyncio.Event()

    async def before(event: Mapping[str, Any]) -> None:
        nonlocal taken
        taken += 1
        if taken == 25:
            scene.die()
            enough.set()

    scene.before = before
    async with scene.running():
        await enough.wait()
    scene.before = None
    # The dead process holds the duty of reading until its lease ends.
    scene.clock.later += 20
    async with scene.running() as frontend:
        await scene.connected(frontend)
    for thread in threads:
        assert (await scene.texts(general.id, thread))[1:] == texts[thread]


async def test_what_waits_was_edited_and_deleted_meanwhile(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.clock.later = -300
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        [thread] = await scene.started(general, "ann")
        one = ann.says(general, "one", thread=thread)
        two = ann.says(general, "two", thread=thread)
        three = ann.says(general, "three", thread=thread)
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    scene.clock.later = 0
    with slack.outage():
        ann.edits(general, one["ts"], "one, but better")
        ann.deletes(general, two["ts"])
        four = ann.says(general, "four", thread=thread)
        ann.edits(general, four["ts"], "four, but better")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert (await scene.texts(general.id, thread))[1:] == [
        "one, but better",
        "",
        "three",
        "four, but better",
    ]
    fates = await scene.receipts((general.id, two["ts"]), (general.id, three["ts"]))
    assert [each.fate for each in fates if each] == [Fate.DELETED, Fate.NEXT]


async def test_late_messages_of_a_thread_come_before_a_live_one(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        threads = await scene.started(general, *["ann"] * 12)
        with slack.outage():
            for thread in threads:
                ann.says(general, "late one", thread=thread)
                ann.says(general, "late two", thread=thread)
        slack.faults.slow("conversations.replies", 0.3)
        slack.drop_sockets()
        await scene.until(lambda: not frontend.state.connected)
        await scene.until(lambda: frontend.state.connected)
        for thread in reversed(threads):
            ann.says(general, "live", thread=thread)
        await scene.connected(frontend)
        await scene.until(lambda: all(each.done for each in slack.deliveries))
    for thread in threads:
        texts = (await scene.texts(general.id, thread))[1:]
        assert texts == ["late one", "late two", "live"]


async def test_what_is_too_old_is_counted(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    scene.clock.later = -OLDEST - 500
    async with scene.running() as frontend:
        await scene.connected(frontend)
    with slack.outage():
        old = ann.says(ann.dm, "long ago")
        scene.clock.later = -OLDEST + 500
        new = ann.says(ann.dm, "a week ago")
        scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    receipts = await scene.receipts((ann.dm.id, old["ts"]), (ann.dm.id, new["ts"]))
    assert [each is not None for each in receipts] == [False, True]
    assert ("caught_up", "old", 1) in scene.telemetry.facts


async def test_limits_and_pages(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    with slack.outage():
        said = [ann.says(ann.dm, f"message {number}") for number in range(250)]
    for method in READING:
        slack.faults.storm(method, retry_after=1, times=1)
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert all(await scene.receipts(*[(ann.dm.id, each["ts"]) for each in said]))
    [taker] = scene.takers[1:]
    assert taker.order == [each["ts"] for each in said]


async def test_an_event_that_could_not_be_stored_is_read_later(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    slack.core.retry_waits = ()
    ann = slack.person("ann")
    tried = 0

    async def before(event: Mapping[str, Any]) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise Temporary("The database is away.")

    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
        said = ann.says(ann.dm, "keep this")
        await scene.until(lambda: tried > 1)
        await scene.connected(frontend)
    assert await scene.texts(ann.dm.id, said["ts"]) == ["keep this"]


async def test_two_front_ends_read_one_after_the_other(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    async with scene.running() as first, scene.running() as second:
        await scene.connected(first)
        await scene.connected(second)
        before = len(slack.called("conversations.history"))
        with slack.outage():
            said = ann.says(ann.dm, "to whom it may concern")
        slack.drop_sockets()
        await scene.until(lambda: not first.state.connected and not second.state.connected)
        await scene.connected(first)
        await scene.connected(second)
        read = len(slack.called("conversations.history")) - before
    assert await scene.texts(ann.dm.id, said["ts"]) == ["to whom it may concern"]
    assert read <= 6
    assert len(scene.told) == 1


async def test_the_first_start_ever_reads_nothing(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    ann.says(ann.dm, "long before")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert slack.called("conversations.history") == []


@pytest.mark.parametrize("kind", ["bot", "system"])
async def test_what_nobody_wrote_is_passed_over(hearing_scene: Scene, kind: str) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    with slack.outage():
        said = ann.says(ann.dm, "hello")
        said |= {"bot_id": "B1"} if kind == "bot" else {"subtype": "channel_topic"}
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert await scene.receipts((ann.dm.id, said["ts"])) == [None]
