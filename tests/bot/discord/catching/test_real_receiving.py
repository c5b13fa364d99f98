"""What was missed goes the way of live messages, through all that listens to Discord."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.bootstrap.discord_front import front_of
from bot.discord.frontend import DiscordFrontend
from bot.inbound.inbound import Inbound
from service.domain.deliveries import DeliveryKind
from service.domain.receipts import Fate
from tests.bot.discord.hearing.scene import Scene
from tests.fakes.push import FakePusher
from tests.servers.discord.world import Channel


@pytest.fixture
def scene(hearing_scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The same deployment, with everything that really listens."""

    def frontend(**options: object) -> DiscordFrontend:
        inbound = Inbound(hearing_scene.ports, FakePusher())
        return front_of(hearing_scene.ports, inbound, hearing_scene.channels, "bot-real")

    monkeypatch.setattr(hearing_scene, "frontend", frontend)
    return hearing_scene


@contextmanager
def away(scene: Scene, seconds: float) -> Iterator[None]:
    """So long nothing is heard; what is done meanwhile happens in the middle of it."""
    with scene.discord.outage():
        scene.clock.later += seconds / 2
        yield
        scene.clock.later += seconds / 2


async def received(scene: Scene, place: Channel, message: dict[str, Any]) -> None:
    """Wait until a live message was taken in."""
    while not all(await scene.receipts((place, message["id"]))):
        await scene.until(lambda: True)


async def begun(scene: Scene, room: Channel, text: str) -> Channel:
    """Let Ann begin a session in a channel; return its thread."""
    ann = scene.discord.person("ann")
    root = ann.says(room, f"{scene.discord.bot.mention} {text}")
    await received(scene, room, root)
    await scene.until(lambda: root["id"] in scene.discord.world.channels)
    return scene.discord.world.channels[root["id"]]


async def test_each_missed_message_has_one_outcome_in_order(scene: Scene) -> None:
    fake = scene.discord
    scene.clock.later = -700
    ann, bob, general = fake.person("ann"), fake.person("bob"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        threads = [await begun(scene, general, f"task {number}") for number in range(5)]
        hello = bob.says(bob.dm, "!help")
        await received(scene, bob.dm, hello)
    places: list[tuple[Channel, str]] = []
    with away(scene, 600):
        for number in range(100):
            thread = threads[number % 5]
            places.append((thread, ann.says(thread, f"more {number}")["id"]))
        started = ann.says(general, f"{fake.bot.mention} a new task")
        strange = bob.says(threads[0], "may I?")
        bystander = bob.says(general, "nothing for a bot")
        direct = bob.says(bob.dm, "work for me")
        command = ann.says(threads[1], "!status")
        places += [(general, started["id"]), (threads[0], strange["id"])]
        places += [(threads[1], command["id"]), (bob.dm, direct["id"])]
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    receipts = await scene.receipts(*places)
    assert all(receipts)
    fates = [each.fate for each in receipts[-4:] if each]
    assert fates == [Fate.NEXT, Fate.HELD, Fate.COMMAND, Fate.NEXT]
    assert await scene.receipts((general, bystander["id"])) == [None]
    for number, thread in enumerate(threads):
        texts = (await scene.texts(thread))[1:]
        assert texts == [f"more {each}" for each in range(100) if each % 5 == number]


async def test_the_owner_hears_it_in_one_line(scene: Scene) -> None:
    fake = scene.discord
    scene.clock.later = -700
    ann, general = fake.person("ann"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        thread = await begun(scene, general, "begin")
    with away(scene, 600):
        for number in range(3):
            ann.says(thread, f"more {number}")
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    owner = (await scene.session(thread)).owner_id
    told = [
        each
        for each in await scene.read(lambda reads: reads.deliveries(person=owner))
        if each.kind is DeliveryKind.AWAY
    ]
    assert [each.facts["count"] for each in told] == [3]


async def test_what_waits_was_edited_and_deleted(scene: Scene) -> None:
    fake = scene.discord
    scene.clock.later = -700
    ann, general = fake.person("ann"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        thread = await begun(scene, general, "begin")
        one, two = ann.says(thread, "one"), ann.says(thread, "two")
        await received(scene, thread, one)
        await received(scene, thread, two)
    with away(scene, 600):
        ann.edits(one, "one, but better")
        ann.deletes(two)
        fake.archive(thread)
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert (await scene.texts(thread))[1:] == ["one, but better", ""]


async def test_the_owner_hears_of_a_thread_that_was_deleted(scene: Scene) -> None:
    fake = scene.discord
    scene.clock.later = -700
    general = fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        thread = await begun(scene, general, "begin")
        owner = (await scene.session(thread)).owner_id
    with away(scene, 600):
        fake.delete(thread)
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    told = await scene.read(lambda reads: reads.deliveries(person=owner))
    assert ["The thread was deleted" in str(each.facts) for each in told].count(True) == 1
