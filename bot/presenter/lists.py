"""Lists of sessions."""

from bot.presenter.conditions import TOLD, condition
from bot.presenter.outlook import why
from bot.presenter.times import span
from service.domain.outlook import Level
from service.domain.sessions import Session
from service.domain.states import State
from service.queries.lists import Line, Listing

_WORDS = {State.WAITING: "waiting for you"}


def listing(found: Listing, which: str) -> str:
    """Write a line for each session: number, title, state, breadcrumb, age."""
    if not found.lines:
        return _nothing(which)
    lines = [_line(each, found.now) for each in found.lines]
    if found.more:
        lines.append("There are more; those that changed last are shown.")
    return "\n".join(lines)


def _line(line: Line, now: float) -> str:
    session, asked = line.session, line.outlook.item
    parts = [f"**{session.number}** · {plain(session.title)}", _state(line, now)]
    if asked is not None:
        return "- " + " · ".join([*parts, plain(asked.ask)])
    if line.items:
        parts.append(plain(line.items[0].ask))
    elif session.breadcrumb and session.state not in (State.RUNNING, State.QUEUED):
        parts.append(plain(session.breadcrumb))
    parts.append(span(now - session.state_since))
    return "- " + " · ".join(parts)


def _state(line: Line, now: float) -> str:
    """Write what needs the viewer and since when; else its state, and what to expect of it."""
    session, said = line.session, why(line.outlook, now)
    if line.outlook.item is not None:
        return said
    held_up = session.state is State.RUNNING and line.condition.what in TOLD
    parts = [
        _WORDS.get(session.state, state(session)),
        plain(condition(line.condition, now)) if held_up else "",
        said if not held_up or line.outlook.level is Level.LIKELY else "",
        "muted" if session.muted else "",
    ]
    return ", ".join(part for part in parts if part)


def state(session: Session) -> str:
    """Write the session's state."""
    return session.state.value


def plain(text: str) -> str:
    """Write other people's text on one line of Markdown, without effects of its own."""
    line = " ".join(text.split())
    for mark in "\\`*_[]<>~|#":
        line = line.replace(mark, f"\\{mark}")
    return line


def _nothing(which: str) -> str:
    if which == "open":
        return "Nothing is open. `!start <prompt>` opens a session, `!list done` shows the past."
    if which == "all":
        return "You have no sessions yet. `!start <prompt>` opens one."
    return f"Nothing of yours is {which}. `!list all` shows every session."
