"""A session's status card: one message, edited in place."""

from bot.presenter.cards import Mark, StatusCard
from bot.slack.rendering import ask, buttons, limits, signs
from bot.slack.rendering.blocks import Block, Message, actions, context, section
from bot.slack.rendering.mrkdwn import bold, link, moment, words

ASKS = 6
"""Asks that one card shows; the others are in the inbox."""
_OVER = frozenset({Mark.DONE, Mark.FAILED, Mark.STOPPED})


def message(card: StatusCard) -> Message:
    """Write the card, in a few lines that change only where something happened."""
    told = f"{card.number} · {card.title}: {card.state}"
    return Message(words(told, limits.FALLBACK), _blocks(card))


def _blocks(card: StatusCard) -> list[Block]:
    title = link(card.link, words(f"{card.number} · {card.title}"))
    head = f"{signs.of_mark(card.mark)} {bold(title)}\n{_state(card)}"
    left = len(card.asks) - ASKS
    return [
        section(head),
        *_lines(card),
        *(block for each in card.asks[:ASKS] for block in ask.within(each)),
        *([context(f"And {left} more: `/heddle inbox` shows them all.")] if left > 0 else []),
        *actions(buttons.row(card.buttons)),
        context(_facts(card)),
    ]


def _state(card: StatusCard) -> str:
    at = moment(card.since, card.now)
    when = card.elapsed or (at if card.mark in _OVER else f"since {at}")
    parts = (card.state, when, card.place)
    return " · ".join(part for part in parts if part)


def _lines(card: StatusCard) -> list[Block]:
    lines = [
        _waits(card),
        f"*Now* {words(card.doing)}" if card.doing else "",
        _next(card),
    ]
    told = "\n".join(line for line in lines if line)
    return [section(told)] if told else []


def _next(card: StatusCard) -> str:
    if not card.next or card.mark in _OVER:
        return words(card.next)
    return f"*Next* {words(card.next)}"


def _waits(card: StatusCard) -> str:
    if card.wait_until is None:
        return f"*Waits* {words(card.wait_reason)}" if card.wait_reason else ""
    reason = words(card.wait_reason)
    return f"*Waits* {reason} Goes on at {moment(card.wait_until, card.now)}.".replace("  ", " ")


def _facts(card: StatusCard) -> str:
    steps = "1 step" if card.steps == 1 else f"{card.steps:,} steps" if card.steps else ""
    cost = card.cost if card.steps else ""
    return " · ".join(words(part) for part in (card.model, steps, cost, card.people) if part)
