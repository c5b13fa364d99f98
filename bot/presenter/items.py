"""An attention item in words: its headline, its deadline, and what became of it.

All of it is plain text on one line; who writes Markdown takes `lists.plain` of it.
"""

from bot.presenter import letting_in
from bot.presenter.plaintext import cut, one_line
from bot.presenter.times import clock
from service.domain.deliveries import channel_name
from service.domain.items import (
    BY_DEFAULT,
    OF_PROVIDERS,
    Item,
    ItemKind,
    ItemState,
    Reason,
)
from service.domain.sessions import Session

LONGEST = 120
"""What a locked phone shows of a notification."""
_TITLE = 40
_BEFORE = {
    Reason.TURN_FAILED: "failed. ",
    Reason.STUCK: "seems stuck. ",
    Reason.IDLE: "seems idle. ",
    Reason.DRIFT: "seems off course. ",
}
_ANSWER = 200


def headline(item: Item, session: Session) -> str:
    """Write number, title and ask in 120 characters: "3 · Checkout: Stripe or Adyen?"."""
    number, ask = f"{session.number} · ", asks(item)
    between = " · " if item.kind is ItemKind.CHECK_IN else ": "
    room = LONGEST - len(number) - len(between)
    title = cut(one_line(session.title), max(_TITLE, room - len(ask)))
    return f"{number}{title}{between}{cut(ask, room - len(title))}"


def asks(item: Item) -> str:
    """Write what it asks or says, on one line, however long."""
    said = one_line(item.ask)
    if item.kind is ItemKind.RESULT:
        return f"done. {said}"
    return f"{_BEFORE[item.reason]}{said}" if item.reason in _BEFORE else said


def deadline(item: Item, zone: str) -> str:
    """Write what happens by itself, as in "Going with Stripe at 14:30 unless you object";
    empty where nothing does.
    """
    if item.reason in OF_PROVIDERS:
        since, again = (float(item.facts[name]) for name in ("since", "until"))
        # Said by the clock of when it opened, so that the words change with the facts alone.
        at = clock(max(again, item.opened_at), item.opened_at, zone)
        return f"Since {clock(since, item.opened_at, zone)}; asked again at {at}"
    if item.decide_at is None:
        return ""
    at = clock(item.decide_at, item.opened_at, zone)
    return f"Going with {cut(one_line(item.default), _ANSWER)} at {at} unless you object"


def outcome(item: Item, resolved_by: str, now: float, zone: str) -> str:
    """Write who settled it, where, when and how: "Answered by Ann on web at 14:02: Stripe".

    `resolved_by` is a name, empty where nobody did; empty as long as it is open.
    """
    if item.state is ItemState.OPEN or item.resolved_at is None:
        return ""
    at, said = clock(item.resolved_at, now, zone), cut(one_line(item.answer), _ANSWER)
    if item.state is ItemState.WITHDRAWN:
        return f"No longer needed since {at}: {said}"
    if item.resolved_from == BY_DEFAULT:
        return f"Nobody objected, so decided by default at {at}: {said}"
    where = f" on {channel_name(item.resolved_from)}" if item.resolved_from else ""
    return f"{_verb(item)} by {one_line(resolved_by) or 'heddle'}{where} at {at}{_how(item, said)}"


def _verb(item: Item) -> str:
    match item.kind:
        case ItemKind.QUESTION:
            return "Answered"
        case ItemKind.BUDGET:
            return "Decided"
        case ItemKind.RESULT:
            return "Seen"
        case ItemKind.ALERT:
            return "Settled"
        case ItemKind.HELD:
            return letting_in.outcome(item)
        case ItemKind.CHECK_IN:
            return "Looked at"


def _how(item: Item, said: str) -> str:
    told = item.kind not in (ItemKind.RESULT, ItemKind.HELD)
    return f": {said}" if told and said else ""
