"""What was done about an attention item, for who did it; in Markdown."""

from bot.presenter.items import headline
from bot.presenter.lists import plain
from bot.presenter.times import clock
from service.domain.items import Item, ItemKind
from service.domain.sessions import Session


def snoozed(item: Item, session: Session, now: float, zone: str) -> str:
    """A snooze."""
    at = clock(item.snoozed_until or now, now, zone)
    return f"Snoozed until {at}: {plain(headline(item, session))}"


def assigned(item: Item, session: Session, name: str) -> str:
    """An item was handed to somebody."""
    told = f"{plain(name)} has it now and may see session {session.number}"
    return f"{told}: {plain(headline(item, session))}"


def dismissed(item: Item, session: Session) -> str:
    """A dismissal; a question is left to the agent."""
    if item.kind is ItemKind.QUESTION:
        how = f"takes {plain(item.default)}" if item.default else "decides by itself"
        return f"Dismissed. The agent of session {session.number} {how}."
    if item.kind is ItemKind.HELD:
        return f"Dismissed. The agent of session {session.number} does not read it."
    return f"Dismissed: {plain(headline(item, session))}"
