"""A result that is news: its first lines, its files, where to read all of it."""

from bot.discord.rendering import signs
from bot.discord.rendering.dialect import bold, code, link, small, words
from bot.discord.rendering.parts import Message, button, distinct, embed, link_button, rows
from bot.discord.rendering.splitting import preview
from bot.presenter.cards import ResultCard
from bot.presenter.plaintext import one_line
from service.domain.items import ItemKind

_LINES = 1_200
_COLOUR = 0x2ECC71


def message(card: ResultCard, *, linked: bool = True) -> Message:
    """Write a result as a message of its own."""
    title = words(card.title if card.text else card.headline)
    told = f"{card.facts} {card.outcome}".strip()
    said = (
        preview(card.text, _LINES) if card.text else "",
        _files(card),
        small(words(told)) if told else "",
    )
    text = "\n".join(part for part in said if part)
    opens = [link_button("Open the thread", card.link)] if linked and card.link else []
    return Message(
        f"{signs.of_kind(ItemKind.RESULT)} {bold(title)}",
        [embed(text, colour=_COLOUR)] if text else [],
        distinct(rows([*opens, *map(button, card.buttons)])),
    )


def compact(card: ResultCard) -> str:
    """Write a result in a list: one line, and what it took."""
    head = f"{signs.of_kind(ItemKind.RESULT)} {bold(link(card.link, words(card.headline)))}"
    return f"{head}\n{small(words(card.facts))}" if card.facts else head


def _files(card: ResultCard) -> str:
    if not card.files:
        return ""
    shown = [f"`{_path(each.path)}` {each.size}" for each in card.files]
    if card.more_files:
        shown.append(f"and {card.more_files:,} more")
    return "📎 " + " · ".join(shown)


def _path(path: str) -> str:
    return code(one_line(path).replace("`", ""))[:120] or "…"
