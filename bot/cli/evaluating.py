"""`heddle eval`: the service's own process, which may ask a model."""

import subprocess
from pathlib import Path

import typer

from bot.cli.up.processes import python


def endings(file: Path, *, as_json: bool, no_model: bool) -> None:
    """Measure the judge of endings, and end as its process ended."""
    flags = [*(["--json"] if as_json else []), *(["--no-model"] if no_model else [])]
    done = subprocess.run(  # noqa: S603
        python("service", "eval", "endings", *flags, "--", str(file)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    typer.echo(done.stdout, nl=False)
    typer.echo(done.stderr, nl=False, err=True)
    raise typer.Exit(done.returncode)
