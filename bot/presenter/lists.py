"""Lists of sessions."""

from bot.presenter.conditions import SLOW, condition
from bot.presenter.times import span
from service.domain.conditions import What
from service.domain.sessions import Session
from service.domain.states import State
from service.queries.lists import Line, Listing

_WORDS = {State.WAITING: "waiting for you"}
_TOLD = SLOW | {What.LIMITED}


def listing(found: Listing, which: str) -> str:
    """Write a line for each session: number, title, state, breadcrumb, age."""
    if not found.lines:
        return _nothing(which)
    lines = [_line(each, found.now) for each in found.lines]
    if found.more:
        lines.append("There are more; those that changed last are shown.")
    return "\n".join(lines)


def _line(line: Line, now: float) -> str:
    session = line.session
    parts = [f"**{session.number}** · {plain(session.title)}", _state(line, now)]
    if line.items:
        parts.append(plain(line.items[0].ask))
    elif session.breadcrumb and session.state not in (State.RUNNING, State.QUEUED):
        parts.append(plain(session.breadcrumb))
    parts.append(span(now - session.state_since))
    return "- " + " · ".join(parts)


def _state(line: Line, now: float) -> str:
    muted = ", muted" if line.session.muted else ""
    if line.items:
        return f"needs you{muted}"
    if line.session.state is State.RUNNING and line.condition.what in _TOLD:
        return f"running, {plain(condition(line.condition, now))}{muted}"
    return _WORDS.get(line.session.state, state(line.session)) + muted


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
