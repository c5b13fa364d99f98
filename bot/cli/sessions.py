"""`heddle sessions` and `heddle why`: what stands in the database, for a terminal or a script."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bootstrap.looking import look
from bot.cli.operating.looking_inside import sections
from bot.cli.wording import ago, due, local
from bot.presenter.conditions import condition
from bot.presenter.outlook import why as why_there
from bot.presenter.spending import used
from bot.presenter.times import dollars
from service.domain.ids import SessionNumber
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import State
from service.queries.export import export
from service.queries.inside import Inside, inside
from service.queries.lists import Line, Listing, listed
from service.queries.why import Why, why


def list_sessions(states: Sequence[State], limit: int, *, as_json: bool) -> None:
    """Print sessions, those that need somebody first."""

    def query(reads: Any, policy: Policy) -> tuple[Listing, dict[str, str]]:
        limits, some = policy.session_limits, states or None
        found = listed(reads, None, some, limits, needs=not states, longest=limit)
        people = {each.session.owner_id for each in found.lines}
        owners = {who: reads.person(who) for who in people}
        return found, {key: person.name if person else key for key, person in owners.items()}

    found, names = look(query)
    lines = found.lines[:limit]
    if as_json:
        _dump([_line_as_json(each, names, found.now) for each in lines])
        return
    table = Table(box=None, pad_edge=False)
    for column in ("no.", "state", "title", "owner", "changed", "cost", "why", "next"):
        table.add_column(column, no_wrap=column in ("no.", "state", "changed"))
    for line in lines:
        each = line.session
        table.add_row(
            str(each.number),
            each.state,
            Text(each.title),
            Text(names[each.owner_id]),
            ago(found.now - each.changed_at),
            _cost(each),
            Text(_why(line, found.now)),
            Text(each.breadcrumb),
        )
    Console().print(table if lines else _none(states))


def _none(states: Sequence[State]) -> str:
    if not states:
        return "There is no session yet. Start one in a thread."
    return f"No session is {' or '.join(states)}. `heddle sessions list` shows all."


def _why(line: Line, now: float) -> str:
    """Say it to an operator: what needs somebody needs its owner."""
    return why_there(line.outlook, now).replace("needs you", "needs its owner")


def _line_as_json(line: Line, names: Mapping[str, str], now: float) -> dict[str, Any]:
    found = line.outlook
    level, signs = found.level.name.lower(), {str(sign): value for sign, value in found.signs}
    more = {"outlook": level, "signs": signs, "why": _why(line, now)}
    return {**_as_json(line.session, names[line.session.owner_id]), **more}


def show_session(number: int, *, as_json: bool) -> None:
    """Print one session. Raises Refused if there is none of that number."""

    def query(reads: Any, policy: Any) -> tuple[Why, list[Any], list[Any]]:
        answer = why(reads, SessionNumber(number), policy, moments=1)
        items = reads.items(session=answer.session.number)
        return answer, list(items), list(reads.captures(answer.session.number))

    answer, items, captures = look(query)
    session = answer.session
    if as_json:
        more = {"items": [asdict(each) for each in items]}
        _dump(
            {**_as_json(session, answer.owner), **more, "captures": [asdict(c) for c in captures]}
        )
        return
    console = Console(highlight=False)
    _head(console, answer)
    facts = {
        "thread": str(session.thread),
        "model": session.model,
        "pool": session.pool,
        "created": local(session.created_at),
        "used": used(session),
        "next": session.breadcrumb,
    }
    for name, value in facts.items():
        console.print(Text(f"  {name:<8} {value}"), soft_wrap=True)
    for item in items:
        console.print(Text(f"  open     {item.kind}: {item.ask}"), soft_wrap=True)
    for captured in captures:
        console.print(Text(f"  saved    {captured.address}"), soft_wrap=True)


def tell_why(number: int, *, as_json: bool) -> None:
    """Print where a session stands. Raises Refused if there is none of that number."""

    def query(reads: Any, policy: Any) -> tuple[Why, Inside]:
        answer = why(reads, SessionNumber(number), policy)
        return answer, inside(reads, answer.session)

    answer, found = look(query)
    if as_json:
        facts = {**asdict(found), **asdict(answer)}
        _dump({**facts, "session": _as_json(answer.session, answer.owner)})
        return
    console = Console(highlight=False)
    _head(console, answer)
    console.print("\nWhat happened", style="bold")
    for moment in answer.timeline:
        line = f"  {local(moment.at)}  {moment.who}: {moment.text}"
        console.print(Text(line), soft_wrap=True)
    console.print("\nThe watch", style="bold")
    console.print(Text(f"  {answer.watch}"), soft_wrap=True)
    for title, lines in sections(found):
        console.print(f"\n{title}", style="bold")
        for line in lines:
            console.print(Text(f"  {line}"), soft_wrap=True)
    console.print("\nWhat it waits for", style="bold")
    for text in answer.waits_for:
        console.print(Text(f"  {text}"), soft_wrap=True)
    console.print("\nWhat happens next", style="bold")
    for step in answer.upcoming:
        when = f" ({due(step.at, answer.now)})" if step.at is not None else ""
        console.print(Text(f"  {step.text}{when}"), soft_wrap=True)
    if not answer.upcoming:
        console.print("  nothing by itself")


def export_session(number: int, output: TextIO) -> None:
    """Write a session as JSON lines. Raises Refused if there is none of that number."""
    records = look(lambda reads, _policy: list(export(reads, SessionNumber(number))))
    for record in records:
        output.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")


def _cost(session: Session) -> str:
    watch = f" (watch {dollars(session.watch_usd)})" if session.watch_usd else ""
    return f"{dollars(session.cost_usd)}{watch}"


def _head(console: Console, answer: Why) -> None:
    session = answer.session
    since = ago(answer.now - session.state_since)
    title = Text(f"Session {session.number}: {session.title}", style="bold")
    console.print(title, soft_wrap=True)
    at = condition(answer.condition, answer.now)
    console.print(Text(f"  {session.state}, entered {since}: {at}; {answer.owner}'s"))


def _as_json(session: Session, owner: str) -> dict[str, Any]:
    return {**asdict(session), "thread": str(session.thread), "owner": owner}


def _dump(content: Any) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False, default=str)
    print()
