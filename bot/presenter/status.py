"""One session's status, short."""

import re
from collections.abc import Sequence

from bot.presenter.conditions import TOLD, condition
from bot.presenter.lists import plain
from bot.presenter.spending import used
from bot.presenter.times import clock, due, span
from service.domain.items import Item, ItemKind
from service.domain.states import CLOSED, State
from service.queries.why import Why

_FOR_OPERATORS = re.compile(r": worker \S+, attempt \d+|; rung \d+ times")
"""Which worker is at it is no news to people; operators ask `heddle why`."""


def status(found: Why, items: Sequence[Item], zone: str) -> str:
    """Write where the session stands, what it waits for and what happens next.

    `items` are what it asks for, the oldest first; `zone` is the reader's.
    """
    session, now = found.session, found.now
    since = f"for {span(now - session.state_since)}, since {clock(session.state_since, now, zone)}"
    lines = [
        f"**{session.number}** · {plain(session.title)}",
        f"- {session.state} {since}{_condition(found, zone)}",
    ]
    lines.extend(_asks(each) for each in items)
    if not items:
        lines.extend(f"- waits for {_waits(each)}" for each in found.waits_for)
    lines.extend(_coming(found, zone))
    if session.breadcrumb and not items:
        label = "" if session.state in CLOSED else "next: "
        lines.append(f"- {label}{plain(session.breadcrumb)}")
    ran_by = f"model {plain(session.model)}{_pool(found.pool)}"
    lines.append(f"- {plain(found.owner)}'s, {ran_by}, used {used(session)}")
    return "\n".join(lines)


def _pool(pool: str) -> str:
    return f", pool {plain(pool)}" if pool else ""


def _condition(found: Why, zone: str) -> str:
    """Say why it does not get on, where its state does not say it."""
    told = found.condition.what in TOLD
    return f"; {plain(condition(found.condition, found.now, zone))}" if told else ""


def _waits(told: str) -> str:
    return plain(_FOR_OPERATORS.sub("", told))


def _asks(item: Item) -> str:
    choices = f" ({' / '.join(plain(each) for each in item.choices)})" if item.choices else ""
    told = f"- needs you: {plain(item.ask)}{choices}"
    if item.kind != ItemKind.QUESTION and not item.choices:
        return told
    return f"{told}. `!answer {item.session} <text>` answers it"


def _coming(found: Why, zone: str) -> list[str]:
    """What happens by itself; how workers are watched is no news to people."""
    watched = found.session.state == State.RUNNING
    return [
        f"- then {plain(each.text)}" + (f", {due(each.at, found.now, zone)}" if each.at else "")
        for each in found.upcoming
        if each.at is None or not watched
    ]
