"""What an agent is at, in one line."""

from collections.abc import Sequence

from bot.presenter.plaintext import cut, one_line
from service.domain.breadcrumbs import first_line
from service.domain.events import Kind
from service.queries.conversation import Call, Entry

LONGEST = 120
_SPOKEN = frozenset({"ask_person", "leave_breadcrumb", "finish"})
"""Their effect is shown in other words."""


def last_step(entries: Sequence[Entry], *, hide_paths: bool = False) -> str:
    """Write what it did last, or says that it is about to do; empty before its first step.

    `hide_paths` names tools only, for places where others read along.
    """
    for entry in reversed(entries):
        if entry.event.kind is not Kind.ASSISTANT or entry.event.erased:
            continue
        calls = [each for each in entry.calls if each.call.name not in _SPOKEN]
        if calls:
            return cut(" · ".join(_call(each, hide_paths) for each in calls[:3]), LONGEST)
        if said := first_line(str(entry.event.payload["text"])):
            return cut(one_line(said), LONGEST)
    return ""


def _call(call: Call, hide_paths: bool) -> str:
    failed = " (failed)" if call.ok is False else ""
    values = [each for each in call.arguments.values() if isinstance(each, str | int | float)]
    if hide_paths or not values:
        return f"{call.call.name}{failed}"
    return f"{call.call.name}{failed}: {cut(one_line(str(values[0])), 60)}"
