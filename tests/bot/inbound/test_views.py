"""`list` and `status`: what a person sees at night on a phone."""

import pytest
from markdown_it import MarkdownIt

from bot.inbound.seeing import Seeing
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.items import RESTART, STOP, Reason
from service.domain.persons import Person
from tests.bot.inbound.scene import Scene


async def test_an_empty_list_says_how_to_begin(scene: Scene, ann: Person) -> None:
    assert (await scene.order(ann, "list")).text == (
        "Nothing is open. `!start <prompt>` opens a session, `!list done` shows the past."
    )
    assert "no sessions yet" in (await scene.order(ann, "list all")).text
    assert (await scene.order(ann, "list failed")).text == (
        "Nothing of yours is failed. `!list all` shows every session."
    )


async def test_what_needs_me_comes_first_and_what_rests_last(scene: Scene, ann: Person) -> None:
    for title in ("One", "Two", "Three", "Four", "Five"):
        await scene.started(ann, title)
    await scene.order(ann, "park 1")
    scene.clock.advance(120)
    await scene.asks(3, "Stripe or Adyen?", "Stripe", "Adyen")
    scene.clock.advance(420)
    assert (await scene.order(ann, "list")).text.splitlines() == [
        "- **3** · Three · needs you: question 7 min · Stripe or Adyen?",
        "- **2** · Two · running, needs nobody · 9 min",
        "- **4** · Four · running, needs nobody · 9 min",
        "- **5** · Five · queued · 9 min",
        "- **1** · One · parked · Parked; next: One · 9 min",
    ]


async def test_the_more_important_and_then_the_older_need_comes_first(
    scene: Scene, ann: Person
) -> None:
    for _ in range(3):
        await scene.started(ann)
    await scene.asks(2, "First?")
    scene.clock.advance(10)
    await scene.asks(1, "Second?")
    scene.clock.advance(10)
    await scene.alerts(3, Reason.CAPTURE_FAILED)
    lines = (await scene.order(ann, "list")).text.splitlines()
    assert [line.split("**")[1] for line in lines] == ["3", "2", "1"]


async def test_muted_is_said_and_asks_no_longer_first(scene: Scene, ann: Person) -> None:
    for _ in range(2):
        await scene.started(ann)
    await scene.asks(1, "Which one?")
    await scene.order(ann, "mute 1")
    scene.clock.advance(1)
    lines = (await scene.order(ann, "list")).text.splitlines()
    assert "muted" in lines[-1]


async def test_a_failed_session_that_needs_me_is_in_the_open_list(
    scene: Scene, ann: Person
) -> None:
    await scene.started(ann)
    await scene.fails(1)
    assert "needs you: failed 0 s · The model refused" in (await scene.order(ann, "list")).text
    await scene.order(ann, "answer 1 dismiss")
    assert "Nothing is open" in (await scene.order(ann, "list")).text


async def test_lists_by_state(scene: Scene, ann: Person) -> None:
    for _ in range(3):
        await scene.started(ann)
    await scene.is_done(1)
    await scene.order(ann, "stop 2")
    numbers = {
        which: [
            line.split("**")[1]
            for line in (await scene.order(ann, f"list {which}")).text.splitlines()
        ]
        for which in ("open", "done", "stopped", "all")
    }
    assert numbers == {"open": ["3"], "done": ["1"], "stopped": ["2"], "all": ["3", "2", "1"]}


async def test_a_long_list_says_that_there_is_more(scene: Scene, ann: Person) -> None:
    for _ in range(51):
        await scene.started(ann)
    lines = (await scene.order(ann, "list all")).text.splitlines()
    assert len(lines) == 51
    assert lines[-1] == "There are more; those that changed last are shown."


async def test_status_of_a_question_says_how_to_answer_it(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann, "Checkout")
    await scene.asks(1, "Stripe or Adyen?", "Stripe", "Adyen")
    scene.clock.advance(300)
    lines = (await scene.say(ann, "!status", session.thread)).text.splitlines()
    assert lines[0] == "**1** · Checkout"
    assert lines[1] == "- waiting for 5 min, since 08:00 UTC"
    assert lines[2] == (
        "- needs you: Stripe or Adyen? (Stripe / Adyen). `!answer 1 <text>` answers it"
    )
    assert "it parks and frees its slot; the question stays open, in 10 min" in lines[3]
    assert lines[-1] == "- Ann's, model demo, used 0 steps, 0 tokens, $0.00"


async def test_status_of_a_queued_session_says_whom_it_waits_for(scene: Scene, ann: Person) -> None:
    for _ in range(4):
        await scene.started(ann)
    text = (await scene.order(ann, "status 4")).text
    assert "3 of 3 are held by sessions 1, 2, 3; it is number 1 of 1" in text
    assert "it starts by itself when a slot frees" in text


async def test_status_tells_moments_by_the_reader_s_clock(scene: Scene, ann: Person) -> None:
    await scene.started(ann, "Checkout")
    await scene.asks(1, "Stripe or Adyen?")
    await scene.order(ann, "zone Asia/Tokyo")
    text = (await scene.order(ann, "status 1")).text
    assert "waiting for 0 s, since 17:00\n" in text
    assert "in 15 min, at 17:15\n" in text


async def test_status_leaves_workers_to_operators(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    text = (await scene.order(ann, "status 1")).text
    assert "- waits for a worker of pool default, for 0 s now\n" in text
    await scene.works(1)
    text = (await scene.order(ann, "status 1")).text
    assert "- waits for the agent's work, last step 0 s ago\n" in text


async def test_titles_and_questions_have_no_markup_of_their_own(scene: Scene, ann: Person) -> None:
    nasty = "*a* [b](http://c.example) <b>d</b> `e` _f_ ~~g~~ | # h"
    await scene.started(ann, nasty)
    await scene.asks(1, nasty)
    for line in ("list", "status 1"):
        html = (
            MarkdownIt("commonmark")
            .enable("strikethrough")
            .render((await scene.order(ann, line)).text)
        )
        assert "<a" not in html
        assert "<em>" not in html
        assert "<b>" not in html
        assert "<s>" not in html
        assert "[b](http://c.example) &lt;b&gt;d&lt;/b&gt; `e` _f_ ~~g~~ | # h" in html


async def test_an_alert_suggests_a_hint_to_who_may_see_it_as_long_as_it_is_open(
    scene: Scene, ann: Person, bob: Person
) -> None:
    seeing = Seeing(scene.ports, lambda _thread: "")
    await scene.started(ann)
    await scene.alerts(1, Reason.STUCK, (RESTART, STOP), hint="Read\nanother file.")
    (item,) = await scene.read(lambda reads: reads.items(session=SessionNumber(1)))
    assert await seeing.hint(ann.id, item.id) == "Read another file."
    assert await seeing.hint(ann.id, None) == ""
    with pytest.raises(Refused, match="You have no session 1"):
        await seeing.hint(bob.id, item.id)
    await scene.order(ann, "stop 1")
    assert await seeing.hint(ann.id, item.id) == ""
