"""What to do next, as a pure function of a session's events.

The loop keeps no state of its own: whatever process reads the events decides the same.
That is what makes a takeover after a crash the same as going on.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from service.agent import toolset
from service.agent.endings.asking import shortened
from service.domain import events
from service.domain.endings import Ending
from service.domain.events import Control, Draft, Event, History, Kind, ToolCall
from service.domain.ids import TurnId

MAX_EMPTY = 3
MAX_CUT = 4
_INPUTS = (Kind.MESSAGE, Kind.NOTICE, Kind.ANSWER, Kind.TOOL_ENDED)


@dataclass(frozen=True, slots=True)
class CallModel:
    """Call the model with the context of all events so far."""


@dataclass(frozen=True, slots=True)
class RunTool:
    """Run an ordinary tool: record its start, run it, record its end."""

    call: ToolCall
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settle:
    """Record these events; nothing else needs to be done."""

    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question that the agent asks through tool call `call`; in prose its id is empty."""

    call: ToolCall
    arguments: toolset.AskArguments


@dataclass(frozen=True, slots=True)
class Ask:
    """End the turn in waiting. `new` are the questions not opened yet, perhaps none."""

    new: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Finish:
    """The agent says that the work is done."""

    call: ToolCall
    summary: str


@dataclass(frozen=True, slots=True)
class Judge:
    """The agent ended in prose: judge whether it answers, asks or stopped short."""

    text: str


@dataclass(frozen=True, slots=True)
class End:
    """The agent answered in prose and calls nothing more."""

    text: str


@dataclass(frozen=True, slots=True)
class StopShort:
    """The agent stopped in prose before it was done; `text` is the last it said."""

    text: str


@dataclass(frozen=True, slots=True)
class Fail:
    """The turn cannot go on; `why` is for the person."""

    why: str


Action = CallModel | RunTool | Settle | Ask | Finish | Judge | End | StopShort | Fail


def next_action(history: History, turn: TurnId, tools: Collection[str]) -> Action:
    """Decide the next step of `turn`; `tools` names the ordinary tools."""
    last = history.last(Kind.ASSISTANT)
    if last is None:
        return CallModel()
    pending = _pending(history, last)
    if pending:
        return _for_calls(history, last, pending, tools)
    if unread(history, last, _INPUTS):
        return CallModel()
    return _for_prose(history, last, turn)


def unread(history: History, last: Event, kinds: Collection[Kind] = (Kind.MESSAGE,)) -> bool:
    """Tell whether something came in that the model had not read when it wrote `last`."""
    return bool(history.of(*kinds, after=last.payload["read_upto"]))


def _pending(history: History, last: Event) -> list[ToolCall]:
    ended = {
        event.payload["call"]
        for event in history.of(Kind.TOOL_ENDED, Kind.ANSWER, after=last.seq)
        if not event.erased
    }
    calls = [ToolCall.from_json(each) for each in last.payload["calls"]]
    return [call for call in calls if call.id not in ended]


def _for_calls(
    history: History,
    last: Event,
    pending: list[ToolCall],
    tools: Collection[str],
) -> Action:
    halted = _halted(history, last)
    if halted:
        return Settle(tuple(_halt(call, halted, _started(history, last)) for call in pending))
    settled = _settle_first(history, last, pending, tools) or _settle_lost(history, last, pending)
    if settled is not None:
        return settled
    cut = last.payload["finish"] == "length"
    ordinary = [call for call in pending if not toolset.is_control(call.name)]
    if ordinary:
        return RunTool(ordinary[0], toolset.read_arguments(ordinary[0], cut=cut))
    return _ask_or_finish(history, last, pending)


def _halted(history: History, last: Event) -> str:
    """Say who ordered that the remaining calls must not run, or return an empty string."""
    for event in history.of(Kind.CONTROL, after=last.payload["read_upto"]):
        if event.erased:
            # What was stopped must not run because whoever stopped it is gone.
            return "somebody gave an order that was deleted since; look what is still wanted."
        if event.payload["order"] == Control.STOP:
            return f"{event.payload['name']} stopped the session."
        if event.payload["order"] == Control.REDIRECT:
            return f"{event.payload['name']} redirected you; read what they wrote."
        if event.payload["order"] == Control.RETRY:
            return f"{event.payload['name']} asked you to start over from here."
    return ""


def _halt(call: ToolCall, order: str, started: Collection[str]) -> Draft:
    if call.id not in started:
        return events.tool_ended(call, ok=False, result=f"Not done: {order}")
    text = f"Interrupted while it ran: {order} It may have taken effect in part; check."
    return events.tool_ended(call, ok=False, result=text)


def _started(history: History, last: Event) -> frozenset[str]:
    found = history.of(Kind.TOOL_STARTED, after=last.seq)
    return frozenset(event.payload["call"] for event in found)


def _settle_first(
    history: History,
    last: Event,
    pending: list[ToolCall],
    tools: Collection[str],
) -> Settle | None:
    """Settle what can be settled without running anything: crashes, bad calls, breadcrumbs."""
    started = _started(history, last)
    cut = last.payload["finish"] == "length"
    drafts: list[Draft] = []
    for call in pending:
        if call.id in started:
            text = (
                "Interrupted: the worker stopped while this ran. It may have taken effect in"
                " part; check before you repeat it."
            )
            drafts.append(events.tool_ended(call, ok=False, result=text))
            continue
        try:
            drafts.extend(_settle_call(call, tools, cut=cut))
        except toolset.BadArgumentsError as error:
            drafts.append(events.tool_ended(call, ok=False, result=str(error)))
    return Settle(tuple(drafts)) if drafts else None


def _settle_lost(history: History, last: Event, pending: list[ToolCall]) -> Settle | None:
    """Settle questions whose answer was erased before it was read: nobody is asked any more, and
    what is left of it does not say which it answered.
    """
    if not any(event.erased for event in history.of(Kind.ANSWER, after=last.seq)):
        return None
    opened = _opened(history, last)
    text = "The answer was deleted before you read it. Ask again if you still need it."
    lost = [events.tool_ended(each, ok=False, result=text) for each in pending if each.id in opened]
    return Settle(tuple(lost)) if lost else None


def _opened(history: History, last: Event) -> frozenset[str]:
    found = history.of(Kind.QUESTION, after=last.seq)
    return frozenset(event.payload["call"] for event in found)


def _settle_call(call: ToolCall, tools: Collection[str], *, cut: bool) -> list[Draft]:
    if not toolset.is_control(call.name):
        if call.name not in tools:
            known = ", ".join(sorted([*tools, toolset.ASK, toolset.BREADCRUMB, toolset.FINISH]))
            raise toolset.BadArgumentsError(
                f"There is no tool {call.name!r}. You have: {known}.",
            )
        toolset.read_arguments(call, cut=cut)
        return []
    arguments = toolset.control_arguments(call, cut=cut)
    if isinstance(arguments, toolset.BreadcrumbArguments):
        line = " ".join(arguments.text.split())
        return [events.breadcrumb(line), events.tool_ended(call, ok=True, result="Noted.")]
    return []


def _ask_or_finish(history: History, last: Event, pending: list[ToolCall]) -> Action:
    """Only ask_person and finish are left; asking beats finishing."""
    asks = [call for call in pending if call.name == toolset.ASK]
    opened = _opened(history, last)
    if unread(history, last) and not opened & {call.id for call in asks}:
        text = "Not done: a new message came in before this. Read it first, then decide again."
        return Settle(tuple(events.tool_ended(call, ok=False, result=text) for call in pending))
    if asks:
        questions = (
            Question(call, toolset.AskArguments.model_validate_json(call.arguments))
            for call in asks
            if call.id not in opened
        )
        return Ask(tuple(questions))
    finish = pending[0]
    if any(call["name"] == toolset.ASK for call in last.payload["calls"]):
        text = (
            "Not finished: you asked a question in the same step. Act on the answer, then finish."
        )
        return Settle((events.tool_ended(finish, ok=False, result=text),))
    if len(pending) > 1:
        text = "Only one finish counts; this one was left out."
        return Settle(
            tuple(events.tool_ended(call, ok=False, result=text) for call in pending[1:]),
        )
    arguments = toolset.FinishArguments.model_validate_json(finish.arguments)
    return Finish(finish, arguments.summary)


def _for_prose(history: History, last: Event, turn: TurnId) -> Action:
    finish, text = last.payload["finish"], last.payload["text"].strip()
    if finish == "refusal":
        return Fail("The model refused to go on with this. Rephrase it, or try another model.")
    if finish == "length":
        if _run_of(history, turn, lambda event: event.payload["finish"] == "length") >= MAX_CUT:
            return Fail("The model's replies were cut at their length limit again and again.")
        return Settle(
            (
                events.notice(
                    "Your reply was cut at its length limit. Go on exactly where it stopped,"
                    " in smaller parts.",
                ),
            ),
        )
    if not text:
        if _run_of(history, turn, _is_empty) >= MAX_EMPTY:
            return Fail(f"The model sent {MAX_EMPTY} empty replies in a row.")
        return Settle(
            (events.notice("Your reply was empty. Go on with the work, or call finish."),),
        )
    return _as_judged(history, last, text)


def _as_judged(history: History, last: Event, text: str) -> Action:
    """Decide by how the reply was judged; a question is opened once."""
    judged = history.of(Kind.ENDING, after=last.seq)
    if not judged:
        return Judge(text)
    verdict = judged[-1].payload
    if verdict["ending"] == Ending.STOPPED_SHORT:
        return StopShort(text)
    if verdict["ending"] != Ending.ASKS:
        return End(text)
    if history.of(Kind.QUESTION, after=last.seq):
        return Ask(())
    ask = verdict["ask"] or shortened(text)
    arguments = toolset.AskArguments(question=ask, choices=list(verdict["choices"]))
    return Ask((Question(ToolCall("", toolset.ASK, "{}"), arguments),))


def _is_empty(event: Event) -> bool:
    return not event.payload["text"].strip() and not event.payload["calls"]


def _run_of(history: History, turn: TurnId, test: Callable[[Event], bool]) -> int:
    """Count how many of the turn's last replies in a row pass the test."""
    count = 0
    for event in reversed(history.of(Kind.ASSISTANT)):
        if event.turn != turn or not test(event):
            break
        count += 1
    return count
