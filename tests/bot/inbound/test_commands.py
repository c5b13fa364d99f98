"""Each command from a line to its effect and its answer."""

import pytest

from service.domain.events import Control, Kind
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.states import State
from tests.bot.inbound.scene import Scene


async def test_start_opens_another_thread(scene: Scene, ann: Person) -> None:
    first = await scene.started(ann)
    heard = await scene.say(ann, '!start --model fast --title "CI" Fix the build', first.thread)
    assert heard.text == "Session 2 has started."
    second = await scene.session(2)
    assert (second.title, second.model) == ("CI", "fast")
    assert second.thread != first.thread
    assert [e.payload["text"] for e in await scene.events(2, Kind.MESSAGE)] == ["Fix the build"]


async def test_start_in_an_empty_thread_stays_there(scene: Scene, ann: Person) -> None:
    thread = scene.thread()
    await scene.say(ann, "!start Fix the build", thread)
    assert (await scene.session(1)).thread == thread


async def test_start_without_a_channel_that_opens_threads_is_refused(
    scene: Scene, ann: Person
) -> None:
    heard = await scene.inbound.command(ann, "start Fix it", None, "k", "web")
    assert heard.refused
    assert "new thread" in heard.text


async def test_stop_in_its_thread_means_this_session(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    second = await scene.started(ann)
    heard = await scene.say(ann, "!stop", second.thread)
    assert heard.text == "Session 2 is stopped. A message to its thread takes it up again."
    assert (heard.session, heard.fate) == (2, Fate.COMMAND)
    assert await scene.states(1, 2) == [State.RUNNING, State.STOPPED]


async def test_stop_by_number_works_from_anywhere(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.say(ann, "!stop #1")
    assert await scene.states(1) == [State.STOPPED]


async def test_stop_frees_the_slot_for_the_next(scene: Scene, ann: Person) -> None:
    for _ in range(4):
        await scene.started(ann)
    await scene.order(ann, "stop 2")
    assert (await scene.session(4)).state == State.RUNNING


async def test_park_waits_for_the_step_of_a_turn_at_work(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.works(1)
    heard = await scene.order(ann, "park 1")
    assert heard.text == "Session 1 parks after its current step."
    assert (await scene.session(1)).park_asked


async def test_park_and_resume(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    parked = await scene.order(ann, "park 1")
    assert parked.text == "Session 1 is parked. `!resume 1` lets it go on."
    resumed = await scene.order(ann, "resume 1")
    assert resumed.text == "Session 1 goes on."
    assert await scene.states(1) == [State.RUNNING]


async def test_resume_without_a_slot_says_the_place(scene: Scene, ann: Person) -> None:
    await scene.order(ann, "cap 1")
    await scene.started(ann)
    await scene.order(ann, "park 1")
    await scene.started(ann)
    heard = await scene.order(ann, "resume 1")
    assert heard.text == (
        "Session 1 goes on as soon as it has a slot. It is queued, position 1 of 1:"
        " a slot frees when session 2 is done."
    )


async def test_retry_hands_the_hint_to_the_agent(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.fails(1)
    heard = await scene.order(ann, "retry 1 the token is in .env")
    assert heard.text == "Session 1 tries again."
    told = (await scene.events(1, Kind.NOTICE))[-1].payload["text"]
    assert "the token is in .env" in told
    assert await scene.open_items(1) == []


async def test_redirect_interrupts_and_withdraws_questions(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.asks(1, "Stripe or Adyen?")
    heard = await scene.say(ann, "!redirect use neither", session.thread)
    assert (heard.text, heard.fate) == ("Session 1 takes the new course.", Fate.NEXT)
    assert await scene.open_items(1) == []
    assert (await scene.events(1, Kind.MESSAGE))[-1].payload["text"] == "use neither"
    assert (await scene.events(1, Kind.CONTROL))[-1].payload["order"] == Control.REDIRECT


async def test_redirect_cancels_the_call_of_a_turn_at_work(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.works(1)
    await scene.order(ann, "redirect 1 use Stripe")
    turn_id = (await scene.session(1)).turn_id
    assert turn_id is not None
    turn = await scene.read(lambda reads: reads.turn(turn_id))
    control = (await scene.events(1, Kind.CONTROL))[-1]
    assert turn is not None
    assert turn.cancel_seq == control.seq


async def test_a_note_starts_nothing(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.is_done(1)
    heard = await scene.order(ann, "note 1 The deadline is Friday.")
    assert heard.text == "Noted. The agent of session 1 reads it at its next turn."
    assert await scene.states(1) == [State.DONE]


async def test_queue_shows_and_moves(scene: Scene, ann: Person) -> None:
    for _ in range(5):
        await scene.started(ann)
    shown = await scene.order(ann, "queue")
    assert shown.text == (
        "3 of 3 slots taken, by 1, 2, 3. Queued, next first: 4, 5. `!queue up 5` moves one up."
    )
    moved = await scene.order(ann, "queue up 5")
    assert moved.text.startswith("Session 5 moved up. It is queued, position 1 of 2:")
    await scene.order(ann, "queue first 4")
    assert (await scene.order(ann, "queue")).text.count("next first: 4, 5") == 1


async def test_moving_up_a_hundred_times_keeps_the_order_exact(scene: Scene, ann: Person) -> None:
    for _ in range(6):
        await scene.started(ann)
    expected = [4, 5, 6]
    for moved in [5, 6] * 100:
        await scene.order(ann, f"queue up {moved}")
        place = expected.index(moved)
        expected.insert(max(0, place - 1), expected.pop(place))
        queue = await scene.read(lambda reads: reads.queue(ann.id))
        assert list(queue) == expected


async def test_a_higher_cap_starts_what_is_queued(scene: Scene, ann: Person) -> None:
    for _ in range(4):
        await scene.started(ann)
    heard = await scene.order(ann, "cap 4")
    assert heard.text == "4 of your sessions work at a time."
    assert await scene.states(4) == [State.RUNNING]


async def test_model_shows_and_changes(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    shown = await scene.say(ann, "!model", session.thread)
    assert shown.text == "Session 1 works with demo. You can use: `demo`, `fast`, `smart`."
    changed = await scene.say(ann, "!model fast", session.thread)
    assert changed.text == "Session 1 works with fast from its next step on."
    assert (await scene.session(1)).model == "fast"


async def test_mute_and_unmute(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.order(ann, "mute 1")
    assert (await scene.session(1)).muted
    await scene.order(ann, "unmute 1")
    assert not (await scene.session(1)).muted


async def test_rename(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    heard = await scene.order(ann, "rename 1 Checkout *flow*")
    assert heard.text == "Session 1 is now called Checkout \\*flow\\*."
    assert (await scene.session(1)).title == "Checkout *flow*"


async def test_help_needs_no_session(scene: Scene, ann: Person) -> None:
    assert "`!stop [session]`" in (await scene.say(ann, "!help")).text
    assert "!cancel" in (await scene.say(ann, "!help stop")).text
    assert (await scene.say(ann, "!help frobnicate")).refused


REFUSED = [
    ("stop 9", "You have no session 9."),
    ("status 9", "You have no session 9."),
    ("stop 2", "Session 2 is stopped already."),
    ("park 2", "Session 2 is stopped already"),
    ("resume 1", "there is nothing to resume"),
    ("retry 1", "`!redirect 1"),
    ("answer 1 Stripe", "Session 1 asks nothing now."),
    ("queue up 1", "not queued"),
    ("cap 0", "from 1 to 10"),
    ("cap 11", "from 1 to 10"),
    ("model 1 gpt", "You can use: demo, fast, smart."),
    ("start --model gpt Fix it", "You can use: demo, fast, smart."),
    ("share 1 @nobody", "nobody called"),
    ("rename 1 " + "x" * 81, "1 to 80 characters"),
    ("link WRONGCODE1", "where you sign in"),
]


@pytest.mark.parametrize(("line", "told"), REFUSED)
async def test_a_refusal_says_what_would_work(
    scene: Scene, ann: Person, line: str, told: str
) -> None:
    await scene.started(ann)
    await scene.started(ann)
    await scene.order(ann, "stop 2")
    before = await scene.events(1), await scene.events(2)
    heard = await scene.order(ann, line)
    assert (heard.refused, heard.fate) == (True, Fate.REFUSED)
    assert told in heard.text
    assert (await scene.events(1), await scene.events(2)) == before
