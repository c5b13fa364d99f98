"""What operators are told and do: alerts about heddle itself, as its monitoring sends them (one
group is one item), and the reasons that they give people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.items import Item, Reason, Severity
from service.domain.threads import ThreadKey

OPERATOR = "heddle's operator"
"""Who did it, as people read it."""
LONGEST_REASON = 200
"""Characters of a reason: people read it on cards and in answers."""
TITLE = "Operations"
OVER = "it is over"
CRITICAL = "critical"
_LISTED = 5
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Firing:
    """One alert that fires; `runbook` is the page that helps, empty if there is none."""

    name: str
    severity: str
    summary: str
    runbook: str = ""


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """What fires of one group now; nothing: it is over. `key` is the sender's name for it."""

    key: str
    firing: Sequence[Firing]

    @property
    def severity(self) -> Severity:
        """How much it matters that somebody looks."""
        critical = any(each.severity == CRITICAL for each in self.firing)
        return Severity.IMPORTANT if critical else Severity.NORMAL

    @property
    def ask(self) -> str:
        """What fires, in a sentence or a list of a few."""
        summaries = list(dict.fromkeys(each.summary for each in self.firing))
        if len(summaries) == 1:
            return f"{_cut(summaries[0])}."
        more = len(summaries) - _LISTED
        rest = f"; and {more} more" if more > 0 else ""
        listed = "; ".join(_cut(each) for each in summaries[:_LISTED])
        return f"{len(summaries)} alerts: {listed}{rest}."

    @property
    def facts(self) -> Mapping[str, Any]:
        """What later steps need: the group's key, and the pages that help."""
        runbooks = list(dict.fromkeys(each.runbook for each in self.firing if each.runbook))
        return {"group": self.key, "firing": len(self.firing), "runbooks": runbooks[:_LISTED]}


def _cut(text: str) -> str:
    plain = " ".join(text.split()).rstrip(".")
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def home_of(operator: PersonId) -> ThreadKey:
    """Return the thread of the session on which an operator's alerts stand."""
    return ThreadKey("web", "local", "operations", operator)


def is_about(item: Item, group: AlertGroup) -> bool:
    """Tell whether an item is the group's."""
    return item.reason is Reason.OPERATIONS and item.facts["group"] == group.key


def reason_of(text: str) -> str:
    """Return an operator's reason on one line. Raises Refused if it is too long."""
    line = " ".join(text.split())
    if len(line) > LONGEST_REASON:
        raise Refused(
            f"A reason has at most {LONGEST_REASON} characters, this one has {len(line)}: people"
            " read it on cards. Say the rest elsewhere."
        )
    return line
