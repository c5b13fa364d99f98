"""One session's status, short."""

from bot.presenter.lists import plain
from bot.presenter.times import clock, dollars, due, span
from service.queries.why import Why


def status(found: Why) -> str:
    """Write where the session stands, what it waits for and what happens next."""
    session, now = found.session, found.now
    since = f"for {span(now - session.state_since)}, since {clock(session.state_since, now)}"
    lines = [
        f"**{session.number}** · {plain(session.title)}",
        f"- {session.state} {since}",
        *(f"- waits for {plain(each)}" for each in found.waits_for),
        *(f"- then {plain(each.text)} ({due(each.at, now)})" for each in found.upcoming),
    ]
    if session.breadcrumb:
        lines.append(f"- next: {plain(session.breadcrumb)}")
    used = f"{session.steps} steps, {session.tokens:,} tokens, {dollars(session.cost_usd)}"
    lines.append(f"- {found.owner}'s, model {session.model}, used {used}")
    return "\n".join(lines)
