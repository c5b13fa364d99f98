"""What a session has used, and what of it was for the watch."""

from bot.presenter.times import cents, dollars
from service.domain.sessions import Session


def used(session: Session) -> str:
    """Write it for who wants to know, as in "8 steps, 9,000 tokens, $0.52"."""
    steps = "1 step" if session.steps == 1 else f"{session.steps:,} steps"
    told = f"{steps}, {session.tokens:,} tokens, {dollars(session.cost_usd)}"
    return f"{told}, {for_the_watch(session)}" if for_the_watch(session) else told


def for_the_watch(session: Session) -> str:
    """Write its part of that: "of this $0.0200 for the watch"; empty where it used nothing."""
    if session.watch_usd:
        return f"of this {dollars(session.watch_usd)} for the watch"
    if session.watch_tokens:
        return f"of this {session.watch_tokens:,} tokens for the watch"
    return ""


def cost(session: Session) -> str:
    """Write the cost for a card; the watch is named from a cent on."""
    told = cents(session.cost_usd)
    watched = session.watch_usd >= 0.01
    return f"{told}, {cents(session.watch_usd)} of it for the watch" if watched else told
