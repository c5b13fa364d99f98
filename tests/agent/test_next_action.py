"""What to do next, by example."""

import pytest

from service.agent.next_action import (
    MAX_CUT,
    MAX_EMPTY,
    Ask,
    CallModel,
    End,
    Fail,
    Finish,
    Judge,
    RunTool,
    Settle,
    StopShort,
    next_action,
)
from service.domain.endings import Ending
from service.domain.events import Control, Kind, ToolCall
from tests.agent.telling import BOB, T1, T2, Telling, ask, call, finish

TOOLS = {"work", "write"}


@pytest.fixture
def told() -> Telling:
    told = Telling()
    told.says("Compare the papers")
    return told


def act(told: Telling, turn: str = "t1") -> object:
    return next_action(told.history, T1 if turn == "t1" else T2, TOOLS)


def settle(told: Telling) -> list[str]:
    """Carry out a Settle and return what the calls were told."""
    action = act(told)
    assert isinstance(action, Settle), action
    told.add(*action.drafts)
    return [each.payload.get("result", each.payload.get("text")) for each in action.drafts]


def test_a_message_calls_the_model(told: Telling) -> None:
    assert act(told) == CallModel()


def test_prose_ends_the_turn_and_a_message_meanwhile_does_not(told: Telling) -> None:
    told.replies("Here you are.")
    assert act(told) == Judge("Here you are.")
    told.judged(Ending.ANSWERED)
    assert act(told) == End("Here you are.")
    told.says("And the third?")
    assert act(told) == CallModel()


def test_prose_that_asks_opens_its_question_once_and_goes_on_with_the_answer(
    told: Telling,
) -> None:
    told.replies("Which one, A or B?")
    told.judged(Ending.ASKS, "Which one, A or B?", ("A", "B"))
    action = act(told)
    assert isinstance(action, Ask)
    (question,) = action.new
    assert (question.call.id, question.arguments.question) == ("", "Which one, A or B?")
    assert question.arguments.choices == ["A", "B"]
    told.asked(question.call)
    assert act(told) == Ask(())
    told.answered(question.call, "A")
    assert act(told) == CallModel()


def test_prose_that_stopped_short_stops_the_turn_unless_somebody_writes(told: Telling) -> None:
    told.replies("Now the tests:")
    told.judged(Ending.STOPPED_SHORT)
    assert act(told) == StopShort("Now the tests:")
    told.says("And?")
    assert act(told) == CallModel()


def test_a_verdict_counts_for_its_reply_alone(told: Telling) -> None:
    told.replies("Now the tests:")
    told.judged(Ending.STOPPED_SHORT)
    told.says("Go on")
    told.replies("All tests pass.")
    assert act(told) == Judge("All tests pass.")


def test_ordinary_calls_run_in_order_each_once(told: Telling) -> None:
    first, second = call("a", x=1), call("b", "write", y=2)
    told.replies("", first, second)
    assert act(told) == RunTool(first, {"x": 1})
    told.started(first)
    told.ended(first)
    assert act(told) == RunTool(second, {"y": 2})
    told.started(second)
    told.ended(second)
    assert act(told) == CallModel()


def test_other_calls_run_before_a_question_and_asking_beats_finishing(told: Telling) -> None:
    work, question, done = call("a"), ask("b"), finish("c")
    told.replies("", done, question, work)
    assert act(told) == RunTool(work, {})
    told.started(work)
    told.ended(work)
    action = act(told)
    assert isinstance(action, Ask)
    assert [each.call for each in action.new] == [question]
    told.asked(question)
    assert act(told) == Ask(())
    told.answered(question)
    assert settle(told)[0].startswith("Not finished: you asked a question")
    assert act(told) == CallModel()


def test_a_question_that_could_not_be_asked_still_beats_finishing(told: Telling) -> None:
    told.replies("", ToolCall("a", "ask_person", "{"), finish("b"))
    assert "not valid JSON" in settle(told)[0]
    assert settle(told)[0].startswith("Not finished")
    assert act(told) == CallModel()


def test_two_questions_are_asked_together(told: Telling) -> None:
    one, two = ask("a", "Red or blue?"), ask("b", "How many?")
    told.replies("", one, two)
    action = act(told)
    assert isinstance(action, Ask)
    assert [each.arguments.question for each in action.new] == ["Red or blue?", "How many?"]
    told.asked(one)
    told.asked(two)
    told.answered(two)
    assert act(told) == Ask(())
    told.answered(one)
    assert act(told) == CallModel()


def test_finish_ends_and_only_one_counts(told: Telling) -> None:
    told.replies("", finish("a"), finish("b"))
    assert "Only one finish counts" in settle(told)[0]
    assert act(told) == Finish(finish("a"), "All done.")


@pytest.mark.parametrize("made", [ask("a"), finish("a")])
def test_a_message_beats_asking_and_finishing(told: Telling, made: ToolCall) -> None:
    told.replies("", made)
    told.says("Wait, not like that", BOB)
    assert "a new message came in" in settle(told)[0]
    assert act(told) == CallModel()


def test_a_message_during_the_call_beats_finishing_too(told: Telling) -> None:
    told.says("Wait", BOB)
    told.replies("", finish("a"), read_upto=1)
    assert "a new message came in" in settle(told)[0]


def test_an_interrupted_call_is_told_and_not_run_again(told: Telling) -> None:
    work = call("a")
    told.replies("", work)
    told.started(work)
    assert settle(told) == [
        "Interrupted: the worker stopped while this ran. It may have taken effect in part;"
        " check before you repeat it."
    ]
    assert act(told) == CallModel()


@pytest.mark.parametrize("order", [Control.STOP, Control.REDIRECT, Control.RETRY])
def test_orders_halt_what_is_left(told: Telling, order: Control) -> None:
    first, second = call("a"), call("b")
    told.replies("", first, second, ask("c"))
    told.started(first)
    told.orders(order)
    running, waiting, question = settle(told)
    assert running.startswith("Interrupted while it ran: Ann ")
    assert waiting.startswith("Not done: Ann ")
    assert question.startswith("Not done: Ann ")
    assert act(told) == CallModel()


@pytest.mark.parametrize("order", [Control.STOP, Control.REDIRECT, Control.RETRY])
def test_orders_halt_also_when_who_gave_them_was_erased(told: Telling, order: Control) -> None:
    first, second = call("a"), call("b")
    told.replies("", first, second)
    told.started(first)
    told.erase(told.orders(order))
    running, waiting = settle(told)
    assert running.startswith("Interrupted while it ran: somebody gave an order")
    assert waiting.startswith("Not done: somebody gave an order that was deleted since")
    assert act(told) == CallModel()


def test_a_question_whose_answer_was_erased_is_not_waited_for(told: Telling) -> None:
    told.replies("", ask("a"), ask("b"))
    told.asked(ask("a"))
    told.asked(ask("b"))
    told.answered(ask("b"))
    told.erase(told.answered(ask("a")))
    assert settle(told) == [
        "The answer was deleted before you read it. Ask again if you still need it."
    ]
    assert act(told) == CallModel()


def test_a_redirect_during_the_call_halts_its_calls(told: Telling) -> None:
    told.orders(Control.REDIRECT)
    told.says("Do that instead")
    told.replies("", call("a"), read_upto=1)
    assert settle(told)[0].startswith("Not done: Ann redirected you")


@pytest.mark.parametrize("order", [Control.PARK, Control.RESUME, Control.GO_ON, Control.MODEL])
def test_other_orders_halt_nothing(told: Telling, order: Control) -> None:
    told.replies("", call("a"))
    told.orders(order)
    assert isinstance(act(told), RunTool)


@pytest.mark.parametrize(
    ("name", "arguments", "hint"),
    [
        ("work", '{"x": ', "not valid JSON"),
        ("work", "[1]", "one JSON object"),
        ("work", "[" * 100_000, "not valid JSON"),
        ("work", "9" * 10_000, "not valid JSON"),
        ("fly", "{}", "no tool 'fly'. You have: ask_person, finish, leave_breadcrumb, work, write"),
        ("ask_person", "{}", "question: Field required"),
        ("ask_person", '{"question": "  "}', "question: "),
        ("ask_person", '{"question": 3}', "question: "),
        ("ask_person", '{"question": "\\ud800?"}', "question: "),
        ("ask_person", '{"question": "a", "colour": 1}', "colour: "),
        ("leave_breadcrumb", '{"text": " "}', "text: "),
        ("finish", '{"summary": "a", "files": "b"}', "files: "),
        ("finish", "", "summary: Field required"),
    ],
)
def test_what_is_wrong_with_a_call_is_told(
    told: Telling, name: str, arguments: str, hint: str
) -> None:
    told.replies("", ToolCall("a", name, arguments))
    assert hint in settle(told)[0]
    assert act(told) == CallModel()


def test_a_cut_call_says_why_it_is_broken(told: Telling) -> None:
    told.replies("", ToolCall("a", "write", '{"text": "so fa'), finish="length")
    assert "cut at its length limit" in settle(told)[0]


def test_a_breadcrumb_is_one_line(told: Telling) -> None:
    told.replies("", call("a", "leave_breadcrumb", text="next:\n  the third"))
    action = act(told)
    assert isinstance(action, Settle)
    assert [each.kind for each in action.drafts] == [Kind.BREADCRUMB, Kind.TOOL_ENDED]
    assert action.drafts[0].payload["text"] == "next: the third"


@pytest.mark.parametrize(("finish", "times"), [("stop", MAX_EMPTY), ("length", MAX_CUT)])
def test_saying_nothing_again_and_again_fails(told: Telling, finish: str, times: int) -> None:
    for _ in range(times - 1):
        told.replies(" ", finish=finish)
        settle(told)
        assert act(told) == CallModel()
    told.replies(" ", finish=finish)
    assert isinstance(act(told), Fail)
    told.orders(Control.RETRY)
    told.says("again")
    assert act(told, "t2") == CallModel()
    told.turn = T2
    told.replies(" ", finish=finish)
    assert isinstance(act(told, "t2"), Settle)


def test_a_refusal_fails_with_advice(told: Telling) -> None:
    told.replies("I cannot help.", finish="refusal")
    action = act(told)
    assert isinstance(action, Fail)
    assert "try another model" in action.why
