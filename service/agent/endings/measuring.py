"""Measuring a judge of endings against labelled ones."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.endings import Ending


class BadCaseError(Exception):
    """A line of a file of labelled endings cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled ending: the text, what led to it, and what it is."""

    id: str
    goal: str
    last_tools: Sequence[str]
    text: str
    expect: Ending


@dataclass(frozen=True, slots=True)
class Share:
    """How well one class is told from the others; 0 where nothing is there to divide by."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out: shares from 0 to 1, and (id, expected, got) of what was misjudged."""

    accuracy: float
    by_class: dict[Ending, Share]
    misjudged: Sequence[tuple[str, Ending, Ending]]


def read_cases(lines: Iterable[str]) -> list[Case]:
    """Read JSON lines with the keys id, goal, last_tools, text and expect; others are ignored.

    Raises BadCaseError, naming the line, for anything else, and if there is no case at all.
    """
    cases = [_case(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise BadCaseError("there is no case in it; each line is a JSON object")
    return cases


def measure(cases: Sequence[Case], got: Sequence[Ending]) -> Measured:
    """Compare verdicts with the labels, in the same order."""
    pairs = [(case.expect, each) for case, each in zip(cases, got, strict=True)]
    return Measured(
        sum(expect is each for expect, each in pairs) / len(pairs),
        {ending: _share(ending, pairs) for ending in Ending},
        [
            (case.id, case.expect, each)
            for case, each in zip(cases, got, strict=True)
            if case.expect is not each
        ],
    )


def _share(ending: Ending, pairs: Sequence[tuple[Ending, Ending]]) -> Share:
    hits = sum(expect is got is ending for expect, got in pairs)
    said = sum(got is ending for _, got in pairs)
    support = sum(expect is ending for expect, _ in pairs)
    precision, recall = hits / said if said else 0.0, hits / support if support else 0.0
    both = precision + recall
    return Share(precision, recall, 2 * precision * recall / both if both else 0.0, support)


def _case(number: int, line: str) -> Case:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadCaseError(f"line {number} is no JSON: {error}") from error
    if not isinstance(given, dict):
        raise BadCaseError(f"line {number} is no JSON object")
    tools = given.get("last_tools")
    if not isinstance(tools, list) or not all(isinstance(each, str) for each in tools):
        raise BadCaseError(f"line {number}: `last_tools` must be a list of texts")
    try:
        expect = Ending(_text(given, "expect", number))
    except ValueError as error:
        known = ", ".join(Ending)
        raise BadCaseError(
            f"line {number}: `expect` is {given['expect']!r}; it is one of {known}"
        ) from error
    goal, text = _text(given, "goal", number), _text(given, "text", number)
    return Case(_text(given, "id", number), goal, tools, text, expect)


def _text(given: dict[str, Any], key: str, number: int) -> str:
    if not isinstance(given.get(key), str):
        raise BadCaseError(f"line {number}: `{key}` is missing, or no text")
    return str(given[key])
