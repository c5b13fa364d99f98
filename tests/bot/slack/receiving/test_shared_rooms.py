"""A channel that lets everybody steer: by buttons, forms, keywords and commands, there alone."""

from typing import Any

import pytest

from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.presenter.cards import Act
from service.domain.deliveries import DeliveryKind
from service.domain.rooms import Verbosity, Who
from service.domain.sessions import Session
from service.domain.states import State
from tests.bot.slack.receiving.scene import Scene, notices
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel

KINDLY = "Session 1 belongs to Ann"
UNKNOWN = "You have no session 1"


@pytest.fixture
async def session(scene: Scene, ann: Person, general: Channel) -> Session:
    """Ann's session is at work in a channel where everybody steers."""
    await lets(scene, general, Who.EVERYBODY)
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    return session


async def lets(scene: Scene, room: Channel, steer: Who) -> None:
    admin = await scene.inbound.sign_in(scene.identity("root"), "Root", admin=True)
    await scene.inbound.set_room(
        admin,
        scene.receiving.desk.room(room.id),
        name="general",
        model="",
        start=Who.EVERYBODY,
        steer=steer,
        verbosity=Verbosity.FULL,
        may=False,
    )


async def card(scene: Scene, room: Channel, session: Session) -> dict[str, Any]:
    """Post the session's card into its thread."""
    number, root = session.number, session.thread.thread
    orders = {
        "stop": Value(Act.COMMAND, session=number, text=f"stop {number}"),
        "redirect": Value(Act.REDIRECT, session=number),
        "retry": Value(Act.RETRY, session=number),
    }
    elements = [
        {
            "type": "button",
            "action_id": f"heddle.{name}",
            "value": values.encode(value),
            "text": {"type": "plain_text", "text": name},
        }
        for name, value in orders.items()
    ]
    blocks = [{"type": "actions", "elements": elements}]
    posting: dict[str, Any] = {
        "channel": room.id,
        "text": "card",
        "blocks": blocks,
        "thread_ts": root,
    }
    await scene.api.call("chat.postMessage", **posting)
    return next(each for each in scene.own(room, root) if each["text"] == "card")


async def test_buttons_and_forms(
    scene: Scene, bob: Person, general: Channel, session: Session
) -> None:
    shown = await card(scene, general, session)
    await scene.acked(bob.press(shown, "heddle.redirect"))
    await scene.acked(bob.submits(text="use Stripe"))
    assert await scene.texts(1) == ["fix the build", "use Stripe"]
    await scene.acked(bob.press(shown, "heddle.stop"))
    after = await scene.session(1)
    assert (after.state, after.breadcrumb.split(" ·")[0][:14]) == (State.STOPPED, "Stopped by Bob")
    await scene.acked(bob.press(shown, "heddle.retry"))
    await scene.acked(bob.submits(text="the token is in .env"))
    assert (await scene.session(1)).state is State.RUNNING
    told = await scene.read(lambda reads: reads.deliveries())
    steered = [each for each in told if each.kind is DeliveryKind.STEERED]
    assert [each.facts["text"] for each in steered] == ["use Stripe", "the token is in .env"]
    assert {each.lane for each in steered} == {str(session.thread)}


async def test_questions(
    scene: Scene, ann: Person, bob: Person, general: Channel, session: Session
) -> None:
    item = await scene.asks(1, "Which one?", "Stripe", "Adyen")
    await lets(scene, general, Who.OWNER)
    sent = await scene.posted(ann, item, lane=str(session.thread))
    pressed = {each["text"]["text"]: each["action_id"] for each in _buttons(sent)}
    for label in ("Adyen", "Other…"):
        await scene.acked(bob.press(sent, pressed[label]))
    assert [KINDLY in each for each in notices(bob)] == [True, True]
    assert (await scene.session(1)).state is State.WAITING
    await lets(scene, general, Who.EVERYBODY)
    await scene.acked(bob.press(sent, pressed["Other…"]))
    await scene.acked(bob.submits(text="neither"))
    assert await scene.texts(1) == ["fix the build", "neither"]
    found = await scene.read(lambda reads: reads.item(item))
    assert found is not None
    person = await scene.person_of(bob)
    assert (found.resolved_by, found.resolved_from) == (person.id, "slack")
    assert found.owner_id == (await scene.person_of(ann)).id


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [each for each in message["blocks"] if each["type"] == "actions"]
    return [each for row in rows for each in row["elements"] if each["type"] == "button"]


async def test_keywords_and_commands(
    scene: Scene, bob: Person, general: Channel, session: Session
) -> None:
    root = session.thread.thread
    await lets(scene, general, Who.OWNER)
    await scene.says(bob, general, "!stop", thread=root)
    sent = await scene.acked(bob.slash("/heddle stop 1", general))
    assert KINDLY in sent.answer["text"]
    assert KINDLY in str([*notices(bob), *scene.own(general, root)])
    assert (await scene.session(1)).state is State.RUNNING
    await lets(scene, general, Who.EVERYBODY)
    await scene.says(bob, general, "!park", thread=root)
    assert (await scene.session(1)).park_asked
    # Slack takes no commands in threads: in their channel they do what they say.
    sent = await scene.acked(bob.slash("/heddle stop 1", general))
    assert "is stopped" in sent.answer["text"]
    assert (await scene.session(1)).state is State.STOPPED


async def test_a_number_gives_nothing_outside_of_the_channel(
    scene: Scene, bob: Person, general: Channel, session: Session
) -> None:
    other = scene.slack.channel("other", bob)
    await lets(scene, other, Who.EVERYBODY)
    his = await scene.begun(bob, other, "write the notes")
    for place in (other, bob.dm):
        sent = await scene.acked(bob.slash("/heddle stop 1", place))
        assert UNKNOWN in sent.answer["text"]
    await scene.says(bob, other, "!stop 1", thread=his.thread.thread)
    assert UNKNOWN in str([*notices(bob), *scene.own(other, his.thread.thread)])
    assert (await scene.session(1)).state is State.RUNNING
    assert session.number == 1


async def test_a_change_of_the_channel_holds_at_once(
    scene: Scene, bob: Person, general: Channel, session: Session
) -> None:
    shown = await card(scene, general, session)
    await scene.acked(bob.press(shown, "heddle.redirect"))
    await lets(scene, general, Who.OWNER)
    sent = await scene.acked(bob.submits(text="use Stripe"))
    assert KINDLY in sent.answer["errors"]["text"]
    assert await scene.texts(1) == ["fix the build"]
    await lets(scene, general, Who.EVERYBODY)
    await scene.acked(bob.submits(text="use Stripe"))
    assert await scene.texts(1) == ["fix the build", "use Stripe"]
