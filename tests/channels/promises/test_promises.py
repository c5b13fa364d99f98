"""The promises: the same for every channel, kept by real processes."""

import re
import signal
from collections.abc import Iterator
from itertools import count

import pytest

from service.domain import demo
from service.domain.items import CANCEL_CALL, RESTART
from tests.channels.promises.front import Front, Talk, Who
from tests.e2e.running import Up, answers, wait_until

pytestmark = [pytest.mark.timeout(240), pytest.mark.browser]

_people = count(1)
QUESTION = "Which one?"


@pytest.fixture
def ann(front: Front) -> Who:
    """Somebody new, so that no slot is taken and nothing waits."""
    return front.person(f"ann{next(_people)}")


def until_answered(talk: Talk, times: int = 1) -> None:
    wait_until(lambda: len(talk.answers()) >= times, f"{times} answers")


def is_state(talk: Talk, state: str) -> bool:
    return re.search(rf"\b{state}\b (?:for|since)", talk.order("!status")) is not None


def until_state(talk: Talk, state: str) -> None:
    wait_until(lambda: is_state(talk, state), f"the session is {state}")


def test_a_message_opens_a_session_and_its_answer_comes_once(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.HAIKU)
    until_answered(talk)
    until_state(talk, "done")
    said = talk.answers()
    assert all(said)
    assert len(set(said)) == len(said)


def test_a_message_that_is_delivered_again_counts_once(front: Front, ann: Who) -> None:
    talk, sent = ann.start(demo.LETTER)
    sent.again()
    until_state(talk, "done")
    sent.again()
    told = talk.order("!list all")
    assert told.count("Draft a friendly reminder") == 1


def test_a_question_is_told_once_and_answered_by_its_button(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    wait_until(lambda: any("Stripe" in each for each in ann.notices()), "its notice")
    assert sum(QUESTION in each for each in ann.notices()) == 1
    talk.press("Adyen")
    until_state(talk, "done")
    wait_until(lambda: "Stripe" not in talk.choices(), "the buttons are gone")
    assert "Adyen" in talk.read()


def test_a_button_that_is_pressed_too_late_says_who_was_first(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    talk.press("Adyen")
    until_state(talk, "done")
    told = talk.press_again("Stripe")
    assert "Adyen" in told
    assert ann.name.casefold() in told.casefold()


def test_an_agent_that_goes_round_in_circles_is_told_of_and_restarted(
    front: Front, ann: Who
) -> None:
    talk, _ = ann.start(demo.LOOP)
    wait_until(lambda: RESTART in talk.choices(), "the ways out")
    wait_until(lambda: any("seems stuck" in each.lower() for each in ann.notices()), "its notice")
    talk.press(RESTART)
    until_state(talk, "done")
    wait_until(lambda: RESTART not in talk.choices(), "the buttons are gone")
    wait_until(lambda: "That breaks the loop" in talk.read(), "its answer")


def test_a_stream_that_falls_silent_is_told_of_and_asked_again(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.SILENT)
    wait_until(lambda: CANCEL_CALL in talk.choices(), "the ways out")
    wait_until(lambda: any("seems idle" in each.lower() for each in ann.notices()), "its notice")
    talk.press(CANCEL_CALL)
    until_state(talk, "done")
    wait_until(lambda: CANCEL_CALL not in talk.choices(), "the buttons are gone")
    wait_until(lambda: "welkom.md" in talk.read(), "its answer")


def test_plain_text_in_the_thread_answers_the_question(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    talk.say("Adyen, because we sell in Japan")
    until_state(talk, "done")
    wait_until(lambda: "Stripe" not in talk.choices(), "the buttons are gone")


def test_the_fourth_session_is_queued_and_says_where(front: Front, ann: Who) -> None:
    talks = [ann.start(f"{demo.HANDBOOK}")[0] for _ in range(3)]
    for talk in talks:
        until_state(talk, "running")
    fourth, _ = ann.start(demo.HAIKU)
    until_state(fourth, "queued")
    assert "3 of 3 slots taken" in fourth.order("!queue")
    assert "Queued, next first" in fourth.order("!queue")
    talks[0].order("!stop")
    until_state(fourth, "done")
    for talk in talks[1:]:
        talk.order("!stop")
        until_state(talk, "stopped")


def test_a_stopped_session_goes_on_with_the_next_message(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.HANDBOOK)
    until_state(talk, "running")
    talk.order("!stop")
    until_state(talk, "stopped")
    talk.say("Hello again")
    wait_until(lambda: not is_state(talk, "stopped"), "it is taken up again")
    talk.order("!stop")


def test_what_waits_can_be_changed_and_deleted(front: Front, ann: Who) -> None:
    slots = [ann.start(demo.HANDBOOK)[0] for _ in range(3)]
    for each in slots:
        until_state(each, "running")
    waiting, _ = ann.start(demo.HAIKU)
    until_state(waiting, "queued")
    changed, gone = waiting.say("about silk"), waiting.say("about nothing at all")
    gone.delete()
    changed.edit("about linen")
    for each in slots:
        each.order("!stop")
    until_state(waiting, "done")
    assert "about linen" in waiting.read()
    assert "about nothing at all" not in waiting.read()


def test_a_session_is_nobody_elses(front: Front, ann: Who) -> None:
    bob = front.person(f"bob{next(_people)}")
    talk, _ = ann.start(demo.HANDBOOK)
    until_state(talk, "running")
    number = re.search(r"(\d+)\W* · ", talk.order("!status"))
    assert number is not None
    other, _ = bob.start(demo.HAIKU)
    until_state(other, "done")
    assert "You have no session" in other.order(f"!stop {number[1]}")
    assert is_state(talk, "running")
    talk.order("!stop")


def test_a_stranger_is_held_for_the_owner_or_sees_nothing(front: Front, ann: Who) -> None:
    bob = front.person(f"bob{next(_people)}")
    talk, _ = ann.start(demo.HANDBOOK)
    until_state(talk, "running")
    if not front.open_rooms:
        assert talk.read()
        assert bob.joins(talk).read() == ""
        talk.order("!stop")
        return
    bob.joins(talk).say("I would begin with the glossary")
    wait_until(lambda: any("glossary" in each for each in ann.notices()), "the owner is asked")
    assert is_state(talk, "running")
    assert not any("glossary" in each for each in bob.notices())
    talk.order("!stop")


def test_a_wrong_command_is_told_what_would_work(front: Front, ann: Who) -> None:
    talk, _ = ann.start(demo.HAIKU)
    until_state(talk, "done")
    told = talk.order("!stpo")
    assert "stop" in told


@pytest.fixture
def killed(front: Front) -> Iterator[Up]:
    yield front.up
    wait_until(lambda: answers(front.up), "the bot answers again")


def test_a_killed_bot_loses_and_doubles_nothing(front: Front, ann: Who, killed: Up) -> None:
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    bot = killed.child("bot", "bot")
    assert bot is not None
    bot.send_signal(signal.SIGKILL)
    wait_until(lambda: not bot.is_running() and answers(killed), "another bot")
    talk.press("Stripe")
    until_state(talk, "done")
    asked = [each for each in ann.notices() if QUESTION in each]
    assert len(asked) <= 1
