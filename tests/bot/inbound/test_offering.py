"""Direct messages that stand by themselves: an answer, or a new task? Their author says it."""

import asyncio

import pytest

from bot.presenter.cards import Act
from bot.presenter.offering import offer
from service.domain.deliveries import DeliveryKind
from service.domain.events import Kind
from service.domain.ids import ItemId
from service.domain.persons import Person
from service.domain.receipts import Fate, receipt_key
from service.domain.states import State
from tests.bot.inbound.chatting import Chat
from tests.bot.inbound.scene import Scene


@pytest.fixture
def chat(scene: Scene) -> Chat:
    return Chat(scene)


async def asked(scene: Scene, ann: Person) -> ItemId:
    await scene.started(ann, "Checkout")
    return await scene.asks(1, "Stripe or Adyen?", "Stripe", "Adyen")


async def test_a_stray_yes_starts_nothing(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    said = chat.direct(ann, "yes\nplease", "d1")
    heard = await chat.inbound.stray(said, chat.lane(ann))
    assert heard is not None
    assert (heard.fate, heard.again, heard.session) == (Fate.OFFERED, False, None)
    again = await chat.inbound.stray(said, chat.lane(ann))
    assert again is not None
    assert again.again
    (posted,) = [each for each in await chat.posted(ann) if each.kind is DeliveryKind.OFFER]
    assert (posted.lane, posted.loud, posted.item) == (str(chat.lane(ann)), False, None)
    assert posted.facts == {
        "message": "d1",
        "excerpt": "yes please",
        "session": None,
        "items": [item],
    }
    assert len(await scene.read(lambda reads: reads.sessions(ann.id))) == 1
    assert await scene.states(1) == [State.WAITING]


async def test_its_buttons_say_what_they_answer(scene: Scene, ann: Person) -> None:
    item = await asked(scene, ann)
    found = await scene.read(lambda reads: reads.item(item))
    assert found is not None
    buttons = offer("d1", [(found, await scene.session(1))])
    assert [(each.label, each.act, each.text, each.item) for each in buttons] == [
        ("Answer 1 · Checkout", Act.TAKE, "d1", item),
        ("New session", Act.TAKE, "d1", None),
    ]


async def test_it_answers_what_was_chosen(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    said = chat.direct(ann, "Adyen", "d1")
    await chat.inbound.stray(said, chat.lane(ann))
    heard = await chat.inbound.take_offered(ann, item, said, "slack")
    assert (heard.fate, heard.session, heard.refused) == (Fate.ANSWERED, 1, False)
    again = await chat.inbound.take_offered(ann, item, said, "slack")
    assert (again.text, again.again) == (heard.text, True)
    other = await chat.inbound.take_offered(ann, None, said, "slack")
    assert (other.session, other.again) == (1, True)
    assert [each.payload["text"] for each in await scene.events(1, Kind.ANSWER)] == ["Adyen"]
    key = receipt_key("slack", "T1", "D-Ann", "d1")
    receipt = await scene.receipt(key)
    assert receipt is not None
    assert (receipt.fate, receipt.session) == (Fate.ANSWERED, 1)
    assert (await chat.inbound.delete(ann, key)).refused is False
    assert await chat.inbound.stray(said, chat.lane(ann)) is None


async def test_it_opens_a_session_with_its_message_as_the_thread(
    scene: Scene, ann: Person, chat: Chat
) -> None:
    await asked(scene, ann)
    said = chat.direct(ann, "Write the notes", "d1")
    await chat.inbound.stray(said, chat.lane(ann))
    waits = await chat.inbound.said(said)
    assert "choose there" in waits.text
    presses = [chat.inbound.take_offered(ann, None, said, "slack") for _ in range(3)]
    heard = await asyncio.gather(*presses)
    assert {each.session for each in heard} == {2}
    assert [each.again for each in heard].count(False) == 1
    session = await scene.session(2)
    assert (session.thread, session.title) == (said.thread, "Write the notes")
    assert len(await scene.events(2, Kind.MESSAGE)) == 1
    assert (await chat.inbound.said(said)).again


async def test_a_settled_item_keeps_the_offer_usable(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    said = chat.direct(ann, "Adyen", "d1")
    await chat.inbound.stray(said, chat.lane(ann))
    await chat.inbound.answer(ann, item, "Stripe", "web")
    late = await chat.inbound.take_offered(ann, item, said, "slack")
    assert late.refused
    assert "Ann answered this" in late.text
    assert late.text.endswith("Your message still waits: another button takes it.")
    assert (await chat.inbound.take_offered(ann, None, said, "slack")).session == 2


async def test_a_deleted_message_is_taken_no_more(scene: Scene, ann: Person, chat: Chat) -> None:
    item = await asked(scene, ann)
    said = chat.direct(ann, "Adyen", "d1")
    await chat.inbound.stray(said, chat.lane(ann))
    key = receipt_key("slack", "T1", "D-Ann", "d1")
    assert not (await chat.inbound.edit(ann, key, "Stripe")).refused
    assert not (await chat.inbound.delete(ann, key)).refused
    for choice in (item, None):
        assert (await chat.inbound.take_offered(ann, choice, said, "slack")).refused
    assert await scene.states(1) == [State.WAITING]


@pytest.mark.parametrize("text", ["!list", "!stpo", "!aside hm"])
async def test_commands_are_carried_out(scene: Scene, ann: Person, chat: Chat, text: str) -> None:
    await asked(scene, ann)
    assert await chat.inbound.stray(chat.direct(ann, text), chat.lane(ann)) is None


async def test_with_nothing_to_answer_it_starts(
    scene: Scene, ann: Person, bob: Person, chat: Chat
) -> None:
    assert await chat.inbound.stray(chat.direct(ann, "Build it"), chat.lane(ann)) is None
    await chat.say(ann, "Build it")
    await chat.say(bob, "Mind the tests")
    assert len(await scene.open_items(1)) == 1  # A text cannot let anybody in.
    assert await chat.inbound.stray(chat.direct(ann, "yes"), chat.lane(ann)) is None
    item = await scene.asks(1, "Stripe?")
    await chat.inbound.snooze(ann, item, "1h", "k", "slack")
    assert await chat.inbound.stray(chat.direct(ann, "yes"), chat.lane(ann)) is None
    said = chat.direct(ann, "Write the notes", "d9")
    assert await chat.inbound.stray(said, chat.lane(ann)) is None
    assert (await chat.inbound.said(said)).session == 2
    await chat.inbound.snooze(ann, item, "1m", "k2", "slack")
    scene.clock.advance(120)
    assert await chat.inbound.stray(said, chat.lane(ann)) is None
    assert (await chat.inbound.said(said)).again


async def test_who_writes_directly_is_active_there(scene: Scene, chat: Chat) -> None:
    eve = await chat.person("Eve")
    said = chat.direct(eve, "Build it")
    await chat.inbound.said(said)
    await scene.noted()
    for place in (said.thread, chat.lane(eve)):
        assert await scene.read(lambda reads, at=place: reads.used_at(eve.id, at))  # type: ignore[misc]
    zoe = await chat.person("Zoe")
    await chat.inbound.said(chat.said(zoe, "Build it", "2"))
    await scene.noted()
    assert await scene.read(lambda reads: reads.used_at(zoe.id, chat.lane(zoe))) is None
