"""Whatever a model and people do, the next step is known, is new, and has a valid context."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from service.agent.context import render
from service.agent.next_action import (
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
from service.domain import events
from service.domain.endings import Ending
from service.domain.events import Control, Kind, ToolCall
from service.domain.ids import TurnId
from service.ports.model import ModelMessage
from tests.agent.telling import ANN, BOB, T1, Telling

NAMES = st.sampled_from(["work", "work", "ask_person", "finish", "leave_breadcrumb", "fly", ""])
TEXTS = st.sampled_from(["", " ", "text", "more\nlines", "x" * 500])
GOOD = st.sampled_from(['{"question": "Which?"}', '{"summary": "Done."}', '{"text": "next"}', "{}"])
ARGUMENTS = st.one_of(GOOD, st.text(max_size=20), st.sampled_from(["[]", "null", "{", "NaN"]))
CALLS = st.lists(st.tuples(NAMES, ARGUMENTS), max_size=4)
FINISHES = st.sampled_from(["stop", "tool_calls", "length", "refusal"])
OUTSIDE = st.sampled_from(["message", "note", "bob", "erase", *Control])


def check_roles(messages: list[ModelMessage]) -> None:
    """Every call is followed by its result, in order, and nothing is empty or orphaned."""
    assert messages[0].role == "system"
    index = 1
    while index < len(messages):
        message = messages[index]
        index += 1
        assert message.role in ("user", "assistant")
        assert message.text.strip() or message.calls
        for made in message.calls:
            assert messages[index].role == "tool"
            assert messages[index].call == made.id
            index += 1


class World:
    """Carries out what is decided, and lets people interfere."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.told = Telling()
        self.told.says("Compare the papers")
        self.ended: set[tuple[int, str]] = set()
        self.prefix: list[ModelMessage] = []
        self.erased = False

    def outside(self, what: str) -> None:
        if what == "message":
            self.told.says("and this")
        elif what == "bob":
            self.told.says("me too", BOB)
        elif what == "note":
            self.told.add(events.note(ANN, "Ann", "for later"))
        elif what == "erase":
            messages = self.told.history.of(Kind.MESSAGE)
            self.told.erase(self.data.draw(st.sampled_from(messages)).seq)
            self.erased = True
        else:
            self.told.orders(Control(what))

    def next_turn(self) -> None:
        self.told.turn = TurnId(self.told.turn + "'")
        self.told.says("Go on")

    def step(self) -> None:
        before = self.told.last
        action = next_action(self.told.history, self.told.turn, {"work"})
        match action:
            case CallModel():
                self.call_model()
            case RunTool(made):
                self.run_tool(made)
            case Settle(drafts):
                assert drafts
                self.told.add(*drafts)
            case Ask():
                self.ask(action)
            case Finish(made):
                self.told.ended(made)
                self.next_turn()
            case Judge():
                self.told.judged(self.data.draw(st.sampled_from(Ending)), "Which?")
            case End() | StopShort() | Fail():
                self.next_turn()
        assert self.told.last > before

    def call_model(self) -> None:
        upto = self.told.last
        messages = render("system", self.told.history, self.told.turn)
        check_roles(messages)
        if not self.erased:
            assert messages[: len(self.prefix)] == self.prefix
        self.prefix, self.erased = messages, False
        for what in self.data.draw(st.lists(OUTSIDE, max_size=1)):
            self.outside(what)
        calls = [
            ToolCall(f"c{index}", name, arguments)
            for index, (name, arguments) in enumerate(self.data.draw(CALLS))
        ]
        text, finish = self.data.draw(TEXTS), self.data.draw(FINISHES)
        self.told.replies(text, *calls, read_upto=upto, finish=finish)

    def run_tool(self, made: ToolCall) -> None:
        reply = self.told.history.of(Kind.ASSISTANT)[-1].seq
        assert (reply, made.id) not in self.ended
        assert isinstance(json.loads(made.arguments or "{}"), dict)
        self.told.started(made)
        if self.data.draw(st.booleans()):
            self.told.ended(made)
        self.ended.add((reply, made.id))

    def ask(self, action: Ask) -> None:
        for question in action.new:
            self.told.asked(question.call)
        asked = self.told.history.of(Kind.QUESTION, Kind.ANSWER)
        answered = {e.payload["call"] for e in asked if e.kind == Kind.ANSWER}
        reply = self.told.history.of(Kind.ASSISTANT)[-1].seq
        open_now = [
            e.payload["call"]
            for e in asked
            if e.kind == Kind.QUESTION
            and e.seq > reply
            and not self.told.history.of(Kind.ANSWER, after=e.seq)
        ]
        assert open_now or answered
        for identity in open_now:
            self.told.answered(ToolCall(identity, "ask_person", ""))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_there_is_always_a_next_step_and_a_valid_context(data: st.DataObject) -> None:
    world = World(data)
    for what in data.draw(st.lists(st.one_of(st.none(), OUTSIDE), max_size=30)):
        if what is None:
            world.step()
        else:
            world.outside(what)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_history_of_any_events_never_raises(data: st.DataObject) -> None:
    told = Telling()
    made = ToolCall("c0", data.draw(NAMES), data.draw(ARGUMENTS))
    steps = {
        "says": lambda: told.says("text"),
        "replies": lambda: told.replies(data.draw(TEXTS), made, read_upto=told.last // 2),
        "prose": lambda: told.replies(data.draw(TEXTS), finish=data.draw(FINISHES)),
        "started": lambda: told.started(made),
        "ended": lambda: told.ended(made),
        "judged": lambda: told.judged(data.draw(st.sampled_from(Ending))),
        "asked": lambda: told.asked(made),
        "answered": lambda: told.answered(made),
        "orders": lambda: told.orders(data.draw(st.sampled_from(list(Control)))),
        "breadcrumb": lambda: told.add(events.breadcrumb("next")),
        "wait": lambda: told.add(events.wait("limited", 1.0)),
    }
    for name in data.draw(st.lists(st.sampled_from(sorted(steps)), max_size=25)):
        steps[name]()
        next_action(told.history, T1, {"work"})
        check_roles(render("system", told.history, T1))
