"""A session's status card: one message, edited in place."""

from collections.abc import Sequence
from dataclasses import replace

from bot.discord.rendering import ask, limits, signs
from bot.discord.rendering.dialect import moment, words
from bot.discord.rendering.parts import Json, Message, button, distinct, embed, plain, rows
from bot.presenter.cards import AskCard, Mark, StatusCard
from service.domain.ids import SessionNumber

_OVER = frozenset({Mark.DONE, Mark.FAILED, Mark.STOPPED})
_ASK = 900
_ROOM = limits.ROWS - 1
"""Rows for asks; the last one is the card's own."""


def footer(number: SessionNumber) -> str:
    """Return how the footer of that session's card begins, by which it is found again."""
    return f"Session {number} · "


def message(card: StatusCard) -> Message:
    """Write the card, in a few lines that change only where something happened."""
    texts, found = _asks(card.asks)
    left = len(card.asks) - len(texts)
    more = [f"And {left} more: `/heddle inbox` shows them all."] if left > 0 else []
    lines = [_state(card), _waits(card), _doing(card), _next(card), *texts, *more]
    box = embed(
        "\n".join(line for line in lines if line),
        colour=signs.COLOURS[card.mark],
        title=f"{signs.REACTIONS[card.mark]} {card.number} · {card.title}",
        url=card.link,
    )
    box["footer"] = {"text": plain(footer(card.number) + _facts(card), limits.FOOTER)}
    own = rows(button(each) for each in card.buttons[: limits.ACROSS])
    return Message("", [box], distinct([*found, *own]))


def _asks(asks: Sequence[AskCard]) -> tuple[list[str], list[Json]]:
    """Write as many asks as there are rows for."""
    texts: list[str] = []
    found: list[Json] = []
    for each in asks:
        needed = ask.elements(each, more=False)
        if len(found) + len(needed) > _ROOM:
            break
        found.extend(needed)
        asked = "" if each.body else words(each.ask, _ASK)
        # How long it waits goes on while nothing of the card changes.
        rest = ask.described(replace(each, context=""), _ASK)
        said = "\n".join(part for part in (asked, rest) if part)
        texts.append(f"{signs.of_kind(each.kind)} {said}")
    return texts, found


def _state(card: StatusCard) -> str:
    at = moment(card.since, card.now)
    when = card.elapsed or (at if card.mark in _OVER else f"since {at}")
    return " · ".join(part for part in (words(card.state), when, card.place) if part)


def _doing(card: StatusCard) -> str:
    return f"**Now** {words(card.doing)}" if card.doing else ""


def _next(card: StatusCard) -> str:
    if not card.next or card.mark in _OVER:
        return words(card.next) if card.next else ""
    return f"**Next** {words(card.next)}"


def _waits(card: StatusCard) -> str:
    if card.wait_until is None:
        return f"**Waits** {words(card.wait_reason)}" if card.wait_reason else ""
    reason = f"{words(card.wait_reason)} " if card.wait_reason else ""
    return f"**Waits** {reason}Goes on at {moment(card.wait_until, card.now)}."


def _facts(card: StatusCard) -> str:
    steps = "1 step" if card.steps == 1 else f"{card.steps:,} steps" if card.steps else ""
    cost = card.cost if card.steps else ""
    return " · ".join(part for part in (card.model, steps, cost, card.people) if part)
