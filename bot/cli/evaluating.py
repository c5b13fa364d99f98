"""`heddle eval`: what needs a model runs in the service's own process."""

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

import typer

from bot.bootstrap import reading
from bot.cli.exits import Exit
from bot.cli.up.processes import python
from service.supervisor.cases import BadCaseError, read_cases
from service.supervisor.measuring import Measured, Replayed, measure


def endings(file: Path, *, as_json: bool, no_model: bool) -> None:
    """Measure the judge of endings, and end as its process ended."""
    flags = [*(["--json"] if as_json else []), *(["--no-model"] if no_model else [])]
    done = subprocess.run(
        python("service", "eval", "endings", *flags, "--", str(file)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    typer.echo(done.stdout, nl=False)
    typer.echo(done.stderr, nl=False, err=True)
    raise typer.Exit(done.returncode)


def stuck(file: Path, *, as_json: bool) -> None:
    """Measure the watch on labelled recordings, with the limits that are in force here.

    Ends with USAGE at a file that cannot be used. Raises Misconfigured.
    """
    limits = reading.watch_limits()
    try:
        found = measure(read_cases(_lines(file)), limits)
    except BadCaseError as error:
        typer.echo(f"heddle: {file}: {error}", err=True)
        raise typer.Exit(Exit.USAGE) from error
    typer.echo(_figures(found) if as_json else _table(found))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCaseError(f"it cannot be read: {error}") from error


def _figures(found: Measured) -> str:
    facts = {
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "false_alarm_rate": found.false_alarm_rate,
        "median_wasted_steps": found.median_wasted_steps,
        "by_kind": {kind: asdict(share) for kind, share in found.by_kind.items()},
        "misjudged": [each.case.id for each in found.misjudged],
        "states": {"reported": found.states[0], "labelled": found.states[1]},
    }
    return json.dumps(facts, ensure_ascii=False)


def _table(found: Measured) -> str:
    wide = max(16, *(len(kind) for kind in found.by_kind)) + 2
    lines = [f"{'':<{wide}}{'cases':>6}{'flagged':>9}{'told':>6}"]
    lines += [
        f"{kind:<{wide}}{share.cases:>6}{share.flagged:>9}{share.told:>6}"
        for kind, share in found.by_kind.items()
    ]
    lines += [
        f"precision {found.precision:.3f}, recall {found.recall:.3f}, f1 {found.f1:.3f}",
        f"false alarms {found.false_alarm_rate:.3f}, median wasted steps "
        f"{found.median_wasted_steps:g}",
        f"states reported {found.states[0]} of {found.states[1]}",
        f"misjudged {len(found.misjudged)}",
    ]
    return "\n".join([*lines, *(f"  {_missed(each)}" for each in found.misjudged)])


def _missed(each: Replayed) -> str:
    if each.flag is None:
        return f"{each.case.id}: not flagged"
    return f"{each.case.id}: {each.flag.alert.evidence}"
