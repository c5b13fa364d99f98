"""A result that is news: its first lines, its files, where to read all of it."""

from bot.presenter.cards import ResultCard
from bot.slack.rendering import buttons, limits, signs
from bot.slack.rendering.blocks import Block, Message, actions, context, section
from bot.slack.rendering.mrkdwn import bold, link, words
from bot.slack.rendering.splitting import preview
from service.domain.items import ItemKind

_LINES = 900


def message(card: ResultCard) -> Message:
    """Write a result as a message of its own."""
    return Message(words(card.headline, limits.FALLBACK), blocks(card))


def blocks(card: ResultCard) -> list[Block]:
    """Write a result with its first lines, files and cost."""
    title = words(card.title if card.text else card.headline)
    told = words(f"{card.facts} {card.outcome}".strip())
    return [
        section(f"{signs.of_kind(ItemKind.RESULT)} {bold(title)}"),
        *_text(card),
        *_files(card),
        *([context(told)] if told else []),
        *actions(_elements(card)),
    ]


def compact(card: ResultCard) -> list[Block]:
    """Write a result in a list: one line, what it took, and a button."""
    sign = signs.of_kind(ItemKind.RESULT)
    lines = [f"{sign} {bold(link(card.link, words(card.headline)))}"]
    lines.extend([words(card.facts)] if card.facts else [])
    beside = buttons.button(card.buttons[0]) if card.buttons else None
    return [section("\n".join(lines), beside)]


def _text(card: ResultCard) -> list[Block]:
    if not card.text:
        return []
    text, whole = preview(card.text, _LINES)
    return [section(text if whole else f"{text}\n…", expand=True)]


def _files(card: ResultCard) -> list[Block]:
    if not card.files:
        return []
    shown = [f"`{words(each.path, 120).replace('`', '')}` {each.size}" for each in card.files]
    if card.more_files:
        shown.append(f"and {card.more_files:,} more")
    return [context(":paperclip: " + " · ".join(shown))]


def _elements(card: ResultCard) -> list[Block]:
    opens = [buttons.link_button("Open the thread", card.link)] if card.link else []
    return [*opens, *buttons.row(card.buttons)]
