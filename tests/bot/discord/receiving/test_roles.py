"""Who has a role that a channel lets steer does so by every way there is, inside the thread."""

from typing import Any

import pytest

from bot.presenter.cards import Act, Button
from service.domain.deliveries import DeliveryKind
from service.domain.events import Kind
from service.domain.rooms import RoomKey, Verbosity, Who
from service.domain.sessions import Session
from service.domain.states import State
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel

KINDLY = "Session 1 belongs to Ann"
UNKNOWN = "You have no session 1"


@pytest.fixture
def cara(scene: Scene) -> Person:
    """She has the role."""
    cara = scene.fake.person("cara")
    scene.fake.role("ops")
    scene.fake.sets_roles(cara, "ops")
    return cara


@pytest.fixture
async def session(scene: Scene, ann: Person, cara: Person, general: Channel) -> Session:
    """Ann's session is at work in a channel that lets the role steer."""
    del cara
    await lets(scene, general, Who.ROLES)
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    return session


async def lets(scene: Scene, room: Channel, steer: Who) -> None:
    """The channel is set to let so many steer."""
    assert room.guild is not None
    admin = await scene.inbound.sign_in(scene.identity("root"), "Root", admin=True)
    await scene.inbound.set_room(
        admin,
        RoomKey("discord", room.guild.id, room.id),
        name="general",
        model="",
        start=Who.EVERYBODY,
        steer=steer,
        verbosity=Verbosity.FULL,
        may=False,
        roles=[scene.fake.role("ops").id],
    )


async def card(scene: Scene, session: Session) -> dict[str, Any]:
    """Post the session's card into its thread."""
    number = session.number
    stop = Button("Stop", Act.COMMAND, f"stop {number}", session=number)
    redirect = Button("Redirect…", Act.REDIRECT, session=number)
    retry = Button("Retry…", Act.RETRY, session=number)
    return await scene.shows(scene.place(session), "card", stop, redirect, retry)


async def test_buttons_and_forms(scene: Scene, cara: Person, bob: Person, session: Session) -> None:
    shown = await card(scene, session)
    for label in ("Stop", "Redirect…"):
        refused = await scene.answered(bob.presses(shown, label))
        assert KINDLY in refused.text
        assert refused.modal is None
    assert (await scene.session(1)).state is State.RUNNING
    asked = await scene.answered(cara.presses(shown, "Redirect…"))
    await scene.answered(cara.submits(asked, {"text": "use Stripe"}))
    assert (await scene.texts(1))[1:] == ["use Stripe"]
    stopped = await scene.answered(cara.presses(shown, "Stop"))
    assert "is stopped" in stopped.text
    assert (await scene.session(1)).state is State.STOPPED
    assert (await scene.session(1)).breadcrumb.startswith("Stopped by Cara")
    asked = await scene.answered(cara.presses(shown, "Retry…"))
    await scene.answered(cara.submits(asked, {"text": "the token is in .env"}))
    assert (await scene.session(1)).state is State.RUNNING
    told = await scene.read(lambda reads: reads.deliveries())
    words = [each.facts["text"] for each in told if each.kind is DeliveryKind.STEERED]
    assert words == ["use Stripe", "the token is in .env"]


async def test_questions(
    scene: Scene, ann: Person, cara: Person, bob: Person, session: Session
) -> None:
    first = await scene.asks(1, "Which one?", "Stripe", "Adyen")
    sent = await scene.posted(ann, first, scene.place(session))
    for label in ("Stripe", "Other…"):
        assert KINDLY in (await scene.answered(bob.presses(sent, label))).text
    assert (await scene.open_items(1))[0].id == first
    await scene.answered(cara.presses(sent, "Stripe"))
    await scene.works(1)
    second = await scene.asks(1, "Which mode?", "live", "test")
    sent = await scene.posted(ann, second, scene.place(session))
    asked = await scene.answered(cara.presses(sent, "Other…"))
    await scene.answered(cara.submits(asked, {"text": "a dry run"}))
    assert (await scene.texts(1))[1:] == ["Stripe", "a dry run"]
    assert await scene.open_items(1) == []
    person = await scene.person_of(cara)
    found = await scene.read(lambda reads: reads.item(second))
    assert found is not None
    assert (found.resolved_by, found.resolved_from) == (person.id, "discord")


@pytest.mark.parametrize("word", ["park", "stop"])
async def test_keywords_and_slash_commands(
    scene: Scene, cara: Person, bob: Person, session: Session, word: str
) -> None:
    thread = scene.place(session)
    await scene.says(bob, thread, f"!{word}")
    assert any(KINDLY in each for each in scene.said(thread))
    refused = await scene.answered(bob.slash(f"/heddle {word}", thread))
    assert KINDLY in refused.text
    assert (await scene.session(1)).state is State.RUNNING
    done = await scene.answered(cara.slash("/heddle note text:by Friday", thread))
    assert KINDLY not in done.text
    assert len(await scene.events(1, Kind.NOTE)) == 1
    seen = await scene.answered(cara.slash("/heddle status", thread))
    assert "fix the build" in seen.text
    await scene.says(cara, thread, f"!{word}")
    after = await scene.session(1)
    assert (after.park_asked, after.state) == (
        (True, State.RUNNING) if word == "park" else (False, State.STOPPED)
    )


async def test_what_is_the_owners_stays_the_owners(
    scene: Scene, cara: Person, session: Session
) -> None:
    thread = scene.place(session)
    done = await scene.answered(cara.slash("/heddle share", thread, person=cara))
    assert "Only Ann, who owns session 1" in done.text
    await scene.says(cara, thread, "!mute")
    assert any("Only Ann, who owns session 1" in each for each in scene.said(thread))
    assert not (await scene.session(1)).muted


async def test_a_number_gives_nothing_outside_of_the_thread(
    scene: Scene, cara: Person, bob: Person, general: Channel, session: Session
) -> None:
    other = scene.fake.channel("other")
    await lets(scene, other, Who.ROLES)
    his = await scene.begun(bob, other, "write the notes")
    for place in (general, other, cara.dm, scene.place(his)):
        refused = await scene.answered(cara.slash("/heddle stop", place, session=1))
        assert UNKNOWN in refused.text
    await scene.says(cara, scene.place(his), "!stop 1")
    assert any(UNKNOWN in each for each in scene.said(scene.place(his)))
    await scene.says(cara, cara.dm, "!stop 1")
    assert UNKNOWN in scene.said(cara.dm)[-1]
    assert (await scene.session(1)).state is State.RUNNING
    shown = await card(scene, his)
    await scene.answered(cara.presses(shown, "Stop"))
    assert (await scene.session(his.number)).state is State.STOPPED
    del session


async def refused_form(scene: Scene, cara: Person, asked: Interaction) -> None:
    done = await scene.answered(cara.submits(asked, {"text": "use Stripe"}))
    assert KINDLY in done.text
    assert "> use Stripe" in done.text
    assert await scene.texts(1) == ["fix the build"]


async def test_a_change_of_the_channel_holds_at_once(
    scene: Scene, cara: Person, general: Channel, session: Session
) -> None:
    shown = await card(scene, session)
    asked = await scene.answered(cara.presses(shown, "Redirect…"))
    await lets(scene, general, Who.OWNER)
    await refused_form(scene, cara, asked)
    assert KINDLY in (await scene.answered(cara.presses(shown, "Stop"))).text
    await lets(scene, general, Who.ROLES)
    await scene.answered(cara.presses(shown, "Stop"))
    assert (await scene.session(1)).state is State.STOPPED


async def test_a_lost_role_holds_at_once(scene: Scene, cara: Person, session: Session) -> None:
    shown = await card(scene, session)
    asked = await scene.answered(cara.presses(shown, "Redirect…"))
    scene.fake.sets_roles(cara)
    await scene.settled()
    await refused_form(scene, cara, asked)
    await scene.says(cara, scene.place(session), "let me in")
    assert len(await scene.open_items(1)) == 1


async def test_what_was_missed_counts_by_the_roles_of_its_author(
    at_rest: Scene, ann: Person, general: Channel
) -> None:
    """A history tells no roles."""
    scene, cara = at_rest, at_rest.fake.person("cara")
    scene.fake.role("ops")
    scene.fake.sets_roles(cara, "ops")
    async with scene.running():
        await lets(scene, general, Who.ROLES)
        thread = scene.place(await scene.begun(ann, general))
    said = cara.says(thread, "use the cache")
    async with scene.running():
        channel = scene.client.get_partial_messageable(int(thread.id))
        heard = await scene.receiving.take(await channel.fetch_message(int(said["id"])))
    assert heard is not None
    assert await scene.texts(1) == ["fix the build", "use the cache"]
