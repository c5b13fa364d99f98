"""Several things in one message: a digest, the summary of quiet hours, news about a phone."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.rendering.units import units
from bot.discord.rendering import ask, limits, result, signs
from bot.discord.rendering.dialect import bold, link, small, told, words
from bot.discord.rendering.parts import Json, Message, button, distinct, embed, fit, rows
from bot.presenter.cards import AskCard, NoticeCard
from bot.presenter.cards import Button as Pressed

_LINES = 10
_BODY = 500
_RESULTS = 5
_LINE = 150
_FEW = 2
_WHOLE = 700
"""What one of few lines has room for: news say at their end what to do."""
_TITLE = 200
_QUOTE = 1_600
_LEAST = 20
"""Less room than this is not begun."""


def message(card: NoticeCard) -> Message:
    """Write it: what needs an answer first, with its buttons, then what is news."""
    given = [line for line in card.lines[:_LINES] if line]
    shown = [told(line, _WHOLE if len(given) <= _FEW else _LINE) for line in given]
    lines = [bold(words(card.title, _TITLE)), *shown, *_quoted(card.quoted)]
    boxes = [_results(card)] if card.results else []
    asks = fit([*boxes, *(_ask(each) for each in card.asks)])[len(boxes) :]
    left = len(card.asks) - len(asks) + max(0, len(card.results) - _RESULTS) + card.more
    if left > 0:
        lines.append(small(f"And {left:,} more: `/heddle inbox` shows everything that needs you."))
    return Message("\n".join(lines), [*asks, *boxes], _rows(card, len(asks)))


def _quoted(lines: Sequence[str]) -> list[str]:
    """Quote what a person wrote, as much of it as there is room for."""
    found, left = list[str](), _QUOTE
    for line in lines:
        if left < _LEAST:
            return [*found, "> …"]
        found.append(f"> {words(line, left)}")
        left -= units(found[-1]) + 1
    return found


def _ask(card: AskCard) -> Json:
    title = bold(link(card.link, words(card.title if card.body else card.headline)))
    said = f"{signs.of_kind(card.kind)} {title}\n{ask.described(card, _BODY)}"
    return embed(said.rstrip())


def _results(card: NoticeCard) -> Json:
    return embed("\n".join(result.compact(each) for each in card.results[:_RESULTS]))


def _rows(card: NoticeCard, shown: int) -> list[Json]:
    """One row for each ask, its buttons named by the session where there are several."""
    seen = [_named(each.buttons[0], each.session) for each in card.results if each.buttons]
    last = rows(map(button, seen[: limits.ACROSS]))
    found: list[Json] = []
    for each in card.asks[:shown]:
        named = _told_apart(each) if len(card.asks) > 1 else each
        needed = ask.elements(named, more=False)
        if len(found) + len(needed) + len(last) <= limits.ROWS:
            found.extend(needed)
    return distinct([*found, *last])


def _told_apart(card: AskCard) -> AskCard:
    choices = [_named(each, card.session) for each in card.choices]
    return replace(card, choices=choices, other=card.other and _named(card.other, card.session))


def _named(found: Pressed, number: int) -> Pressed:
    return replace(found, label=f"{number}: {found.label}")
