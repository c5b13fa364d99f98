"""The rules: from a text's features to a verdict on how it ends."""

import math
from collections.abc import Sequence

from service.agent.endings.asking import ask_of, choices_of
from service.agent.endings.features import features
from service.agent.endings.weights import WEIGHTS
from service.domain.endings import Ending, Verdict

_ENDINGS = tuple(Ending)
_DECISIVE = frozenset({"says nothing", "code left open", "cut in a table"})
"""What leaves nothing to weigh, as long as nothing is asked."""

_NOBODY_ASKED = 2.0
"""What speaks against asking where no sentence asks and nobody is addressed."""

_RARER = 0.2
"""What speaks against asking beforehand: it is more frequent in what the rules were fitted to
than elsewhere."""

_TOLD_FROM = 0.55
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
    scores = [sum(row[number] for _, row in known) for number in range(len(_ENDINGS))]
    scores[_ENDINGS.index(Ending.ASKS)] -= _RARER
    if not reading.asking and "speaks to you" not in reading.names:
        scores[_ENDINGS.index(Ending.ASKS)] -= _NOBODY_ASKED
    top = max(range(len(_ENDINGS)), key=scores.__getitem__)
    share = 1 / sum(math.exp(score - scores[top]) for score in scores)
    if _ENDINGS[top] is Ending.STOPPED_SHORT and share < _TOLD_FROM:
        return Verdict(Ending.ANSWERED, 1 - share, why="too few signs of stopping")
    why = _why(known, top)
    if _ENDINGS[top] != Ending.ASKS:
        return Verdict(_ENDINGS[top], share, why=why)
    return Verdict(Ending.ASKS, share, ask_of(reading, text), choices_of(reading), why)


def _why(known: Sequence[tuple[str, Sequence[float]]], top: int) -> str:
    """Name the features that spoke most for the ending."""
    gains = [
        (row[top] - sum(row) / len(row), name)
        for name, row in known
        if not name.startswith(_BESIDE)
    ]
    best = sorted(gains, reverse=True)[:2]
    return ", ".join(name for gain, name in best if gain > 0)
