"""Buttons and `answer`: what they reach, and what late presses are told."""

from service.domain.events import Kind
from service.domain.ids import ItemId
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.states import State
from tests.bot.inbound.scene import Scene


async def test_a_button_answers_and_the_agent_goes_on(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?", "Stripe", "Adyen")
    heard = await scene.inbound.answer(ann, item, "Stripe", "web")
    assert (heard.text, heard.fate) == ("Answered. Session 1 goes on.", Fate.ANSWERED)
    assert await scene.states(1) == [State.RUNNING]


async def test_a_second_press_of_the_same_button_is_no_refusal(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?")
    await scene.inbound.answer(ann, item, "Stripe", "web")
    heard = await scene.inbound.answer(ann, item, "Stripe", "web")
    assert (heard.refused, heard.text) == (False, "Your answer stands: Stripe")
    assert len(await scene.events(1, Kind.ANSWER)) == 1


async def test_a_late_press_is_told_who_was_first_and_when(
    scene: Scene, ann: Person, bob: Person
) -> None:
    await scene.started(ann)
    await scene.order(ann, "share 1 @bob")
    item = await scene.asks(1, "Stripe or Adyen?")
    await scene.inbound.answer(bob, item, "Adyen", "web")
    heard = await scene.inbound.answer(ann, item, "Stripe", "web")
    assert heard.refused
    assert heard.text == "Bob answered this at 08:00 UTC from web: Adyen"


async def test_a_press_on_what_is_withdrawn_says_so(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?")
    await scene.order(ann, "redirect 1 neither")
    heard = await scene.inbound.answer(ann, item, "Stripe", "web")
    assert heard.refused
    assert "no longer needed" in heard.text


async def test_a_press_on_nothing_says_so(scene: Scene, ann: Person) -> None:
    heard = await scene.inbound.answer(ann, ItemId("none"), "Stripe", "web")
    assert heard.refused


async def test_the_agent_goes_on_when_every_question_has_its_answer(
    scene: Scene, ann: Person
) -> None:
    await scene.started(ann)
    await scene.asks(1, "Stripe or Adyen?")
    await scene.asks_more(1, "Which currency?")
    first = await scene.order(ann, "answer 1 Stripe")
    assert first.text == "Answered. Session 1: waiting."
    second = await scene.order(ann, "answer 1 euro")
    assert second.text == "Answered. Session 1 goes on."
    answers = [e.payload["text"] for e in await scene.events(1, Kind.ANSWER)]
    assert answers == ["Stripe", "euro"]


async def test_an_answer_reaches_the_oldest_item_that_takes_it(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.asks(1, "Stripe or Adyen?")
    scene.clock.advance(1)
    await scene.alerts(1)
    await scene.order(ann, "answer 1 Stripe")
    assert [item.ask for item in await scene.open_items(1)] == ["It broke"]
    wrong = await scene.order(ann, "answer 1 maybe")
    assert wrong.refused
    assert wrong.text == "Choose one of: Retry, Dismiss."
    await scene.order(ann, "answer 1 dismiss")
    assert await scene.open_items(1) == []


async def test_retry_of_a_failed_turn_is_an_answer_to_its_alert(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.fails(1)
    heard = await scene.order(ann, "answer 1 retry")
    assert heard.text == "Answered. Session 1 goes on."
    assert await scene.states(1) == [State.RUNNING]


async def test_stop_here_is_an_answer_to_a_budget(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.is_over_budget(1)
    heard = await scene.order(ann, "answer 1 stop here")
    assert heard.text == "Answered. Session 1: stopped."


async def test_an_answer_to_a_parked_question_is_queued_first(scene: Scene, ann: Person) -> None:
    await scene.order(ann, "cap 1")
    await scene.started(ann)
    item = await scene.asks(1, "Which one?")
    await scene.order(ann, "park 1")
    for _ in range(2):
        await scene.started(ann)
    heard = await scene.inbound.answer(ann, item, "The first", "web")
    assert heard.text == (
        "Answered. Session 1 goes on as soon as it has a slot. It is queued, position 1 of 2:"
        " a slot frees when session 2 is done."
    )


async def test_files_come_with_an_answer_and_a_redirect(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    file = await scene.inbound.upload(ann, "plan.md", "text/markdown", b"# Plan")
    await scene.asks(1, "Which plan?")
    await scene.say(ann, "!answer this one", session.thread, attachments=[file])
    assert (await scene.events(1, Kind.ANSWER))[-1].payload["attachments"] == [file.as_json()]
    await scene.say(ann, "!redirect follow this", session.thread, attachments=[file])
    assert (await scene.events(1, Kind.MESSAGE))[-1].payload["attachments"] == [file.as_json()]


async def test_files_are_never_dropped_in_silence(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    file = await scene.inbound.upload(ann, "plan.md", "text/markdown", b"# Plan")
    heard = await scene.say(ann, "!stop", session.thread, attachments=[file])
    assert heard.refused
    assert "takes no files" in heard.text
    assert await scene.states(1) == [State.RUNNING]
