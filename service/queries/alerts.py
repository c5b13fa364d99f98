"""How useful alerts were: of those that somebody was told of, what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.items import AlertOutcome, Item, ItemState
from service.domain.useful import useful_rate
from service.ports.reads import Reads

A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Told:
    """Alerts of one reason and, of the watch, one rule. `told` were shown to a person; of those,
    `open` still are, and the others were acted on, dismissed, or passed by themselves.
    """

    reason: str
    rule: str = ""
    told: int = 0
    open: int = 0
    acted: int = 0
    dismissed: int = 0
    passed: int = 0

    @property
    def useful(self) -> float | None:
        """The share of those that are over that somebody acted on, from 0 to 1."""
        return useful_rate(self.acted, self.dismissed, self.passed)


@dataclass(frozen=True, slots=True)
class Report:
    """The alerts opened since a moment, by reason and rule, and all of them together."""

    since: float
    kinds: Sequence[Told]
    total: Told


def alerts(reads: Reads, days: float) -> Report:
    """Count the alerts of the last so many days that somebody was told of."""
    since = reads.now() - days * A_DAY
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in reads.alerts(since):
        if item.told:
            key = (str(item.reason or item.kind), str(item.facts.get("rule", "")))
            groups.setdefault(key, []).append(item)
    kinds = [_counted(*key, groups[key]) for key in sorted(groups)]
    return Report(since, kinds, _counted("", "", [each for key in groups for each in groups[key]]))


def _counted(reason: str, rule: str, items: Sequence[Item]) -> Told:
    return Told(
        reason,
        rule,
        told=len(items),
        open=sum(each.state is ItemState.OPEN for each in items),
        acted=_of(items, AlertOutcome.ACTED),
        dismissed=_of(items, AlertOutcome.DISMISSED),
        passed=_of(items, AlertOutcome.PASSED),
    )


def _of(items: Iterable[Item], outcome: AlertOutcome) -> int:
    return sum(each.outcome is outcome for each in items)
