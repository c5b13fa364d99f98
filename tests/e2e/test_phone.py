"""A question reaches a phone and is answered by the push's button, whatever dies in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.inbound.inbound import Inbound
from service.adapters.clock.system import SystemClock
from service.adapters.push.pusher import Pushes
from service.domain import demo
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.effects import Posted
from service.domain.ids import SessionNumber
from service.domain.states import State
from tests.e2e.running import Up, running
from tests.e2e.talking import Talk, talking
from tests.servers.ntfy import NtfyServer, press

pytestmark = pytest.mark.timeout(180)


@asynccontextmanager
async def ann_with_a_phone(up: Up, server: NtfyServer) -> AsyncIterator[tuple[Talk, Inbound, str]]:
    """Ann is told on her phone at once; also hand out the topic that she subscribes to."""
    async with talking(up.folder) as talk:
        pushes = Pushes(SystemClock(), server.url)
        inbound = Inbound(talk.service.ports, pushes)
        added = await inbound.add_phone(talk.person, "ntfy")
        await inbound.set_ladder(talk.person, "phone", important=False)
        yield talk, inbound, added.text.split("`")[1]
        await pushes.close()


async def told(talk: Talk, kind: DeliveryKind) -> Delivery:
    """Wait until Ann is told something of the kind; signals may be lost."""
    service, ann = talk.service, talk.person.id
    async with asyncio.timeout(30), service.ports.signals.subscribe(Posted) as posted:
        while True:
            found = await service.store.read(lambda reads: reads.deliveries(person=ann))
            if works := [each for each in found if each.kind is kind]:
                return works[0]
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await anext(posted)


async def test_a_question_is_answered_by_the_buttons_of_its_push(tmp_path: Path) -> None:
    with (
        NtfyServer() as server,
        running(tmp_path / "data", HEDDLE_PUSH__NTFY_SERVER=server.url) as up,
    ):
        async with ann_with_a_phone(up, server) as (talk, _, topic):
            number = (await talk.say("t1", demo.DECIDE)).session.number
            (push,) = await asyncio.to_thread(server.published, topic)
            assert push["title"].startswith(f"{number} · ")
            assert push["click"] == f"{up.address}/threads/{number}"
            assert press(push).is_success
            await talk.until(number, State.DONE)


async def test_a_press_outlives_the_bot_that_should_have_heard_it(tmp_path: Path) -> None:
    with (
        NtfyServer() as server,
        running(tmp_path / "data", HEDDLE_PUSH__NTFY_SERVER=server.url) as up,
    ):
        async with ann_with_a_phone(up, server) as (talk, _, topic):
            number = (await talk.say("t1", demo.DECIDE)).session.number
            (push,) = await asyncio.to_thread(server.published, topic)
            bot = up.child("bot", "bot")
            assert bot is not None
            bot.kill()
            assert press(push, 1).is_success
            await talk.until(number, State.DONE)
            item = await answered(talk, number)
    assert item == (push["actions"][1]["label"], "phone")


async def answered(talk: Talk, number: SessionNumber) -> tuple[str, str]:
    (item,) = await talk.service.store.read(
        lambda reads: [each for each in reads.items(session=number, open_only=False) if each.answer]
    )
    return item.answer, item.resolved_from


async def test_a_test_waits_for_the_tap_and_says_how_long_it_took(tmp_path: Path) -> None:
    with (
        NtfyServer() as server,
        running(tmp_path / "data", HEDDLE_PUSH__NTFY_SERVER=server.url) as up,
    ):
        async with ann_with_a_phone(up, server) as (talk, inbound, topic):
            await inbound.try_phone(talk.person, None)
            (push,) = await asyncio.to_thread(server.published, topic)
            assert press(push).is_success
            works = await told(talk, DeliveryKind.PHONE_WORKS)
    print(f"test push to tap heard: {works.facts['seconds']} s")
    assert works.facts["seconds"] < 15
