"""What is written in the threads of sessions, pressed on their cards, edited and deleted."""

from bot.presenter.offering import offer as buttons_of
from service.domain.items import ItemState
from service.domain.receipts import Fate
from service.domain.states import State
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel


async def test_a_thread_is_followed_without_a_mention(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    said = await scene.says(ann, thread, f"ask {bob.mention} in {general.mention}")
    assert (await scene.texts(session.number))[1:] == ["ask @Bob in #general"]
    assert scene.signs(said) == ["👀"]
    await scene.says(ann, thread, f"{bob.mention} what do you think?")
    assert len(await scene.texts(session.number)) == 2


async def test_keywords_work_and_private_answers_stay_private(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    await scene.says(ann, thread, "!status")
    assert len(scene.said(thread)) == 1
    await scene.says(ann, thread, "!list")
    assert len(scene.said(thread)) == 1
    assert "fix the build" in scene.said(ann.dm)[0]
    ann.closes_dms()
    await scene.says(ann, thread, "!inbox")
    assert "/heddle" in scene.said(thread)[1]
    await scene.says(ann, thread, "!stopp")
    assert "Did you mean `!stop`" in scene.said(thread)[2]
    await scene.says(ann, thread, "!stop")
    assert await scene.states(session.number) == [State.STOPPED]


async def test_what_strangers_write_is_held_for_the_owner(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    said = await scene.says(bob, thread, "use the cache")
    await scene.says(bob, thread, "or not")
    receipt = await scene.receipt_of(general, said["id"])
    assert receipt is not None
    assert receipt.fate is Fate.HELD
    assert await scene.texts(session.number) == ["fix the build"]
    assert len(scene.said(thread)) == 1


async def test_edits_and_deletions_of_what_waits(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    first = await scene.says(ann, thread, "in French")
    second = await scene.says(ann, thread, "and Latin")
    ann.edits(first, f"in Dutch, says {bob.mention}")
    await scene.settled()
    ann.deletes(second)
    await scene.settled()
    assert (await scene.texts(session.number))[1:] == ["in Dutch, says @Bob", ""]
    receipt = await scene.receipt_of(general, second["id"])
    assert receipt is not None
    assert receipt.fate is Fate.DELETED
    root = general.messages[thread.id]
    ann.edits(root, f"{scene.bot} fix the tests")
    await scene.settled()
    assert (await scene.session(session.number)).title == "fix the tests"
    ann.deletes(root)
    await scene.settled()
    assert (await scene.session(session.number)).title == "in Dutch, says @Bob"


async def test_a_held_message_is_deleted_too(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    said = await scene.says(bob, scene.place(session), "use the cache")
    bob.deletes(said)
    await scene.settled()
    assert await scene.open_items(session.number) == []


async def test_a_question_is_answered_by_its_button_and_every_copy_shows_it(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    await scene.says(bob, bob.dm, "!list")
    sent = await scene.posted(ann, item, general)
    refused = await scene.answered(bob.presses(sent, "Stripe"))
    assert refused.text
    assert (await scene.open_items(session.number))[0].state is ItemState.OPEN
    pressed = await scene.answered(ann.presses(sent, "Stripe"))
    assert pressed.text in ("", sent["content"])
    assert (await scene.texts(session.number))[1:] == ["Stripe"]
    late = await scene.answered(ann.presses(sent, "Adyen"))
    assert "Stripe" in late.text


async def test_choices_of_a_menu_work_after_a_restart(
    at_rest: Scene, ann: Person, general: Channel
) -> None:
    scene = at_rest
    async with scene.running():
        session = await scene.begun(ann, general)
        await scene.works(session.number)
        item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
        card = await scene.ask_card(ann, item)
        sent = await scene.offers_menu(general, card.choices)
    async with scene.running():
        await scene.answered(ann.chooses(sent, "Adyen"))
        assert (await scene.texts(session.number))[1:] == ["Adyen"]


async def test_another_answer_is_given_by_a_form(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    sent = await scene.posted(ann, item)
    asked = await scene.answered(ann.presses(sent, "Other…"))
    await scene.answered(ann.submits(asked, {"text": "neither"}))
    assert (await scene.texts(session.number))[1:] == ["neither"]


async def test_a_reply_to_what_was_told_answers_it(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    sent = await scene.posted(ann, item)
    await scene.says(ann, ann.dm, "Adyen", reply_to=sent)
    assert (await scene.texts(session.number))[1:] == ["Adyen"]


async def test_a_stray_first_message_is_asked_about(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    said = await scene.says(ann, ann.dm, "Adyen of course")
    receipt = await scene.receipt_of(ann.dm, said["id"])
    assert receipt is not None
    assert receipt.fate is Fate.OFFERED
    [offer] = [
        each
        for each in await scene.read(lambda reads: reads.deliveries())
        if each.facts.get("message") == said["id"]
    ]
    item = (await scene.open_items(session.number))[0]
    sent = await scene.shows(ann.dm, "About?", *buttons_of(said["id"], [(item, session)]))
    assert offer.facts["items"] == [item.id]
    ann.edits(said, "Adyen, please")
    await scene.settled()
    await scene.answered(ann.presses(sent, sent["components"][0]["components"][0]["label"]))
    assert (await scene.texts(session.number))[1:] == ["Adyen, please"]
    assert "Answered session" in sent["content"]
    assert not sent["components"]


async def test_a_shared_room_lets_everybody_steer(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    scene.fake.role("chief", "manage_channels")
    scene.fake.sets_roles(ann, "chief")
    asked = await scene.answered(ann.slash("/heddle room", general))
    await scene.answered(ann.submits(asked, {"steer": "everybody"}))
    session = await scene.begun(ann, general)
    await scene.says(bob, scene.place(session), "use the cache")
    assert (await scene.texts(session.number))[1:] == ["use the cache"]


async def test_who_hands_a_question_on_is_told(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    sent = await scene.posted(ann, item, general)
    asked = await scene.answered(ann.presses(sent, "Hand to a colleague…"))
    done = await scene.answered(ann.submits(asked, {"colleague": [bob.id]}))
    assert done.text.startswith("Bob has it now and may see session 1")
    his = await scene.ask_card(bob, item)
    assert his.context == "Handed to Bob by Ann"
