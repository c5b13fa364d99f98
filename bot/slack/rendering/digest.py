"""Several things in one message: a digest, the summary of quiet hours, news about a phone."""

from collections.abc import Sequence

from bot.chat.rendering.units import units
from bot.presenter.cards import NoticeCard
from bot.slack.rendering import ask, limits, result
from bot.slack.rendering.blocks import Block, Message, at_most, context, divider, section
from bot.slack.rendering.mrkdwn import bold, words

_LINES = 20
_QUOTE = 2_500
_LEAST = 20
"""Less room than this is not begun."""


def message(card: NoticeCard) -> Message:
    """Write it: what needs an answer first, with its buttons, then what is news."""
    return Message(words(card.title, limits.FALLBACK), _blocks(card))


def _quote(lines: Sequence[str]) -> str:
    """Quote what a person wrote, as much of it as there is room for."""
    found, left = list[str](), _QUOTE
    for line in lines:
        if left < _LEAST:
            return "\n".join([*found, ">…"])
        found.append(f">{words(line, left)}")
        left -= units(found[-1]) + 1
    return "\n".join(found)


def _blocks(card: NoticeCard) -> list[Block]:
    lines = [words(line) for line in card.lines[:_LINES]]
    found = [section(bold(words(card.title))), *(section(line) for line in lines if line)]
    found.extend(section(quote) for quote in [_quote(card.quoted)] if quote)
    for each in card.asks:
        found.extend([divider(), *ask.blocks(each)])
    if card.results:
        found.append(divider())
    for done in card.results:
        found.extend(result.compact(done))
    rest = "`/heddle inbox` shows everything that needs you."
    if card.more > 0:
        found.append(context(f"And {card.more:,} more: {rest}"))
    return at_most(found, limits.BLOCKS, rest)
