"""What an agent is at, in one line."""

from typing import Any

from bot.presenter.steps import LONGEST, last_step
from service.domain import events
from service.domain.events import Draft, Event, Reply, ToolCall
from service.domain.ids import SessionNumber
from service.queries.conversation import Entry, fold


def _entries(*drafts: Draft, **facts: Any) -> list[Entry]:
    return fold(
        [
            Event(SessionNumber(3), seq, each.kind, "agent", 0.0, each.payload, **facts)
            for seq, each in enumerate(drafts, 1)
        ]
    )


def _reply(text: str, *calls: ToolCall) -> Draft:
    return events.assistant(Reply(text, calls, "stop", "m", 1, 1, 0.0, 1.0), 0)


RUN = ToolCall("a", "run_command", '{"command": "make\\n test /srv/shop"}')


def test_its_last_call_is_named_with_what_it_was_given() -> None:
    entries = _entries(_reply("First."), _reply("", RUN, ToolCall("b", "read_file", "{}")))
    assert last_step(entries) == "run_command: make test /srv/shop · read_file"
    assert last_step(entries, hide_paths=True) == "run_command · read_file"


def test_a_failed_call_says_so() -> None:
    ended = events.tool_ended(RUN, ok=False, result="no such target")
    assert last_step(_entries(_reply("", RUN), ended), hide_paths=True) == "run_command (failed)"


def test_without_a_call_it_is_what_the_agent_said_and_calls_to_people_are_left_out() -> None:
    asks = ToolCall("q", "ask_person", '{"question": "Which?"}')
    assert last_step(_entries(_reply("## Looking at the *cart*\n\nMore.", asks))) == (
        "Looking at the *cart*"
    )
    assert last_step(_entries(_reply("", asks))) == ""
    assert last_step(_entries(_reply("", RUN), erased=True)) == ""


def test_it_is_short() -> None:
    long = ToolCall("a", "run_command", '{"command": "' + "x " * 500 + '"}')
    assert len(last_step(_entries(_reply("", long, long, long, long)))) <= LONGEST
