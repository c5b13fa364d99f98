"""`heddle prune`: what it took, or would, and what it kept and why."""

import re

from bot.bootstrap.pruning import pruned
from bot.cli.wording import counted
from bot.presenter.times import size
from service.domain.errors import Refused
from service.usecases.prune import Pruned

_UNITS = {"h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0}
_SPAN = re.compile(r"(\d{1,5})\s*([hdw])")
_NAMED = 5


def prune(older_than: str, *, dry_run: bool) -> None:
    """Take what is older and say what went. Raises Refused."""
    taken: list[Pruned] = []
    kept: dict[str, list[int]] = {}

    def see(found: Pruned) -> None:
        reason = found.kept or found.workspace_kept
        if reason:
            what = "kept" if found.kept else "workspace kept"
            kept.setdefault(f"{what}: {reason}", []).append(found.session.number)
        if not found.kept:
            taken.append(found)

    deliveries = pruned(seconds_of(older_than), see, dry_run=dry_run)
    would = "Would take" if dry_run else "Took"
    events = counted(sum(each.events for each in taken), "event", "events")
    sessions = counted(len(taken), "session", "sessions")
    freed = size(sum(each.workspace_bytes for each in taken))
    print(
        f"{would} the contents of {events} of {sessions}, {freed} of workspaces, and"
        f" {counted(deliveries, 'old delivery', 'old deliveries')}."
    )
    for reason, numbers in kept.items():
        named = ", ".join(map(str, numbers[:_NAMED])) + (", …" if len(numbers) > _NAMED else "")
        several = "sessions" if len(numbers) > 1 else "session"
        print(f"{len(numbers):,} {reason} ({several} {named})")


def seconds_of(text: str) -> float:
    """Read a span such as `90d`. Raises Refused."""
    found = _SPAN.fullmatch(text.strip())
    if found is None or int(found[1]) == 0:
        raise Refused(f"{text!r} is no span. Write hours, days or weeks: 36h, 90d, 12w.")
    return int(found[1]) * _UNITS[found[2]]
