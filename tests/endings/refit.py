"""Fit the weights of the rules anew: `python -m tests.endings.refit FILE.jsonl …`.

They were fitted to corpus_a to corpus_d and every other line (the first, the third …) of the
shared labelled endings; corpus_e, corpus_f and the other half are for measuring only.

Softmax regression over the named features, by full-batch gradient descent with momentum and a
penalty on large weights; no library, no randomness. Prints the table of
`service/agent/endings/weights.py`; features whose weights stay small are left out.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from service.agent.endings.features import features
from service.domain.endings import Ending

CLASSES = tuple(Ending)
PENALTY = 0.004
ROUNDS = 500
RATE = 0.6
SMALL = 0.06
PRIOR = {
    "no sign of stopping": (1.0, 0.0, -1.5),
    "no sign of asking": (0.5, -1.5, 0.5),
    "says nothing": (-2.0, -1.0, 3.0),
    "code left open": (-1.5, -0.5, 2.0),
    "cut in a table": (-1.5, -0.5, 2.0),
    "cut in a list": (-1.0, -0.5, 1.5),
    "cut in a sentence": (-1.0, -0.5, 1.5),
    "cut after a small word": (-1.0, -0.5, 1.5),
    "ends in a colon": (-1.0, 0.0, 1.0),
    "placeholders": (-0.8, -0.2, 1.0),
    "a tool call in words": (-1.5, -0.5, 2.0),
    "fewer than ordered": (-0.8, -0.2, 1.0),
    "n of m": (-0.2, -0.1, 0.3),
    "gaps to fill in": (-0.8, -0.2, 1.0),
    "left in the background": (-0.8, -0.2, 1.0),
    "silent on failing & no sign of asking": (-0.8, -0.2, 1.0),
    "last tool failed & no sign of asking": (-0.3, 0.0, 0.3),
    "fewer than announced": (-0.4, -0.1, 0.5),
    "tools reached a part": (-0.4, -0.1, 0.5),
    "a smaller count than ordered": (-0.3, -0.1, 0.4),
    "says that it goes on": (-0.8, -0.2, 1.0),
    "ends in a heading": (-1.0, -0.2, 1.2),
    "a plan and no work": (-0.5, 0.0, 0.5),
    "hoped@last": (-0.3, 0.0, 0.3),
    "wonders@last": (-0.4, 0.0, 0.4),
    "a tool found nothing": (-0.2, 0.1, 0.1),
    "claims what failed": (-1.4, -0.3, 1.7),
    "goal is small talk": (1.2, 0.0, -1.2),
    "asks before any work": (-0.8, 1.2, -0.4),
    "looked and found nothing": (0.6, -0.3, -0.3),
    "done and checked": (0.6, -0.3, -0.3),
    "only asks back": (-0.5, 0.8, -0.3),
    "only next@last": (-1.0, 0.0, 1.0),
    "only later@last": (-0.7, 0.0, 0.7),
    "only failure@last": (-0.4, 0.0, 0.4),
    "acknowledges and no more": (-0.8, 0.0, 0.8),
    "question+tell": (-0.3, 0.6, -0.3),
    "question+permission": (-0.2, 0.5, -0.3),
    "asks plainly": (-0.4, 0.8, -0.4),
    "waiting+you": (-0.3, 0.6, -0.3),
    "offer and no other question": (0.6, -0.6, 0.0),
    "list of questions": (0.8, -0.5, -0.3),
    "headings ask": (0.4, -0.4, 0.0),
}
"""What is known about endings without counting; weights are drawn towards it, not to zero."""
Weights = dict[str, list[float]]


def read_cases(paths: Iterable[Path]) -> list[tuple[frozenset[str], int]]:
    """Return (features, class) of every labelled ending in the files."""
    cases = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            names = features(case["text"], case["goal"], case["last_tools"]).names
            cases.append((names, CLASSES.index(Ending(case["expect"]))))
    return cases


def fit(cases: Sequence[tuple[frozenset[str], int]], penalty: float = PENALTY) -> Weights:
    """Return a weight per feature and class."""
    known = sorted({name for names, _ in cases for name in names})
    at = {name: number for number, name in enumerate(known)}
    rows = [([at[name] for name in names], label) for names, label in cases]
    counts = [sum(label == each for _, label in rows) for each in range(len(CLASSES))]
    worth = [len(rows) / len(CLASSES) / max(count, 1) for count in counts]
    prior = [list(PRIOR.get(name, (0.0, 0.0, 0.0))) for name in known]
    weights = [list(row) for row in prior]
    speed = [[0.0] * len(CLASSES) for _ in known]
    for _ in range(ROUNDS):
        slope = [
            [penalty * (value - drawn) for value, drawn in zip(row, to, strict=True)]
            for row, to in zip(weights, prior, strict=True)
        ]
        for present, label in rows:
            shares = softmax([sum(weights[i][c] for i in present) for c in range(len(CLASSES))])
            for c, share in enumerate(shares):
                change = worth[label] * (share - (c == label)) / len(rows)
                for i in present:
                    slope[i][c] += change
        for i, row in enumerate(weights):
            for c in range(len(CLASSES)):
                speed[i][c] = 0.9 * speed[i][c] - RATE * 0.2 * slope[i][c]
                row[c] += speed[i][c]
    return {name: weights[number] for name, number in at.items()}


def softmax(scores: Sequence[float]) -> list[float]:
    """Return shares that sum up to 1."""
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [each / sum(raised) for each in raised]


def main() -> None:
    """Print the table for the files named on the command line."""
    weights = fit(read_cases(Path(name) for name in sys.argv[1:]))
    for name, row in sorted(weights.items()):
        if max(abs(value) for value in row) >= SMALL:
            print(f'    "{name}": ({", ".join(f"{value:+.2f}" for value in row)}),')


if __name__ == "__main__":
    main()
