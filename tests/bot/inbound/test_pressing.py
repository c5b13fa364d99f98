"""Buttons and forms of a chat platform: each press once, and a kind answer to a late one."""

from dataclasses import replace

import pytest

from bot.presenter.cards import Act
from service.domain.deliveries import direct_lane
from service.domain.errors import Bug
from service.domain.events import Kind
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import LET_STEER, ItemState
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.rooms import RoomKey, Verbosity, Who
from service.domain.states import State
from service.domain.threads import ThreadKey
from tests.bot.inbound.chatting import Chat
from tests.bot.inbound.scene import Scene, repeated

ONE = SessionNumber(1)


@pytest.fixture
def chat(scene: Scene) -> Chat:
    return Chat(scene)


async def asked(scene: Scene, ann: Person, *choices: str) -> ItemId:
    await scene.started(ann)
    return await scene.asks(1, "Stripe or Adyen?", *(choices or ("Stripe", "Adyen")))


async def test_a_choice_answers_once_and_again(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    first = await chat.press(ann, Act.CHOOSE, item, choice=1, key="p")
    assert (first.text, first.fate) == ("Answered. Session 1 goes on.", Fate.ANSWERED)
    again = await chat.press(ann, Act.CHOOSE, item, choice=1, key="p")
    assert (again.text, again.again, again.refused) == (first.text, True, False)
    same = await chat.press(ann, Act.CHOOSE, item, choice=1)
    assert (same.text, same.refused) == ("Your answer stands: Adyen", False)
    other = await chat.press(ann, Act.CHOOSE, item, choice=0, key="late")
    assert other.refused
    assert "Ann answered this at" in other.text
    assert await chat.press(ann, Act.CHOOSE, item, choice=0, key="late") == repeated(other)
    assert [each.payload["text"] for each in await scene.events(1, Kind.ANSWER)] == ["Adyen"]


async def test_nobody_else_presses(scene: Scene, ann: Person, bob: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    heard = await chat.press(bob, Act.CHOOSE, item, choice=0)
    assert (heard.refused, await scene.states(1)) == (True, [State.WAITING])
    for act, text in ((Act.SNOOZE, "1h"), (Act.DISMISS, "")):
        assert (await chat.press(bob, act, item, text=text)).refused
    assert (await chat.press(bob, Act.COMMAND, text="stop 1", session=ONE)).refused


async def test_a_default_is_taken_at_once_or_kept_open(
    scene: Scene, ann: Person, chat: Chat
) -> None:
    await scene.started(ann)
    item = await scene.asks(1, "Stripe?", "Stripe", "Adyen", default="Stripe", decide_in=900)
    heard = await chat.press(ann, Act.OBJECT, item)
    assert "Nothing is decided by itself any more" in heard.text
    found = await scene.read(lambda reads: reads.item(item))
    assert found is not None
    assert (found.state, found.decide_at) == (ItemState.OPEN, None)
    heard = await chat.press(ann, Act.YES_NOW, item)
    assert (heard.fate, await scene.states(1)) == (Fate.ANSWERED, [State.RUNNING])


async def test_what_is_no_choice_any_more_is_said_kindly(
    scene: Scene, ann: Person, chat: Chat
) -> None:
    item = await asked(scene, ann)
    wrong = await chat.press(ann, Act.CHOOSE, item, choice=7)
    assert wrong.text == "This button is not valid any more. `!answer 1 <text>` answers it."
    gone = await chat.press(ann, Act.CHOOSE, ItemId("gone"), choice=0)
    assert "does not exist any more" in gone.text
    assert (await chat.press(ann, Act.DISMISS)).refused


async def test_snooze_dismiss_and_commands(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    assert (await chat.press(ann, Act.SNOOZE, item, text="1h")).text.startswith("Snoozed until")
    dismissed = await chat.press(ann, Act.DISMISS, item, key="p")
    assert dismissed.text == "Dismissed. The agent of session 1 decides by itself."
    assert await chat.press(ann, Act.DISMISS, item, key="p") == repeated(dismissed)
    stopped = await chat.press(ann, Act.COMMAND, text="stop 1", session=ONE, key="stop")
    assert (stopped.session, await scene.states(1)) == (1, [State.STOPPED])
    assert await chat.press(ann, Act.COMMAND, text="stop 1", session=ONE, key="stop") == repeated(
        stopped
    )
    started = await chat.press(ann, Act.COMMAND, text="start Go", new_thread=scene.thread)
    assert started.session == 2


@pytest.mark.parametrize("act", [Act.TAKE, Act.OTHER, Act.ASSIGN, Act.START, Act.SETTINGS])
async def test_forms_are_no_presses(ann: Person, chat: Chat, act: Act) -> None:
    with pytest.raises(Bug):
        await chat.press(ann, act)


async def test_a_held_message_is_let_in(scene: Scene, ann: Person, bob: Person, chat: Chat) -> None:
    await chat.say(ann, "Build it")
    heard = await chat.say(bob, "Mind the tests", message="b")
    assert (heard.fate, heard.refused) == (Fate.HELD, False)
    assert heard.text.startswith("Session 1 is somebody else's. Your message waits")
    assert (await chat.say(bob, "Mind the tests", message="b")) == repeated(heard)
    (item,) = await scene.open_items(1)
    told = await chat.press(ann, Act.CHOOSE, item.id, choice=item.choices.index(LET_STEER))
    assert told.text == "Bob can now write in session 1, and what they wrote is taken."
    late = await chat.press(ann, Act.CHOOSE, item.id, choice=0)
    assert "Ann answered this" in late.text
    assert (await chat.say(bob, "And the docs")).fate is Fate.NEXT
    said = [each.payload["name"] for each in await scene.events(1, Kind.MESSAGE)]
    assert said == ["Ann", "Bob", "Bob"]


async def test_a_held_message_is_left_out(
    scene: Scene, ann: Person, bob: Person, chat: Chat
) -> None:
    await chat.say(ann, "Build it")
    await chat.say(bob, "Mind the tests", message="b")
    (item,) = await scene.open_items(1)
    heard = await chat.inbound.answer(ann, item.id, "dismiss", "slack")
    assert heard.text == "Left out: the agent of session 1 does not read what Bob wrote."
    again = await chat.say(bob, "Mind the tests", message="b")
    assert (again.text, again.again) == ("It was left out; the agent does not read it.", True)


async def test_an_aside_is_seen_by_nobody(scene: Scene, ann: Person, chat: Chat) -> None:
    await chat.say(ann, "Build it")
    before = await scene.events(1)
    heard = await chat.say(ann, "!aside I would wait for Bob", message="a")
    assert (heard.text, heard.fate, heard.refused) == ("", Fate.COMMAND, False)
    assert (await chat.say(ann, "!aside I would wait for Bob", message="a")).again
    assert await scene.events(1) == before


async def test_another_answer_from_a_form(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    submit = chat.inbound.submit
    wrong = await submit(ann, Act.OTHER, {"text": " "}, "f", "slack", item=item)
    assert (wrong.refused, list(wrong.errors)) == (True, ["text"])
    heard = await submit(ann, Act.OTHER, {"text": "PayPal"}, "f", "slack", item=item)
    assert (heard.text, heard.fate) == ("Answered. Session 1 goes on.", Fate.ANSWERED)
    again = await submit(ann, Act.OTHER, {"text": "PayPal"}, "f", "slack", item=item)
    assert again == repeated(heard)
    assert [each.payload["text"] for each in await scene.events(1, Kind.ANSWER)] == ["PayPal"]


async def test_a_colleague_is_chosen_in_a_form(
    scene: Scene, ann: Person, bob: Person, chat: Chat
) -> None:
    item = await asked(scene, ann)
    submit = chat.inbound.submit
    wrong = await submit(ann, Act.ASSIGN, {}, "f", "slack", item=item, colleague=ann)
    assert list(wrong.errors) == ["colleague"]
    nobody = await submit(ann, Act.ASSIGN, {"colleague": "Zoe"}, "f", "slack", item=item)
    assert "nobody called" in nobody.errors["colleague"]
    heard = await submit(ann, Act.ASSIGN, {}, "f", "slack", item=item, colleague=bob)
    assert heard.text.startswith("Bob has it now")
    found = await scene.read(lambda reads: reads.item(item))
    assert found is not None
    assert found.owner_id == bob.id


async def test_redirect_retry_and_snooze_from_forms(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    submit = chat.inbound.submit
    late = await submit(ann, Act.SNOOZE, {"span": "soon"}, "s", "slack", item=item)
    assert list(late.errors) == ["span"]
    assert (await submit(ann, Act.SNOOZE, {"span": "1h"}, "s", "slack", item=item)).fate
    empty = await submit(ann, Act.REDIRECT, {}, "r", "slack", session=ONE)
    assert list(empty.errors) == ["text"]
    heard = await submit(ann, Act.REDIRECT, {"text": "Use Stripe"}, "r", "slack", session=ONE)
    assert (heard.fate, heard.again) == (Fate.NEXT, False)
    assert (await submit(ann, Act.REDIRECT, {"text": "x"}, "r", "slack", session=ONE)).again
    busy = await submit(ann, Act.RETRY, {"text": "hint"}, "t", "slack", session=ONE)
    assert list(busy.errors) == ["text"]
    await scene.order(ann, "stop 1")
    assert not (await submit(ann, Act.RETRY, {"text": "hint"}, "t", "slack", session=ONE)).refused
    with pytest.raises(Bug):
        await submit(ann, Act.START, {}, "x", "slack")


async def test_settings_are_saved_as_a_whole_or_not(
    scene: Scene, ann: Person, bob: Person, chat: Chat
) -> None:
    submit = chat.inbound.submit
    fields = {
        "ladder": "dm, @nobody 5m",
        "important": "phone, dm 5m",
        "quiet": "25:00",
        "zone": "Mars",
    }
    before = await scene.read(lambda reads: reads.preferences(ann.id))
    wrong = await submit(ann, Act.SETTINGS, fields, "f", "slack")
    assert wrong.refused
    assert sorted(wrong.errors) == ["ladder", "quiet", "zone"]
    assert await scene.read(lambda reads: reads.preferences(ann.id)) == before
    right = {**fields, "ladder": "dm, @bob 5m", "quiet": "22:00–07:00", "zone": "Europe/Berlin"}
    heard = await submit(ann, Act.SETTINGS, right, "f", "slack")
    assert not heard.refused
    chosen = await scene.read(lambda reads: reads.preferences(ann.id))
    assert (chosen.ladder, chosen.important, chosen.quiet, chosen.zone) == (
        ("dm:0", f"colleague:300:{bob.id}"),
        ("phone:0", "dm:300"),
        "22:00-07:00",
        "Europe/Berlin",
    )
    await scene.inbound.sign_in(scene.identity("bob2"), "Bob")
    kept = await submit(ann, Act.SETTINGS, {"ladder": "dm, @Bob 5m", "quiet": ""}, "g", "slack")
    assert not kept.refused
    now = await scene.read(lambda reads: reads.preferences(ann.id))
    assert now == replace(chosen, quiet="")


async def test_who_presses_is_active_in_direct_messages(
    scene: Scene, ann: Person, bob: Person, chat: Chat
) -> None:
    eve = await chat.person("Eve")
    lane = ThreadKey.parse(direct_lane(chat.identity("Eve")))
    await chat.press(eve, Act.COMMAND, text="list")
    await scene.noted()
    assert await scene.read(lambda reads: reads.used_at(eve.id, lane)) == scene.clock.now()
    await chat.inbound.sign_in(chat.identity("Eve"), "Eve")
    scene.clock.advance(100)
    await chat.inbound.snooze(eve, ItemId("x"), "1h", "k", "slack")
    await scene.noted()
    assert await scene.read(lambda reads: reads.used_at(eve.id, lane)) == scene.clock.now()
    scene.clock.advance(100)
    await chat.inbound.snooze(eve, ItemId("x"), "1h", "k2", "phone")
    await scene.noted()
    assert await scene.read(lambda reads: reads.used_at(eve.id, lane)) == scene.clock.now() - 100


async def test_a_rooms_settings(scene: Scene, ann: Person, bob: Person, chat: Chat) -> None:
    key = RoomKey("slack", "T1", "C1")
    chosen = {
        "name": "general",
        "model": "smart",
        "start": Who.OWNER,
        "steer": Who.EVERYBODY,
        "verbosity": Verbosity.MILESTONES,
    }
    refused = await chat.inbound.set_room(bob, key, **chosen, may=False)  # type: ignore[arg-type]
    assert refused.refused
    heard = await chat.inbound.set_room(bob, key, **chosen, may=True)  # type: ignore[arg-type]
    assert heard.text == (
        "Saved for general. To start a session: only heddle's admins. To steer one: everybody. You"
        " are not among those who start sessions here now: `/heddle room` changes it back."
    )
    room = await chat.inbound.room(key)
    assert (room.model, room.steer, room.changed_by) == ("smart", Who.EVERYBODY, bob.id)
    started = await chat.say(bob, "Build it")
    assert "Only heddle's admins start sessions" in started.text
