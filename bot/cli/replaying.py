"""`heddle eval session`: a session of the past under the watch, with limits of one's choice."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from bot.bootstrap import reading
from bot.bootstrap.looking import look
from bot.cli.exits import Exit
from bot.cli.wording import local
from service.domain.ids import SessionNumber
from service.queries.replay import Replay, replay
from service.supervisor.replaying import Moment, Said
from service.supervisor.watch import Stage

_DOES = {Stage.NUDGE: "tell the agent", Stage.TELL: "tell you"}
_DID = {Stage.NUDGE: "the agent was told", Stage.TELL: "you were told"}


def session(number: int, changes: Sequence[str], *, as_json: bool) -> None:
    """Print what the watch finds in a session, beside what was said then.

    Ends with USAGE at a change that cannot be made. Raises Refused if there is no such session.
    """
    try:
        limits = reading.watch_limits(changes)
    except reading.BadChangeError as error:
        typer.echo(f"heddle: --set: {error}", err=True)
        raise typer.Exit(Exit.USAGE) from error
    found = look(lambda reads, _policy: replay(reads, SessionNumber(number), limits))
    if as_json:
        typer.echo(json.dumps(_figures(found), ensure_ascii=False))
        return
    console = Console(highlight=False)
    for line in _lines(found):
        console.print(Text(line), soft_wrap=True)


def _figures(found: Replay) -> dict[str, Any]:
    return {
        "session": found.session.number,
        "steps": found.steps,
        "limits": asdict(found.limits),
        "moments": [_moment(each, found) for each in found.moments],
    }


def _moment(moment: Moment, found: Replay) -> dict[str, Any]:
    said = moment.said
    item = found.alerts.get(said.item) if said else None
    then = {**asdict(said), "outcome": str(item.outcome) if item else ""} if said else None
    return {"found": asdict(moment.found) if moment.found else None, "then": then}


def _lines(found: Replay) -> list[str]:
    session = found.session
    head = f"Session {session.number}: {session.title} · {found.steps} steps"
    if not found.moments:
        return [head, "The watch finds nothing, and said nothing then."]
    return [head, *(line for each in found.moments for line in _told(each, found))]


def _told(moment: Moment, found: Replay) -> list[str]:
    here, said = moment.found, moment.said
    if here is None:
        assert said is not None  # noqa: S101  one of them is there
        return [
            f"{local(said.at)}  {_DID[said.stage]} then, and would not be with these limits",
            f"    {said.text}",
            *_became(said, found),
        ]
    rule = here.rule.replace("_", " ")
    happened = _DID[here.stage] if said else "which did not happen then"
    return [
        f"{local(here.at)}  step {here.step}: {rule}, would {_DOES[here.stage]}; {happened}",
        f"    {here.evidence}",
        *(_became(said, found) if said else ()),
    ]


def _became(said: Said, found: Replay) -> list[str]:
    """Say what became of an alert."""
    item = found.alerts.get(said.item)
    if item is None:
        return []
    if item.resolved_at is None:
        return ["    It is still open."]
    by = found.names.get(str(item.resolved_by), "heddle")
    became = f"{item.outcome}: " if item.outcome else ""
    return [f"    {became}{item.answer} (by {by}, {local(item.resolved_at)})"]
