"""What the watch has to say, and how it is put: one line of evidence, and a hint."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.supervisor.fingerprints import Step, digest
from service.supervisor.window import Window

TIMES, STEPS = "\x00", "\x01"
_SHOWN = 5


class Rule(StrEnum):
    """Which kind of repetition it is."""

    SAME_CALL = "same_call"
    SAME_FAILURE = "same_failure"
    POLL = "poll"
    CYCLE = "cycle"
    SCATTERED = "scattered"
    SAME_ERROR = "same_error"
    NEAR_DUPLICATE = "near_duplicate"
    PLANNING = "planning"
    TOGGLED = "toggled"
    SAME_CHECK = "same_check"
    MONOLOGUE = "monologue"
    CHANTING = "chanting"
    OVERFLOW = "overflow"


@dataclass(frozen=True, slots=True)
class Alert:
    """A repetition that is too long.

    `signature` stands for the pattern, not for this occurrence of it: it dedupes, and it is
    what "ignore this pattern" remembers. `evidence` is one line for the person, `hint` what a
    restart is prefilled with. `since` is the step at which it began and `steps` how many it
    has taken, counted since the person's last message. `repeats` is how often, each time in
    `period` steps; `calls` are the calls in it. `known` is the step after which a careful
    reader could first have seen it: where it had happened twice.
    """

    rule: Rule
    signature: str
    evidence: str
    hint: str
    since: int
    steps: int
    repeats: int
    period: int
    known: int
    calls: frozenset[int] = frozenset()


_ADVICE = {
    Rule.SAME_CALL: "Do not call it again: use the result that you have, or look elsewhere.",
    Rule.SAME_FAILURE: "Do not call it again as it is: find out why it fails, or do without it.",
    Rule.POLL: "Do not keep looking: find out why nothing moves, or do something else meanwhile.",
    Rule.CYCLE: "Do not go round again: decide what is missing and get that, another way.",
    Rule.SCATTERED: "Nothing has changed in between, so do not try it again as it is.",
    Rule.SAME_ERROR: "Other arguments do not help: find the cause of the error first.",
    Rule.NEAR_DUPLICATE: "Other words bring the same result: look somewhere else.",
    Rule.PLANNING: "The plan is good enough: carry out its next step.",
    Rule.TOGGLED: "Decide for one of the two by finding out what each of them breaks.",
    Rule.SAME_CHECK: "The edits do not reach the cause: prove first where the failure comes from.",
    Rule.MONOLOGUE: "Act with a tool, ask one question, or say that the work is done.",
    Rule.CHANTING: "Say it once, then act or finish.",
    Rule.OVERFLOW: "Read in smaller pieces and keep notes instead of whole files.",
}
_ASK = "If that cannot be done from here, ask."


def raised(
    rule: Rule,
    window: Window,
    found: Sequence[Step],
    now: float | None,
    what: str,
    *,
    period: int = 1,
    repeats: int | None = None,
    marks: Sequence[object] = (),
) -> Alert:
    """Make an alert about the steps that repeat, oldest first.

    `what` says what happens, with TIMES and STEPS where these shall stand. `marks` make up the
    signature; by default the calls.
    """
    first, last = found[0], found[-1]
    count = len(found) if repeats is None else repeats
    steps = f"steps {first.number}–{last.number}" if first is not last else f"step {first.number}"
    same = _same(found)
    what = what.replace(TIMES, str(count)).replace(STEPS, steps)
    evidence = f"{what}. {same}{_tail(window, first, now)}."
    known = found[min(2 * period, len(found)) - 1].number
    hint = f"{what}. {same}. {_ADVICE[rule]} {_ASK}"
    return Alert(
        rule,
        signature(rule, marks or sorted({step.call.loose for step in found})),
        evidence,
        hint,
        first.number,
        last.number - first.number + 1,
        count,
        period,
        known,
        frozenset(step.call.loose for step in found),
    )


def signature(rule: Rule, marks: Sequence[object]) -> str:
    """Return what stands for a pattern; the same in every process."""
    return f"{rule}:{digest(repr(marks)):016x}"


def worded(
    rule: Rule, marks: Sequence[object], what: str, first: int, last: int, repeats: int
) -> Alert:
    """Make an alert about what the model says; it has no steps with results."""
    hint = f"{what}. {_ADVICE[rule]} {_ASK}"
    known = min(first + 1, last)
    line, taken = f"{what}.", last - first + 1
    return Alert(rule, signature(rule, marks), line, hint, first, taken, repeats, 1, known)


def names(steps: Sequence[Step]) -> str:
    """Name the steps of a pattern: `pytest → read sync.py → think`."""
    labels = [step.call.label for step in steps]
    shown = [label for at, label in enumerate(labels) if at == 0 or label != labels[at - 1]]
    more = len(shown) - _SHOWN
    return " → ".join(shown[:_SHOWN]) + (f" → {more} more" if more > 0 else "")


def _same(found: Sequence[Step]) -> str:
    errors = [step for step in found if step.out.headline]
    if errors:
        headline = errors[-1].out.headline
        each = all(step.out.headline == headline for step in errors)
        return f"The same failure each time (`{headline}`)" if each else f"Last: `{headline}`"
    alike = len({step.key for step in found}) < len(found)
    return "The same result each time" if alike else "Nothing new came of it"


def _tail(window: Window, first: Step, now: float | None) -> str:
    news = window.news
    stale = news is not None and news.number < window.number
    since = news if news is not None and stale else first
    told = "last new result at" if stale else "since"
    parts = [f"{told} step {since.number}"]
    if now is not None and since.at is not None and now > since.at:
        parts.append(f"{_span(now - since.at)}{' ago' if stale else ''}")
    spent = window.cost - since.cost
    if spent >= 0.005:
        parts.append(f"${spent:.2f}{' since' if stale else ''}")
    return f"; {', '.join(parts)}"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
