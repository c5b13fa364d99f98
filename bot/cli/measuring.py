"""`heddle eval`: the commands that measure what heddle judges by itself."""

from pathlib import Path
from typing import Annotated

import typer

AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]

group = typer.Typer(help="Measure what heddle judges by itself.", no_args_is_help=True)


@group.command("endings")
def eval_endings(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="JSON lines: id, goal, last_tools, text, expect."),
    ],
    as_json: AS_JSON = False,
    no_model: Annotated[
        bool,
        typer.Option("--no-model", help="By the rules alone, even if `models.judge` is set."),
    ] = False,
) -> None:
    """Measure how well it is told whether a turn's last text answers, asks or stopped short.

    Each line of the file is an ending with its label: `answered`, `asks` or `stopped_short`.
    A file that cannot be used ends with exit code 2 and the number of the line.

    **Examples**

    `heddle eval endings endings.jsonl`

    `heddle eval endings endings.jsonl --json | jq .by_class`
    """
    from bot.cli.evaluating import endings

    endings(file, as_json=as_json, no_model=no_model)


@group.command("stuck")
def eval_stuck(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="JSON lines: id, expect, kind, eval, steps, state."),
    ],
    as_json: AS_JSON = False,
) -> None:
    """Measure how well the watch tells agents that are stuck from busy ones.

    Each line of the file is a recording of an agent's steps with its label, `stuck` or `ok`;
    it is replayed step by step with the limits of `[watch]`. A recording counts as flagged
    from the moment at which the agent would be nudged; `told` counts those that went on, so
    that the person would be told. Wasted are the steps between the end of the first
    repetition and the flag. A file that cannot be used ends with exit code 2 and the number
    of the line.

    **Examples**

    `heddle eval stuck recordings.jsonl`

    `HEDDLE_WATCH__REPEATS=6 heddle eval stuck recordings.jsonl --json | jq .by_kind`
    """
    from bot.cli.evaluating import stuck

    stuck(file, as_json=as_json)


@group.command("session")
def eval_session(
    number: Annotated[
        int, typer.Argument(min=1, max=2**63 - 1, metavar="SESSION", help="The session's number.")
    ],
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Another limit for this run, as in `watch.repeats=6`; may be given several times.",
        ),
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Replay a session of the past through the watch, and compare with what was said then.

    Shows each repetition that the watch would find with the limits of `[watch]`, at which step,
    whom it would tell and with what evidence; whether it was said then; and what became of it.
    With `--set` the effect of other limits is seen before they are written down. What the
    agent did after it was told stands in the session, whatever the limits say now.

    **Examples**

    `heddle eval session 12`

    `heddle eval session 12 --set watch.repeats=6 --set watch.failures=4`
    """
    from bot.cli.replaying import session

    session(number, changes or [], as_json=as_json)


@group.command("alerts")
def eval_alerts(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days to look back.")] = 30,
    as_json: AS_JSON = False,
) -> None:
    """Show how useful alerts were: how many were acted on, dismissed, or passed by themselves.

    Counts those that somebody was told of, by reason and, of the watch, by rule. Useful is the
    share of those that are over that somebody acted on: by one of their choices, by writing to
    the session, redirecting, parking or stopping it while they were open.

    **Examples**

    `heddle eval alerts`

    `heddle eval alerts --days 7 --json | jq .total.useful`
    """
    from bot.cli.useful import tell_alerts

    tell_alerts(days, as_json=as_json)
