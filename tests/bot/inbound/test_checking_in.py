"""Check-ins by command and by button."""

import pytest

from service.domain.items import ALL_WELL, ItemKind
from service.domain.persons import Person
from service.domain.timers import TimerKind
from service.usecases.check_in import check_in_due
from tests.bot.inbound.scene import Scene, repeated


async def test_a_type_at_the_start_sets_the_pace(scene: Scene, ann: Person) -> None:
    heard = await scene.say(ann, "!start --type frontend Build the page")
    assert heard.text == "Session 1 has started."
    session = await scene.session(1)
    assert (session.task, session.check_every, session.check_by_hand) == ("frontend", 900.0, False)
    heard = await scene.say(ann, "!start --type nope Build the page")
    assert heard.refused
    assert heard.text.startswith("There is no task type 'nope'. You can use: complex (5m), fix")


async def test_it_is_shown_chosen_and_ended_from_a_thread_and_from_anywhere(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    heard = await scene.say(ann, "!checkin", session.thread)
    assert heard.text.startswith("Session 1 has no check-ins. `!checkin 1 10m` changes that")
    heard = await scene.say(ann, "!checkin 10m", session.thread)
    assert "checked in on every 10 min of work" in heard.text
    timers = await scene.read(lambda reads: reads.timers(["1"]))
    assert TimerKind.CHECK_IN in {each.kind for each in timers}
    heard = await scene.order(ann, "checkin 1 complex")
    assert "Session 1 (complex) is checked in on every 5 min" in heard.text
    heard = await scene.order(ann, "checkin 1 off")
    assert heard.text == "Session 1 is not checked in on any more."


async def test_the_same_command_again_changes_nothing(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    first = await scene.order(ann, "checkin 1 10m", key="k")
    await scene.order(ann, "checkin 1 20m")
    assert await scene.order(ann, "checkin 1 10m", key="k") == repeated(first)
    assert (await scene.session(1)).check_every == 1200.0


@pytest.mark.parametrize("text", ["soon", "10 parsecs", "0m"])
async def test_what_cannot_be_is_refused_with_what_can(
    scene: Scene, ann: Person, text: str
) -> None:
    await scene.started(ann)
    heard = await scene.order(ann, f"checkin 1 {text}")
    assert heard.refused
    assert "10m" in heard.text or "1m to 1d" in heard.text


async def test_its_card_is_answered_by_command(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.order(ann, "checkin 1 10m")
    await scene.works(1)
    scene.clock.advance(600)
    await check_in_due(scene.ports, (await scene.session(1)).number)
    (item,) = await scene.open_items(1)
    assert item.kind is ItemKind.CHECK_IN
    assert "`!answer 1 …`: On track / Stop / No more check-ins" in (
        (await scene.order(ann, "inbox")).text
    )
    heard = await scene.order(ann, f"answer 1 {ALL_WELL}")
    assert (await scene.session(1)).check_every == 900.0
    assert heard.text
    assert await scene.open_items(1) == []


async def test_a_press_says_when_the_next_one_comes(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.order(ann, "checkin 1 10m")
    await scene.works(1)
    scene.clock.advance(600)
    await check_in_due(scene.ports, (await scene.session(1)).number)
    (item,) = await scene.open_items(1)
    heard = await scene.inbound.answer(ann, item.id, ALL_WELL, "web")
    assert heard.text == "Noted. The next check-in on session 1 is in 15 min."
