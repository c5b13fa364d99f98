"""`heddle eval alerts`: what became of the alerts that people were told of."""

import json
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.bootstrap.looking import look
from service.domain.dates import iso
from service.queries.alerts import Report, Told, alerts

_COLUMNS = ("alert", "told", "open", "acted on", "dismissed", "passed", "useful")


def tell_alerts(days: int, *, as_json: bool) -> None:
    """Print how many alerts of the last days were of use, by reason and rule."""
    found = look(lambda reads, _policy: alerts(reads, days))
    if as_json:
        typer.echo(json.dumps(_figures(found, days), ensure_ascii=False))
    elif not found.kinds:
        typer.echo(f"Nobody was told of an alert in the last {days} days.")
    else:
        Console(highlight=False).print(_table(found))


def _figures(found: Report, days: int) -> dict[str, Any]:
    return {
        "days": days,
        "since": iso(found.since),
        "alerts": [{**asdict(each), "useful": each.useful} for each in found.kinds],
        "total": {**asdict(found.total), "useful": found.total.useful},
    }


def _table(found: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(column, no_wrap=True, justify="left" if column == "alert" else "right")
    for each in found.kinds:
        name = each.reason.replace("_", " ")
        table.add_row(f"{name}: {each.rule.replace('_', ' ')}" if each.rule else name, *_row(each))
    table.add_section()
    table.add_row("all", *_row(found.total))
    return table


def _row(each: Told) -> list[str]:
    counts = (each.told, each.open, each.acted, each.dismissed, each.passed)
    return [*map(str, counts), "–" if each.useful is None else f"{each.useful:.0%}"]
