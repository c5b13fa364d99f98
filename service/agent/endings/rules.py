"""The rules: from a text's features to a verdict on how it ends."""

import math
from collections.abc import Sequence

from service.agent.endings import fragments
from service.agent.endings.asking import ask_of, choices_of
from service.agent.endings.features import PLAIN, features, strength
from service.agent.endings.text import Sentence
from service.agent.endings.weights import WEIGHTS
from service.domain.endings import Ending, Verdict

_ENDINGS = tuple(Ending)
_DECISIVE = frozenset({"says nothing", "code left open", "cut in a table"})
"""What leaves nothing to weigh, as long as nothing is asked."""

_NOBODY_ASKED = 2.0
"""What speaks against asking where no sentence asks and nobody is addressed."""

_TOLD_FIRST = 1.0
"""What speaks for asking where a sentence says what it must be told before work goes on, and
promises nothing: its place among others matters less than what is written around it."""

_RARER = 0.2
"""What speaks against asking beforehand: it is more frequent in what the rules were fitted to
than elsewhere."""

_TOLD_FROM = 0.48
"""Confidence from which a turn is said to have stopped short: finished work that is parked with an
alert costs a person more than one more look at a turn that ended early."""

_BESIDE = (
    "always",
    "only looked",
    "last tool ran",
    "last tool looked",
    "last tool changed",
    "changed something",
    "unchecked",
    "no tools",
    "goal ",
    "asks for a text",
    "me@",
    "you@",
    "modal@",
)
"""Features that shift the odds and explain nothing to a person."""


def classify(text: str, goal: str, last_tools: Sequence[str]) -> Verdict:
    """Judge how a turn's last text ends.

    `goal` is what the person wanted, `last_tools` the last tool calls as lines such as
    "pytest ok" or "git push failed (403)". Pure; never raises, whatever the text; a few
    milliseconds at most, since of a long text only its head and tail are read.
    """
    reading = features(text, goal, last_tools)
    cut = sorted(reading.names & _DECISIVE)
    if cut and not reading.asking:
        return Verdict(Ending.STOPPED_SHORT, 0.97, why=cut[0])
    known = [(name, WEIGHTS[name]) for name in sorted(reading.names) if name in WEIGHTS]
    scores = _scores([row for _, row in known], text)
    scores[_ENDINGS.index(Ending.ASKS)] -= _RARER
    if not reading.asking and "speaks to you" not in reading.names:
        scores[_ENDINGS.index(Ending.ASKS)] -= _NOBODY_ASKED
    if any(_wants_to_be_told(each) for each in reading.asking):
        scores[_ENDINGS.index(Ending.ASKS)] += _TOLD_FIRST
    top = max(range(len(_ENDINGS)), key=scores.__getitem__)
    share = 1 / sum(math.exp(score - scores[top]) for score in scores)
    if _ENDINGS[top] is Ending.STOPPED_SHORT and share < _TOLD_FROM:
        return Verdict(Ending.ANSWERED, 1 - share, why="too few signs of stopping")
    why = _why(known, top)
    if _ENDINGS[top] != Ending.ASKS:
        return Verdict(_ENDINGS[top], share, why=why)
    return Verdict(Ending.ASKS, share, ask_of(reading, text), choices_of(reading), why)


def _wants_to_be_told(sentence: Sentence) -> bool:
    waits = {"tell", "waiting"} <= sentence.cues and not sentence.cues & {"next", "later"}
    return waits and not sentence.item and strength(sentence) >= PLAIN


def _scores(rows: Sequence[Sequence[float]], text: str) -> list[float]:
    """Add up what speaks for each ending: the named features, and the fragments of the text."""
    weighed = fragments.table()
    parts = [weighed[each] for each in sorted(fragments.fragments(text)) if each in weighed]
    return [
        sum(row[number] for row in rows) + fragments.PRESENCE * sum(row[number] for row in parts)
        for number in range(len(_ENDINGS))
    ]


def _why(known: Sequence[tuple[str, Sequence[float]]], top: int) -> str:
    """Name the features that spoke most for the ending."""
    gains = [
        (row[top] - sum(row) / len(row), name)
        for name, row in known
        if not name.startswith(_BESIDE)
    ]
    best = sorted(gains, reverse=True)[:2]
    return ", ".join(name for gain, name in best if gain > 0)
