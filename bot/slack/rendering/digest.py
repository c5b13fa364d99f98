"""Several things in one message: a digest, the summary of quiet hours, news about a phone."""

from bot.presenter.cards import NoticeCard
from bot.slack.rendering import ask, limits, result
from bot.slack.rendering.blocks import Block, Message, at_most, context, divider, section
from bot.slack.rendering.mrkdwn import bold, words

_LINES = 20


def message(card: NoticeCard) -> Message:
    """Write it: what needs an answer first, with its buttons, then what is news."""
    return Message(words(card.title, limits.FALLBACK), _blocks(card))


def _blocks(card: NoticeCard) -> list[Block]:
    lines = [words(line) for line in card.lines[:_LINES]]
    found = [section(bold(words(card.title))), *(section(line) for line in lines if line)]
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
