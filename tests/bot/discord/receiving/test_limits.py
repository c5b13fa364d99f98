"""Slowness, closed direct messages, guests, people who leave, and what texts turn into."""

import asyncio
from typing import Any

import pytest

from bot.discord.receiving import clicks, entities
from bot.discord.receiving.entities import Names
from bot.presenter.cards import Act, Button
from service.domain.states import State
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel


@pytest.fixture
def slow(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Commands wait for this, longer than an interaction does."""
    gate, command = asyncio.Event(), scene.inbound.command

    async def waits(*given: Any, **more: Any) -> Any:
        await gate.wait()
        return await command(*given, **more)

    monkeypatch.setattr(clicks, "ACK", 0.02)
    monkeypatch.setattr(scene.inbound, "command", waits)
    return gate


async def test_a_slow_command_is_deferred_and_then_answered(
    scene: Scene, ann: Person, general: Channel, slow: asyncio.Event
) -> None:
    done = ann.slash("/heddle list", general)
    await scene.until(lambda: done.loading)
    assert done.hidden
    slow.set()
    await scene.answered(done)
    assert "no session" in done.text.lower() or done.text
    assert done.answered_after is not None
    assert done.answered_after < 3


async def test_an_answer_whose_end_nobody_saw_is_not_doubled(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.fake.faults.fail("create_interaction_response", after=True)
    done = await scene.answered(ann.slash("/heddle list", general))
    assert done.text
    assert done.followups == []
    assert scene.said(ann.dm) == []
    assert len(ann.notices) == 1


async def test_a_slow_press_is_acknowledged_and_then_answered(
    scene: Scene, ann: Person, general: Channel, slow: asyncio.Event
) -> None:
    session = await scene.begun(ann, general)
    button = Button("Stop", Act.COMMAND, f"stop {session.number}", session=session.number)
    sent = await scene.shows(general, "card", button)
    pressed = ann.presses(sent, "Stop")
    await scene.until(lambda: pressed.answered)
    slow.set()
    await scene.until(lambda: ann.notices)
    await scene.settled()
    assert await scene.states(session.number) == [State.STOPPED]
    assert len(ann.notices) == 1


async def test_a_button_of_another_version_says_so(
    scene: Scene, ann: Person, general: Channel
) -> None:
    sent = await scene.shows(general, "card", Button("Old", Act.REDIRECT, "x"))
    row = sent["components"][0]["components"][0]
    row["custom_id"] = '{"v":9,"a":"choose"}'
    pressed = await scene.answered(ann.presses(sent, "Old"))
    assert "not readable any more" in pressed.text


async def test_a_settings_button_opens_its_form_and_a_void_one_says_so(
    scene: Scene, ann: Person, general: Channel
) -> None:
    sent = await scene.shows(
        general, "card", Button("Set", Act.SETTINGS), Button("Other", Act.OTHER)
    )
    opened = await scene.answered(ann.presses(sent, "Set"))
    assert opened.modal is not None
    void = await scene.answered(ann.presses(sent, "Other"))
    assert "does not say what it is about" in void.text


async def test_something_broken_is_said_to_who_pressed(
    scene: Scene, ann: Person, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(scene.inbound, "command", breaks)
    done = await scene.answered(ann.slash("/heddle list", general))
    assert "broke over this" in done.text


async def test_an_outage_of_discords_own_is_said_as_one(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.fake.faults.fail("create_message", times=20)
    done = ann.slash("/heddle start", general, prompt="fix it")
    await scene.until(lambda: done.answered and not done.loading, 30.0)
    await scene.settled()
    assert "slow just now" in done.text
    assert await scene.sessions() == []


async def test_who_leaves_has_their_agents_parked(at_rest: Scene, general: Channel) -> None:
    ann = at_rest.fake.person("ann")
    async with at_rest.running(members=True):
        session = await at_rest.begun(ann, general)
        ann.leaves(at_rest.fake.guild)
        await at_rest.settled()
        assert await at_rest.states(session.number) == [State.PARKED]


async def test_who_is_in_another_server_goes_on(at_rest: Scene, general: Channel) -> None:
    other = at_rest.fake.server("other")
    ann = at_rest.fake.person("ann")
    at_rest.fake.person("ann", guild=other)
    async with at_rest.running(members=True):
        session = await at_rest.begun(ann, general)
        ann.leaves(at_rest.fake.guild)
        await at_rest.settled()
        assert await at_rest.states(session.number) != [State.PARKED]


async def test_servers_are_let_in_by_name_also_directly(at_rest: Scene, general: Channel) -> None:
    del general
    inside, outside = at_rest.fake.person("ann"), at_rest.fake.server("other")
    stranger = at_rest.fake.person("zoe", guild=outside)
    async with at_rest.running(servers=("loom",)):
        await at_rest.says(inside, inside.dm, "fix the build")
        await at_rest.says(stranger, stranger.dm, "fix the build")
        assert len(await at_rest.sessions()) == 1
        assert "HEDDLE_DISCORD__SERVERS" in at_rest.said(stranger.dm)[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@111111111111111111> and <@!222222222222222222>", "@heddle and @Ann"),
        ("<@&333333333333333333> in <#444444444444444444>", "@ops in #general"),
        ("<:party:555555555555555555><a:wave:666666666666666666>", ":party::wave:"),
        ("||secret|| **bold** <https://a.example>", "||secret|| **bold** <https://a.example>"),
        ("</heddle list:777777777777777777>", "/heddle list"),
        ("<t:0:R>", "1970-01-01 00:00 UTC"),
        ("<@888888888888888888>", "@888888888888888888"),
    ],
)
def test_markup_becomes_plain_text(written: str, read: str) -> None:
    names = Names(
        {111111111111111111},
        {222222222222222222: "Ann"},
        {333333333333333333: "ops"},
        {444444444444444444: "general"}.get,
    )
    assert entities.plain(written, names) == read


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("<@111111111111111111> fix it", False),
        ("<@222222222222222222> look", True),
        ("<@&222222222222222222> look", True),
        ("@everyone look", True),
        ("look, <@222222222222222222>", False),
    ],
)
def test_whom_a_text_is_addressed_to(text: str, others: bool) -> None:
    assert entities.opens_with_other(text, {111111111111111111}) is others
