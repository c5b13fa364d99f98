"""Labelled recordings: JSON lines of what an agent did, and whether it was stuck."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from service.supervisor.conditions import State
from service.supervisor.facts import (
    Asked,
    Broke,
    Called,
    Fact,
    Nudged,
    Returned,
    Said,
    break_of,
)


class BadCaseError(Exception):
    """A line of a file of labelled recordings cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A recorded step as the watch takes it in; `at` is a time in seconds, if it is known."""

    fact: Fact
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled recording.

    `stuck` is its label and `kind` how it is stuck. With `from_last_message` only what is
    flagged after the person's last message counts. `state` is what shall be reported instead.
    """

    id: str
    stuck: bool
    kind: str
    from_last_message: bool
    state: State | None
    steps: Sequence[Happened]


def read_cases(lines: Iterable[str]) -> list[Case]:
    """Read JSON lines with the keys id, expect, kind, eval, steps and state; others are ignored.

    Raises BadCaseError, naming the line, for anything else, and if there is no case at all.
    """
    cases = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except (ValueError, RecursionError) as error:
                raise BadCaseError(f"line {number}: {error}") from error
    if not cases:
        raise BadCaseError("there is no case in it; each line is a JSON object")
    return cases


def _case(given: object) -> Case:
    if not isinstance(given, dict):
        raise ValueError("it is no JSON object")
    kind, state = given.get("kind"), given.get("state")
    if kind is not None and not isinstance(kind, str):
        raise ValueError("`kind` must be a text or null")
    if state is not None and state not in list(State):
        raise ValueError(f"`state` is {state!r}; it is one of {', '.join(State)}")
    steps = given.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise ValueError("`steps` must be a list of objects")
    name = given.get("id")
    if not isinstance(name, str) or not name:
        raise ValueError("`id` is missing, or no text")
    return Case(
        name,
        _one_of(given, "expect", "stuck", "ok") == "stuck",
        kind or "ok",
        _one_of(given, "eval", "any", "end", default="any") == "end",
        None if state is None else State(state),
        _happened(steps),
    )


def _happened(steps: Sequence[Mapping[str, Any]]) -> Sequence[Happened]:
    found: list[Happened] = []
    waiting: list[str] = []
    for at, step in enumerate(steps):
        calling = at + 1 < len(steps) and steps[at + 1].get("type") == "tool_call"
        try:
            fact = _fact(step, waiting, f"call {at}", calling=calling)
        except ValueError as error:
            raise ValueError(f"step {at}: {error}") from error
        found.append(Happened(fact, _number(step, "at")))
    return found


def _fact(step: Mapping[str, Any], waiting: list[str], new: str, *, calling: bool) -> Fact:
    match step.get("type"):
        case "user":
            return Nudged() if step.get("synthetic") else Asked(_text(step, "content"))
        case "assistant":
            return Said(_text(step, "content"), calling, _number(step, "cost") or 0.0)
        case "tool_call":
            waiting.append(str(step.get("id") or new))
            return Called(waiting[-1], _text(step, "name"), _arguments(step))
        case "tool_result":
            return _result(step, waiting)
        case "error":
            until, after = _number(step, "at"), _number(step, "retry_after")
            known = until + after if until is not None and after is not None else None
            return Broke(break_of(_text(step, "error")), known)
    known_types = "user, assistant, tool_call, tool_result, error"
    raise ValueError(f"`type` is {step.get('type')!r}; it is one of {known_types}")


def _result(step: Mapping[str, Any], waiting: list[str]) -> Returned:
    if not waiting:
        raise ValueError("a tool_result without a tool_call before it")
    name = str(step.get("id") or waiting[0])
    if name not in waiting:
        raise ValueError(f"a tool_result for {name!r}, which no tool_call before it has as its id")
    waiting.remove(name)
    if not isinstance(step.get("ok"), bool):
        raise ValueError("`ok` is missing, or neither true nor false")
    return Returned(name, bool(step["ok"]), _text(step, "content"))


def _arguments(step: Mapping[str, Any]) -> Mapping[str, Any]:
    given = step.get("args", {})
    if not isinstance(given, dict):
        raise ValueError("`args` must be an object")
    return given


def _one_of(
    given: Mapping[str, Any], key: str, *known: str, default: str | None = None
) -> Literal["stuck", "ok", "any", "end"] | str:
    value = given.get(key, default)
    if value not in known:
        raise ValueError(f"`{key}` is {value!r}; it is one of {', '.join(known)}")
    return str(value)


def _number(step: Mapping[str, Any], key: str) -> float | None:
    value = step.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"`{key}` must be a number")
    return float(value)


def _text(step: Mapping[str, Any], key: str) -> str:
    if not isinstance(step.get(key), str):
        raise ValueError(f"`{key}` is missing, or no text")
    return str(step[key])
