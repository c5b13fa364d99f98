"""What people want of an agent, gathered from all that they said to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import wishes
from service.domain.events import Control, Event, Kind

BY_PEOPLE = frozenset({Kind.MESSAGE, Kind.NOTE, Kind.ANSWER, Kind.QUESTION, Kind.CONTROL})
"""The events that it is gathered from."""

_FIRST, _LATER, _MOST = 1500, 400, 6
_SENTENCE, _RULES, _DONE = 200, 8, 4
_ASKED = 80
_SAYS_ENOUGH = 25
"""Characters from which on a later message is taken for what is wanted now: "yes" is none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`said` is what people said, the task first, `rules_out` and `done` are sentences of it.

    `asked` is what the agent was asked for, on one line of at most 80 characters.
    """

    said: Sequence[str]
    rules_out: Sequence[str]
    done: Sequence[str]
    asked: str


def wanted_of(events: Sequence[Event], title: str) -> Wanted:
    """Gather it from a session's events; the title stands in for a task that was deleted."""
    asks: dict[str, str] = {}
    said: list[str] = []
    asked = title
    for event in events:
        if event.erased:
            continue
        if event.kind is Kind.QUESTION:
            asks[str(event.payload["item"])] = str(event.payload["ask"])
            continue
        text = _words(event, asks)
        if text:
            said.append(text)
        if event.kind is Kind.MESSAGE and _is_task(event, text, first=len(said) == 1):
            asked = text
    said = said or [title]
    sentences = [each for text in said for each in wishes.sentences(text)]
    return Wanted(
        [_cut(said[0], _FIRST), *(_cut(each, _LATER) for each in said[1:][-_MOST:])],
        [_start(each) for each in sentences if wishes.limits(each)][-_RULES:],
        [_start(each) for each in sentences if wishes.means_done(each)][-_DONE:],
        _start(asked, _ASKED),
    )


def _words(event: Event, asks: dict[str, str]) -> str:
    text = str(event.payload.get("text", "")).strip()
    if event.kind is Kind.ANSWER:
        ask = asks.get(str(event.payload.get("item")), "")
        return f"(asked “{_start(ask)}”) {text}" if ask else text
    if event.kind is Kind.CONTROL:
        order = event.payload.get("order")
        if order == Control.ON_TRACK:
            return f"(told that it {text}) That is on track."
        return text if order == Control.RETRY else ""
    return text


def _is_task(event: Event, text: str, *, first: bool) -> bool:
    return first or bool(event.payload.get("redirect")) or len(text) >= _SAYS_ENOUGH


def _cut(text: str, longest: int) -> str:
    """Leave out the middle of what is too long: a task stands first, its conditions last."""
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]}\n[…]\n{text[-longest // 3 :]}"


def _start(text: str, longest: int = _SENTENCE) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
