"""`heddle workers`: who works, who has vanished, and which pools nobody serves."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from bot.bootstrap.looking import look
from bot.cli.exits import Exit
from bot.cli.operating.freezing import called, standing
from bot.cli.wording import ago
from bot.presenter.times import span
from service.domain.workers import Presence
from service.ports.reads import Reads
from service.queries.workforce import Workforce, workforce


def list_workers(*, as_json: bool) -> None:
    """Print the workers by pool. Raises Exit with code 6 if a pool is deserted."""
    found, frozen = look(lambda reads, _policy: _looked(reads))
    if as_json:
        json.dump(_as_json(found), sys.stdout)
        print()
    else:
        _print(found, frozen)
    if found.deserted:
        raise typer.Exit(Exit.FINDINGS)


def _as_json(found: Workforce) -> list[dict[str, object]]:
    return [
        {**asdict(each), "state": each.presence(found.now), "turns": found.held.get(each.id, 0)}
        for each in found.workers
    ]


def _looked(reads: Reads) -> tuple[Workforce, list[str]]:
    found = workforce(reads)
    return found, [standing(each, called(reads, each), found.now) for each in found.freezes]


def _print(found: Workforce, frozen: Sequence[str]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for column in ("pool", "worker", "state", "host", "pid", "version", "turns", "up", "last seen"):
        table.add_column(column, no_wrap=column in ("worker", "state", "last seen"))
    for each in found.workers:
        state = each.presence(found.now)
        end = found.now if state is Presence.LIVE else each.left_at or each.seen_at
        table.add_row(
            each.pool,
            each.id,
            state,
            each.host,
            str(each.pid),
            each.version,
            f"{found.held.get(each.id, 0)} of {each.concurrency}",
            span(end - each.started_at),
            ago(found.now - each.seen_at),
        )
    Console().print(table if found.workers else "No worker was ever here. Start `heddle worker`.")
    for line in frozen:
        print(line)
    for pool in found.deserted:
        count, since = found.ready[pool]
        turns = f"{count} turns wait" if count > 1 else "1 turn waits"
        print(
            f"Pool {pool}: {turns}, the oldest for {span(found.now - since)}, and no worker lives."
            f" Start one: heddle worker --pool {pool}"
        )
