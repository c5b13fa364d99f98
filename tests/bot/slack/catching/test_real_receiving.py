"""What was missed goes the way of live messages, through all that listens to Slack."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.bootstrap.slack_front import front_of
from bot.inbound.inbound import Inbound
from bot.slack.frontend import SlackFrontend
from service.domain.deliveries import DeliveryKind
from service.domain.receipts import Fate
from tests.bot.slack.hearing.scene import Scene
from tests.fakes.push import FakePusher


@pytest.fixture
def scene(hearing_scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The same deployment, with everything that really listens."""

    def frontend(**options: object) -> SlackFrontend:
        inbound = Inbound(hearing_scene.ports, FakePusher())
        return front_of(hearing_scene.ports, inbound, hearing_scene.channels, "bot-real")

    monkeypatch.setattr(hearing_scene, "frontend", frontend)
    return hearing_scene


@contextmanager
def away(scene: Scene, seconds: float) -> Iterator[None]:
    """So long nothing is heard; what is done meanwhile happens in the middle of it."""
    with scene.slack.outage():
        scene.clock.later += seconds / 2
        yield
        scene.clock.later += seconds / 2


async def test_each_missed_message_has_one_outcome_in_order(scene: Scene) -> None:
    slack = scene.slack
    scene.clock.later = -700
    ann, bob = slack.person("ann"), slack.person("bob")
    general = slack.channel("general", ann, bob)
    mention = f"<@{slack.workspace.bot}>"
    async with scene.running() as frontend:
        await scene.connected(frontend)
        roots = [ann.says(general, f"{mention} task {number}") for number in range(5)]
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    places: list[tuple[str, str]] = []
    with away(scene, 600):
        for number in range(100):
            said = ann.says(general, f"more {number}", thread=roots[number % 5]["ts"])
            places.append((general.id, said["ts"]))
        started = ann.says(general, f"{mention} a new task")
        strange = bob.says(general, "may I?", thread=roots[0]["ts"])
        bystander = bob.says(general, "nothing for a bot")
        direct = bob.says(bob.dm, "work for me")
        command = ann.says(general, "!status", thread=roots[1]["ts"])
        places += [(general.id, each["ts"]) for each in (started, strange, command)]
        places.append((bob.dm.id, direct["ts"]))
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    receipts = await scene.receipts(*places)
    assert all(receipts)
    fates = [each.fate for each in receipts[-4:] if each]
    assert fates == [Fate.NEXT, Fate.HELD, Fate.COMMAND, Fate.NEXT]
    assert await scene.receipts((general.id, bystander["ts"])) == [None]
    for number, root in enumerate(roots):
        texts = (await scene.texts(general.id, root["ts"]))[1:]
        assert texts == [f"more {each}" for each in range(100) if each % 5 == number]
    assert slack.violations == []


async def test_the_owner_hears_it_in_one_line(scene: Scene) -> None:
    slack = scene.slack
    scene.clock.later = -700
    ann = slack.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        root = ann.says(ann.dm, "begin")
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    with away(scene, 600):
        for number in range(3):
            ann.says(ann.dm, f"more {number}", thread=root["ts"])
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    owner = (await scene.session(ann.dm.id, root["ts"])).owner_id
    told = [
        each
        for each in await scene.read(lambda reads: reads.deliveries(person=owner))
        if each.kind is DeliveryKind.AWAY
    ]
    assert [each.facts["count"] for each in told] == [3]


async def test_what_waits_was_edited_and_deleted(scene: Scene) -> None:
    slack = scene.slack
    scene.clock.later = -700
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        root = ann.says(general, f"<@{slack.workspace.bot}> begin")
        one = ann.says(general, "one", thread=root["ts"])
        two = ann.says(general, "two", thread=root["ts"])
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    with away(scene, 600):
        ann.edits(general, one["ts"], "one, but better")
        ann.deletes(general, two["ts"])
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert (await scene.texts(general.id, root["ts"]))[1:] == ["one, but better", ""]


async def test_a_reply_to_what_heddle_told_before_the_gap(scene: Scene) -> None:
    slack = scene.slack
    scene.clock.later = -7_200
    ann = slack.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        client = AsyncWebClient(slack.bot_token, slack.api, retry_handlers=[])
        await client.chat_postMessage(channel=ann.dm.id, text="Something needs you")
        told = slack.messages(ann.dm)[-1]
    scene.clock.later = -600
    with away(scene, 300):
        reply = ann.says(ann.dm, "go on", thread=told["ts"])
    scene.clock.later = 0
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert all(await scene.receipts((ann.dm.id, reply["ts"])))
