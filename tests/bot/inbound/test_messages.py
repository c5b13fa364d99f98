"""A message in a thread: what becomes of it, and what its author is told."""

import pytest

from service.domain.errors import Temporary
from service.domain.events import Kind
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.states import State
from tests.bot.inbound.scene import Scene, repeated


async def test_the_first_message_starts_a_session(scene: Scene, ann: Person) -> None:
    heard = await scene.say(ann, "Compare the papers")
    assert (heard.text, heard.session, heard.fate) == ("Session 1 has started.", 1, Fate.NEXT)
    assert not heard.refused
    assert len(scene.doorbell.rings()) == 1


async def test_a_message_during_a_turn_is_read_before_the_next_step(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    scene.clock.advance(5)
    heard = await scene.say(ann, "And the fourth one", session.thread)
    assert (heard.text, heard.fate) == ("Read before the agent's next step.", Fate.NEXT)


async def test_beyond_the_cap_a_session_is_queued_and_says_behind_whom(
    scene: Scene, ann: Person
) -> None:
    for _ in range(4):
        await scene.started(ann)
    heard = await scene.say(ann, "The fifth")
    assert heard.text == (
        "Session 5 is queued, position 2 of 2: a slot frees when one of 1, 2, 3 is done."
    )
    assert heard.fate == Fate.QUEUED


async def test_with_one_slot_the_sentence_names_the_one(scene: Scene, ann: Person) -> None:
    await scene.order(ann, "cap 1")
    await scene.started(ann)
    heard = await scene.say(ann, "Second")
    assert heard.text == (
        "Session 2 is queued, position 1 of 1: a slot frees when session 1 is done."
    )


async def test_a_message_to_a_queued_session_says_where_it_stands(
    scene: Scene, ann: Person
) -> None:
    await scene.order(ann, "cap 1")
    await scene.started(ann)
    second = await scene.started(ann)
    heard = await scene.say(ann, "One more thing", second.thread)
    assert heard.fate == Fate.QUEUED
    assert "position 1 of 1" in heard.text


async def test_a_message_reopens_what_is_done(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.is_done(session.number)
    scene.clock.advance(86_400)
    heard = await scene.say(ann, "And in French?", session.thread)
    assert heard.text == "Session 1 goes on with it, and knows all that was said before."
    assert await scene.states(1) == [State.RUNNING]


async def test_the_first_text_in_waiting_answers_and_the_next_one_steers(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    await scene.asks(1, "Stripe or Adyen?", "Stripe", "Adyen")
    first = await scene.say(ann, "Stripe", session.thread)
    scene.clock.advance(1)
    second = await scene.say(ann, "No, Adyen", session.thread)
    assert (first.text, first.fate) == ("Your answer reached the agent.", Fate.ANSWERED)
    assert (second.text, second.fate) == ("Read before the agent's next step.", Fate.NEXT)
    assert await scene.open_items(1) == []


async def test_the_answer_to_a_parked_question_goes_to_the_head_of_the_queue(
    scene: Scene, ann: Person
) -> None:
    await scene.order(ann, "cap 1")
    first = await scene.started(ann)
    await scene.asks(1, "Which one?")
    await scene.order(ann, "park 1")
    await scene.started(ann)
    await scene.started(ann)
    assert await scene.states(1, 2, 3) == [State.PARKED, State.RUNNING, State.QUEUED]
    heard = await scene.say(ann, "The first", first.thread)
    assert heard.text == (
        "Your answer reached the agent. Session 1 is queued, position 1 of 2:"
        " a slot frees when session 2 is done."
    )


async def test_text_grants_no_budget_and_is_kept(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.is_over_budget(1)
    heard = await scene.say(ann, "Go on", session.thread)
    assert heard.fate == Fate.KEPT
    assert heard.text == (
        "Kept. The agent reads it when session 1 goes on; `!status 1` shows what it waits for."
    )
    assert len(await scene.open_items(1)) == 1


async def test_two_marks_reach_the_agent_as_one(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.say(ann, "!!stop means the shell's own", session.thread)
    last = (await scene.events(1, Kind.MESSAGE))[-1]
    assert last.payload["text"] == "!stop means the shell's own"
    assert await scene.states(1) == [State.RUNNING]


@pytest.mark.parametrize("text", ["", "   ", "x" * 200_000])
async def test_what_cannot_be_taken_says_what_would_work(
    scene: Scene, ann: Person, text: str
) -> None:
    heard = await scene.say(ann, text)
    assert heard.refused
    assert heard.text


async def test_the_same_message_five_times_is_one(scene: Scene, ann: Person) -> None:
    thread = scene.thread()
    heard = [await scene.say(ann, "Compare", thread, "m-again") for _ in range(5)]
    assert heard == [heard[0], *[repeated(heard[0])] * 4]
    assert len(await scene.events(1, Kind.MESSAGE)) == 1


async def test_an_outage_is_let_through(scene: Scene, ann: Person) -> None:
    await scene.ports.store.close()
    with pytest.raises(Temporary):
        await scene.say(ann, "Compare")
    with pytest.raises(Temporary):
        await scene.say(ann, "!stop 1")


async def test_a_broken_doorbell_loses_nothing(scene: Scene, ann: Person) -> None:
    scene.doorbell.away = True
    heard = await scene.say(ann, "Compare")
    assert (heard.session, heard.refused) == (1, False)
    assert await scene.states(1) == [State.RUNNING]
