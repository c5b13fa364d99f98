"""When a status card and its reaction are brought up to date, as functions of what stands there.

What matters to people is shown soon, the rest seldom, and what is the same never.
"""

import hashlib
from dataclasses import replace

from bot.courier.platform import Urgency
from bot.presenter.cards import Mark, StatusCard
from bot.presenter.session_cards import PASSING
from service.domain.cards import Shown
from service.domain.states import AT_REST, State

SOON = 1.5
"""Seconds between two edits while what matters to people changes."""
SELDOM = 10.0
"""Seconds between two edits if only steps, cost and time went on."""
STEADY = 5.0
"""Seconds that a session works before its reaction says so: most short turns end before."""
MINUTE = 60.0
"""Seconds after which a card is looked at again that is not at rest, for the time and the place
in the queue that it shows.
"""


def head_of(card: StatusCard) -> str:
    """Return a digest of what matters to people."""
    asks = tuple(replace(each, context="") for each in card.asks)
    wait = (card.wait_reason, card.wait_until)
    state = "" if card.state in PASSING else card.state
    return _digest(
        card.number, card.title, card.mark, state, _queued(card), card.people, asks, wait,
        card.buttons, card.link,
    )  # fmt: skip


def body_of(card: StatusCard) -> str:
    """Return a digest of the rest; seconds of work are not worth an edit, minutes are."""
    elapsed = "" if card.elapsed.endswith(" s") else card.elapsed
    return _digest(
        card.state, card.place, card.model, card.cost, card.steps, card.doing, card.next, elapsed
    )


def _queued(card: StatusCard) -> str:
    """Return the place in the queue: which of the slots is held matters to nobody at once."""
    return card.place if card.mark is Mark.QUEUED else ""


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def card_due(shown: Shown, head: str, body: str) -> float | None:
    """Return when it may be shown (0: at once); None if it shows all that already."""
    if not shown.message:
        return 0.0
    if shown.head != head:
        return shown.shown_at + SOON
    return None if shown.body == body else shown.shown_at + SELDOM


def looked_at(state: State, now: float, *, later: bool) -> float | None:
    """Return when a card is looked at although nobody says that something changed; `later`: what
    changed so far is shown another time. Nobody tells of steps: each would cost a look.
    """
    if state in AT_REST:
        return None
    return now + (SELDOM if state is State.RUNNING and not later else MINUTE)


def urgency_of(shown: Shown, card: StatusCard, head: str) -> Urgency:
    """Return how soon people have to see it: at once if it is new, if somebody is asked something
    or was, or if it came to rest.
    """
    if not shown.message:
        return Urgency.NOW
    if shown.head == head:
        return Urgency.SPARE
    under_way = {Mark.QUEUED, Mark.WORKING, Mark.HELD_UP}
    waited = not under_way.issuperset(each for each in marks_of(shown.mark) if each is not None)
    return Urgency.NOW if card.asks or waited or card.mark not in under_way else Urgency.SOON


def outranks(one: Urgency, other: Urgency) -> bool:
    """Tell whether the one is more urgent than the other."""
    order = list(Urgency)
    return order.index(one) > order.index(other)


def changing(before: Mark | None, after: Mark) -> str:
    """Return what `Shown.mark` is while one reaction is replaced by another."""
    return f"{before or ''}>{after}"


def marks_of(text: str) -> tuple[Mark | None, Mark | None]:
    """Read `Shown.mark`: the reaction that stands there for certain, and the one that was about
    to replace it when nobody saw the end.
    """
    before, _, after = text.partition(">")
    return Mark(before) if before else None, Mark(after) if after else None


def mark_due(shown: Shown, mark: Mark, since: float) -> float | None:
    """Return when the reaction may change to `mark`, in which the session is `since` then; None
    if it is that already.
    """
    if shown.mark == mark:
        return None
    return max(since, shown.marked_at) + STEADY if mark is Mark.WORKING else 0.0
