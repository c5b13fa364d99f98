"""What was written while nobody listened is taken in: once, in order, and cheaply."""

import asyncio
import time
from collections import Counter

import discord

from bot.chat.catching.catching import OLDEST
from service.domain.ids import PersonId
from service.domain.receipts import Fate
from tests.bot.discord.hearing.scene import Scene
from tests.servers.discord.world import Channel


async def started(scene: Scene, room: Channel, *names: str) -> list[Channel]:
    """Let people open threads by a mention in a channel; return the threads."""
    threads = []
    for number, name in enumerate(names):
        person = scene.discord.person(name)
        said = person.says(room, f"{scene.discord.bot.mention} begin {number}")
        await scene.taken(said)
        threads.append(scene.discord.bot.opens_thread(room, f"begin {number}", said))
    return threads


async def test_ten_minutes_and_five_hundred_messages(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.clock.later = -700
    people = [fake.person(f"person{number}") for number in range(10)]
    rooms = [fake.channel(name) for name in ("general", "builds", "research")]
    ideas = fake.forum("ideas")
    said: dict[Channel, list[str]] = {}
    places: list[tuple[Channel, str]] = []
    async with scene.running() as frontend:
        await scene.connected(frontend)
        for room in rooms:
            for thread in await started(scene, room, *[each.user.name for each in people[:8]]):
                said[thread] = []
        await scene.taken(*[each.says(each.dm, "good morning") for each in people])
    fake.faults.discords_limits()
    with fake.outage():
        scene.clock.later = -600
        threads = list(said)
        for number in range(430):
            scene.clock.later += 600 / 500
            thread = threads[number % len(threads)]
            told = people[number % len(threads) % 8].says(thread, f"message {number}")
            said[thread].append(f"message {number}")
            places.append((thread, told["id"]))
        for number in range(70):
            scene.clock.later += 600 / 500
            person = people[number % 10]
            if number < 50:
                places.append((person.dm, person.says(person.dm, f"note {number}")["id"]))
            elif number < 60:
                told = person.says(rooms[0], f"{fake.bot.mention} do {number}")
                places.append((rooms[0], told["id"]))
            else:
                post = person.posts(ideas, f"idea {number}", "what about it?")
                places.append((post, post.id))
    scene.clock.later = 0
    before, began = len(fake.calls), time.monotonic()
    async with scene.running() as frontend:
        await scene.connected(frontend)
        seconds = time.monotonic() - began
    assert seconds < 60
    assert len(places) == len(set(places)) == 500
    assert all(await scene.receipts(*places))
    for thread, texts in said.items():
        assert (await scene.texts(thread))[1:] == texts
    told_of: Counter[PersonId] = Counter()
    for back in scene.told:
        told_of.update(back.picked)
    assert sum(told_of.values()) == 500
    assert len(scene.told[0].picked) == 10
    calls = Counter(call.name for call in fake.calls[before:] if call.status == 200)
    # One for each thread, DM, channel with news and post.
    assert calls["list_messages"] <= len(said) + 10 + 3 + 10
    print(dict(calls), f"{seconds:.1f} s")


async def test_a_crash_in_the_middle_loses_nothing_and_doubles_nothing(
    hearing_scene: Scene,
) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.clock.later = -300
    ann, general = fake.person("ann"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        threads = await started(scene, general, *["ann"] * 6)
    texts: dict[Channel, list[str]] = {thread: [] for thread in threads}
    with fake.outage():
        scene.clock.later = -200
        for number in range(60):
            scene.clock.later += 1
            thread = threads[number % 6]
            ann.says(thread, f"message {number}")
            texts[thread].append(f"message {number}")
    taken, enough = 0, asyncio.Event()

    async def before(_: object) -> None:
        nonlocal taken
        taken += 1
        if taken == 25:
            scene.die()
            enough.set()

    scene.before = before
    async with scene.running():
        await enough.wait()
    scene.before = None
    # The dead process holds its duties until their leases end.
    scene.clock.later += 20
    async with scene.running() as frontend:
        await scene.connected(frontend)
    for thread in threads:
        assert (await scene.texts(thread))[1:] == texts[thread]


async def test_what_waits_was_edited_and_deleted_meanwhile(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.clock.later = -300
    ann, general = fake.person("ann"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        [thread] = await started(scene, general, "ann")
        one, two, three = (ann.says(thread, text) for text in ("one", "two", "three"))
        note = ann.says(ann.dm, "in private")
        await scene.taken(one, two, three, note)
    scene.clock.later = 0
    with fake.outage():
        ann.edits(one, "one, but better")
        ann.deletes(two)
        ann.edits(note, "in private, but better")
        four = ann.says(thread, "four")
        ann.edits(four, "four, but better")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert (await scene.texts(thread))[1:] == ["one, but better", "", "three", "four, but better"]
    assert await scene.texts(ann.dm, note["id"]) == ["in private, but better"]
    fates = await scene.receipts((thread, two["id"]), (thread, three["id"]))
    assert [each.fate for each in fates if each] == [Fate.DELETED, Fate.NEXT]


async def test_late_messages_of_a_thread_come_before_a_live_one(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann, general = fake.person("ann"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        threads = await started(scene, general, *["ann"] * 12)
        with fake.outage():
            for thread in threads:
                ann.says(thread, "late one")
                ann.says(thread, "late two")
            fake.faults.slow("list_messages", 0.3)
        await scene.until(lambda: frontend.state.connected)
        live = [ann.says(thread, "live") for thread in reversed(threads)]
        await scene.taken(*live)
        await scene.connected(frontend)
    for thread in threads:
        assert (await scene.texts(thread))[1:] == ["late one", "late two", "live"]


async def test_what_is_too_old_is_counted(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.clock.later = -OLDEST - 500
    ann = fake.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        await scene.taken(ann.says(ann.dm, "very long ago"))
    with fake.outage():
        scene.clock.later = -OLDEST - 300
        old = ann.says(ann.dm, "long ago")
        scene.clock.later = -OLDEST + 500
        new = ann.says(ann.dm, "a week ago")
        scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    receipts = await scene.receipts((ann.dm, old["id"]), (ann.dm, new["id"]))
    assert [each is not None for each in receipts] == [False, True]
    # The first one is read again as well.
    assert ("caught_up", "old", 2) in scene.telemetry.facts


async def test_a_channel_that_cannot_be_read_is_said_and_stops_no_other(
    hearing_scene: Scene,
) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann, bob = fake.person("ann"), fake.person("bob")
    general, builds = fake.channel("general"), fake.channel("builds")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        [thread] = await started(scene, general, "ann")
        [closed, _] = await started(scene, builds, "bob", "bob")
    with fake.outage():
        said = ann.says(thread, "are you there?")
        bob.says(closed, "and here?")
        fake.permit(builds, read_message_history=False)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        assert frontend.state.unread == ("#builds",)
    assert (await scene.texts(thread))[1:] == ["are you there?"]
    assert said["id"] in scene.takers[-1].order
    [back] = scene.told
    assert sorted(back.picked.values()) == [0, 1]
    assert back.unread == ("#builds",)


async def test_a_thread_that_is_gone(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    general = fake.channel("general")
    fake.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        gone, kept = await started(scene, general, "ann", "ann")
    with fake.outage():
        fake.delete(gone)
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert scene.takers[-1].gone == [gone.id]
    assert kept.id not in scene.takers[-1].gone


async def test_a_mention_in_a_thread_that_was_put_away_is_found(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.clock.later = -7_200
    ann, general = fake.person("ann"), fake.channel("general")
    root = ann.says(general, "what do we do about the build?")
    thread = ann.opens_thread(general, "the build", root)
    async with scene.running() as frontend:
        await scene.connected(frontend)
    scene.clock.later = 0
    with fake.outage():
        ann.says(thread, f"{fake.bot.mention} fix it")
        fake.archive(thread)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        received = await scene.session(thread)
    assert received.thread.thread == thread.id
    assert await scene.texts(thread) == [f"{fake.bot.mention} fix it"]


async def test_pages_and_limits(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        await scene.taken(ann.says(ann.dm, "good morning"))
    with fake.outage():
        said = [ann.says(ann.dm, f"message {number}") for number in range(250)]
    fake.faults.storm("list_messages", retry_after=0.2, times=2)
    fake.faults.fail("get_channel", 502, times=1)
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert all(await scene.receipts(*[(ann.dm, each["id"]) for each in said]))
    [taker] = scene.takers[1:]
    assert taker.order == [each["id"] for each in said]


async def test_what_bots_and_discord_write_is_not_handed_on(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    general = fake.channel("general")
    robot, ann = fake.person("robot", kind="bot"), fake.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        [thread] = await started(scene, general, "ann")
    heard: list[str] = []

    async def before(event: object) -> None:
        if isinstance(event, discord.Message):
            heard.append(event.content)

    with fake.outage():
        robot.says(thread, "beep")
        fake.webhook_says(thread, "deployed")
        ann.changes_thread(thread, name="another name")
        ann.says(thread, "go on")
    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert heard[-1:] == ["go on"]
    assert {"beep", "deployed"}.isdisjoint(heard)
