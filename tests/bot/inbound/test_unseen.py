"""Words that stand in no message of a session's thread are shown there; the others are not."""

import pytest

from bot.presenter.cards import Act
from service.domain.deliveries import DeliveryKind
from service.domain.persons import Person
from tests.bot.inbound.chatting import Chat
from tests.bot.inbound.scene import Scene


@pytest.fixture
def chat(scene: Scene) -> Chat:
    return Chat(scene)


async def shown(chat: Chat) -> list[str]:
    found = await chat.scene.read(lambda reads: reads.deliveries())
    return [each.facts["text"] for each in found if each.kind is DeliveryKind.STEERED]


async def begun(chat: Chat, ann: Person) -> None:
    await chat.say(ann, "Build it", "t")
    await chat.say(ann, "Write the notes", "t2")


async def test_what_is_written_in_the_thread_stands_there(chat: Chat, ann: Person) -> None:
    await begun(chat, ann)
    await chat.say(ann, "!redirect use Stripe", "t")
    await chat.say(ann, "!stop", "t")
    await chat.say(ann, "!retry the token is in .env", "t")
    assert await shown(chat) == []


async def test_what_is_written_elsewhere_does_not(chat: Chat, ann: Person) -> None:
    await begun(chat, ann)
    await chat.say(ann, "!redirect 1 use Stripe", "t2")
    await chat.inbound.said(chat.direct(ann, "!redirect 1 use Adyen"))
    assert await shown(chat) == ["use Stripe", "use Adyen"]


async def test_commands_that_only_their_author_reads(chat: Chat, ann: Person) -> None:
    await begun(chat, ann)
    session = await chat.scene.session(1)
    line, number = "redirect use Stripe", session.number
    for _ in range(2):
        await chat.inbound.command(ann, line, number, "k", "slack", unseen=True)
    assert await shown(chat) == ["use Stripe"]


async def test_forms(chat: Chat, ann: Person) -> None:
    await begun(chat, ann)
    number = (await chat.scene.session(1)).number
    fields = {"text": "use Stripe"}
    for _ in range(2):
        await chat.inbound.submit(ann, Act.REDIRECT, fields, "k", "slack", session=number)
    await chat.say(ann, "!stop", "t")
    await chat.inbound.submit(ann, Act.RETRY, {}, "k2", "slack", session=number)
    assert await shown(chat) == ["use Stripe"]


async def test_the_page_of_a_thread_that_stands_elsewhere(chat: Chat, ann: Person) -> None:
    await begun(chat, ann)
    thread = (await chat.scene.session(1)).thread
    await chat.scene.say(ann, "!redirect use Stripe", thread, "w1")
    assert await shown(chat) == ["use Stripe"]


async def test_words_on_the_page_and_notes_from_elsewhere(chat: Chat, ann: Person) -> None:
    await begun(chat, ann)
    number = (await chat.scene.session(1)).number
    thread = (await chat.scene.session(1)).thread
    await chat.say(ann, "use Stripe", "t")
    await chat.say(ann, "!note in the thread", "t")
    for _ in range(2):
        await chat.scene.say(ann, "use Adyen", thread, "w1")
    await chat.scene.say(ann, "!note on the page", thread, "w2")
    for _ in range(2):
        await chat.inbound.command(ann, "note by slash", number, "k", "slack", unseen=True)
    found = await chat.scene.read(lambda reads: reads.deliveries())
    written = [each.facts for each in found if each.kind is DeliveryKind.WRITTEN]
    assert [(each["via"], each["note"]) for each in written] == [
        ("web", False),
        ("web", True),
        ("slack", True),
    ]
