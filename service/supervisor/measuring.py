"""Measuring the watch against labelled recordings."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.watching import Limits
from service.supervisor.cases import Case
from service.supervisor.conditions import State
from service.supervisor.facts import Asked
from service.supervisor.watch import Stage, Verdict, Watch


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the watch did on a recording.

    `flag` is the first verdict: the moment at which the agent is nudged, or the person told
    if it was nudged for something else before. `wasted` are the steps that went by between
    the end of the first repetition, when a careful reader could first have known (the step
    after which the pattern had occurred twice), and that moment. `told`: it went on, and the
    person was told. `states` are the states it was in.
    """

    case: Case
    flag: Verdict | None
    wasted: int
    told: bool
    states: frozenset[State]

    @property
    def right(self) -> bool:
        """Whether it was flagged if, and only if, it was stuck."""
        return (self.flag is not None) == self.case.stuck


@dataclass(frozen=True, slots=True)
class Share:
    """Of `cases` recordings of a kind, how many were flagged and how many people were told of."""

    cases: int
    flagged: int
    told: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out: shares from 0 to 1, 0 where nothing is there to divide by.

    `states` counts the recordings labelled with a state: (reported as such, all).
    """

    precision: float
    recall: float
    f1: float
    false_alarm_rate: float
    median_wasted_steps: float
    by_kind: dict[str, Share]
    misjudged: Sequence[Replayed]
    states: tuple[int, int]


def replay(case: Case, limits: Limits) -> Replayed:
    """Let the watch see a recording, step by step, as it would have seen it live."""
    watch, verdicts = Watch(limits), list[tuple[Verdict, int]]()
    states: set[State] = set()
    for step in case.steps:
        if isinstance(step.fact, Asked) and case.from_last_message:
            verdicts.clear()
        verdict = watch.take(step.fact, step.at)
        states.add(watch.condition.state)
        if verdict is not None:
            verdicts.append((verdict, watch.window.number))
    told = any(verdict.stage is Stage.TELL for verdict, _ in verdicts)
    if not verdicts:
        return Replayed(case, None, 0, told, frozenset(states))
    flag, at = verdicts[0]
    return Replayed(case, flag, max(at - flag.alert.known, 0), told, frozenset(states))


def measure(cases: Sequence[Case], limits: Limits) -> Measured:
    """Replay the recordings and compare with their labels."""
    found = [replay(case, limits) for case in cases]
    flagged = [each for each in found if each.flag is not None]
    hits = [each for each in flagged if each.case.stuck]
    stuck = sum(case.stuck for case in cases)
    fine = len(cases) - stuck
    precision = len(hits) / len(flagged) if flagged else 0.0
    recall = len(hits) / stuck if stuck else 0.0
    both = precision + recall
    labelled = [each for each in found if each.case.state is not None]
    return Measured(
        precision,
        recall,
        2 * precision * recall / both if both else 0.0,
        (len(flagged) - len(hits)) / fine if fine else 0.0,
        float(statistics.median(each.wasted for each in hits)) if hits else 0.0,
        {kind: _share(kind, found) for kind in sorted({case.kind for case in cases})},
        [each for each in found if not each.right],
        (sum(each.case.state in each.states for each in labelled), len(labelled)),
    )


def _share(kind: str, found: Sequence[Replayed]) -> Share:
    of_kind = [each for each in found if each.case.kind == kind]
    flagged = sum(each.flag is not None for each in of_kind)
    return Share(len(of_kind), flagged, sum(each.told for each in of_kind))
