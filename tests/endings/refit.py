"""Fit the weights of the rules anew: `python -m tests.endings.refit FILE.jsonl …`.

They were fitted to corpus_a to corpus_d, corpus_g, corpus_h and every other line (the first, the
third …) of the shared labelled endings; corpus_e, corpus_f and the other half are for measuring
only.

Softmax regression over the named features and over those fragments of texts that depend most on
the ending (by chi squared), by full-batch gradient descent with momentum and a penalty on large
weights; no library, no randomness. Prints the table of `service/agent/endings/weights.py`, from
which features whose weights stay small are left out, and writes that of the fragments.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from service.agent.endings.features import features
from service.agent.endings.fragments import PRESENCE, fragments
from service.domain.endings import Ending

CLASSES = tuple(Ending)
PENALTY = 0.004
ROUNDS = 500
RATE = 0.6
SMALL = 0.06
FAINT = 0.02
RARE = 3
"""Cases that a fragment must stand in."""
MOST = 1500
"""Fragments of each sort, words and pieces, that are weighed."""
TABLE = Path("service/agent/endings/fragments.tsv")
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
    "asks plainly": (-0.5, 1.0, -0.5),
    "tell+waiting": (-0.4, 0.8, -0.4),
    "waiting+you": (-0.3, 0.6, -0.3),
    "offer and no other question": (0.6, -0.6, 0.0),
    "list of questions": (0.8, -0.5, -0.3),
    "headings ask": (0.4, -0.4, 0.0),
}
"""What is known about endings without counting; weights are drawn towards it, not to zero."""
Weights = dict[str, list[float]]
Case = tuple[Mapping[str, float], int]
"""What is present, each with what its presence counts; and which class it is."""


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Return every labelled ending in the files with its features and fragments."""
    cases: list[Case] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            names = features(case["text"], case["goal"], case["last_tools"]).names
            present = dict.fromkeys(names, 1.0) | dict.fromkeys(fragments(case["text"]), PRESENCE)
            cases.append((present, CLASSES.index(Ending(case["expect"]))))
    return cases


def telling(cases: Sequence[Case]) -> frozenset[str]:
    """Return the fragments that depend most on the ending."""
    totals = Counter(label for _, label in cases)
    seen: dict[str, list[int]] = {}
    for present, label in cases:
        for name, counts in present.items():
            if counts == PRESENCE:
                seen.setdefault(name, [0] * len(CLASSES))[label] += 1

    def dependence(name: str) -> float:
        found = seen[name]
        expected = [sum(found) * totals[label] / len(cases) for label in range(len(CLASSES))]
        return sum((got - due) ** 2 / due for got, due in zip(found, expected, strict=True))

    frequent = [name for name, found in seen.items() if sum(found) >= RARE]
    ranked = sorted(frequent, key=lambda name: (-dependence(name), name))
    sorts = ([name for name in ranked if name.startswith(sort)][:MOST] for sort in ("w:", "p:"))
    return frozenset(name for sort in sorts for name in sort)


def fit(cases: Sequence[Case], penalty: float = PENALTY, rounds: int = ROUNDS) -> Weights:
    """Return a weight per feature, and per fragment that tells something, and class."""
    kept = telling(cases)
    known = sorted({n for names, _ in cases for n, c in names.items() if c == 1.0 or n in kept})
    at = {name: number for number, name in enumerate(known)}
    rows = [([(at[n], c) for n, c in names.items() if n in at], label) for names, label in cases]
    counts = [sum(label == each for _, label in rows) for each in range(len(CLASSES))]
    worth = [len(rows) / len(CLASSES) / max(count, 1) for count in counts]
    prior = [list(PRIOR.get(name, (0.0, 0.0, 0.0))) for name in known]
    weights = [list(row) for row in prior]
    speed = [[0.0] * len(CLASSES) for _ in known]
    for _ in range(rounds):
        slope = [
            [penalty * (value - drawn) for value, drawn in zip(row, to, strict=True)]
            for row, to in zip(weights, prior, strict=True)
        ]
        for present, label in rows:
            _lean(slope, weights, present, label, worth[label] / len(rows))
        for i, row in enumerate(weights):
            for c in range(len(CLASSES)):
                speed[i][c] = 0.9 * speed[i][c] - RATE * 0.2 * slope[i][c]
                row[c] += speed[i][c]
    return {name: weights[number] for name, number in at.items()}


def _lean(
    slope: list[list[float]],
    weights: list[list[float]],
    present: Sequence[tuple[int, float]],
    label: int,
    worth: float,
) -> None:
    """Add one case's part to the slope."""
    a = b = c = 0.0
    for i, counts in present:
        row = weights[i]
        a += row[0] * counts
        b += row[1] * counts
        c += row[2] * counts
    shares = softmax([a, b, c])
    shares[label] -= 1.0
    a, b, c = (worth * share for share in shares)
    for i, counts in present:
        row = slope[i]
        row[0] += a * counts
        row[1] += b * counts
        row[2] += c * counts


def softmax(scores: Sequence[float]) -> list[float]:
    """Return shares that sum up to 1."""
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [each / sum(raised) for each in raised]


def split(weights: Weights) -> tuple[Weights, Weights]:
    """Return the weights of the features and those of the fragments, without the small ones."""
    named = {n: row for n, row in weights.items() if n[:2] not in ("w:", "p:")}
    parts = {n: row for n, row in weights.items() if n not in named}
    return (
        {n: row for n, row in sorted(named.items()) if max(map(abs, row)) >= SMALL},
        {n: row for n, row in sorted(parts.items()) if max(map(abs, row)) >= FAINT},
    )


def main() -> None:
    """Print the one table for the files named on the command line, and write the other."""
    named, parts = split(fit(read_cases(Path(name) for name in sys.argv[1:])))
    for name, row in named.items():
        print(f'    "{name}": ({", ".join(f"{value:+.2f}" for value in row)}),')
    lines = ("\t".join((name, *(f"{value:+.2f}" for value in row))) for name, row in parts.items())
    TABLE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
