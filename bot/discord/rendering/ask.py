"""What needs a person: the ask, its buttons, and how it ended."""

from collections.abc import Sequence

from bot.chat.rendering.choices import numbered
from bot.chat.rendering.units import units
from bot.discord.rendering import limits, signs
from bot.discord.rendering.dialect import bold, link, small, words
from bot.discord.rendering.parts import Json, Message, button, distinct, embed, rows, select
from bot.discord.rendering.splitting import preview
from bot.presenter.cards import Act, AskCard, Button
from service.domain.items import ItemKind

_LABEL = 40
"""A phone shows about so much of a button; longer choices are written out above."""
_LISTED = 120
_BODY = 1_800
_LIST = 900
_COLOUR = 0xE67E22


def message(card: AskCard, *, reply: str = "", linked: bool = True) -> Message:
    """Write an ask as a message of its own; `reply` says where its answer may be written, and
    with `linked` its thread can be opened from it.
    """
    if card.outcome:
        return Message(f"{words(card.headline)}\n{small(f'☑️ {words(card.outcome)}')}")
    title = words(card.title if card.body else card.headline)
    text = described(card, _BODY, reply=reply, linked=linked)
    embeds = [embed(text, colour=_COLOUR)] if text else []
    return Message(f"{signs.of_kind(card.kind)} {bold(title)}", embeds, distinct(elements(card)))


def described(card: AskCard, most: int, *, reply: str = "", linked: bool = False) -> str:
    """Write what stands under an ask's title, its body in at most `most` units."""
    context = " · ".join(
        part for part in (words(card.context) if card.context else "", reply) if part
    )
    found = (
        preview(card.body, most) if card.body else "",
        _listed(card.choices),
        f"⏰ {words(card.deadline)}" if card.deadline else "",
        small(context),
        link(card.link, "Open the thread") if linked and card.link else "",
    )
    return "\n".join(part for part in found if part)


def elements(card: AskCard, *, more: bool = True) -> list[Json]:
    """Return an ask's rows: choices side by side or in a menu, and what else can be done."""
    offered = numbered(card.choices, _LABEL) or card.choices
    other = [card.other] if card.other is not None else []
    beside = len(offered) + len(other) <= limits.ACROSS
    found = rows(map(button, [*offered, *other])) if beside else _apart(card, offered, other)
    if more and card.more:
        found.append(select(f"more.{card.item}", "More…", card.more))
    return found


def _apart(card: AskCard, offered: Sequence[Button], other: Sequence[Button]) -> list[Json]:
    if len(offered) <= limits.ACROSS:
        return rows(map(button, offered)) + rows(map(button, other))
    asks = card.kind is ItemKind.QUESTION
    menu = select(f"{Act.CHOOSE}.{card.item}", "Choose an answer" if asks else "Choose", offered)
    return [menu, *rows(map(button, other))]


def _listed(choices: Sequence[Button]) -> str:
    """Write long choices out, and say which of them no menu holds."""
    lines: list[str] = []
    if numbered(choices, _LABEL) is not None:
        lines = [f"**{at}.** {words(each.label, _LISTED)}" for at, each in enumerate(choices, 1)]
        while units("\n".join(lines)) > _LIST:
            lines = [*lines[:-2], "…"]
    left = len(choices) - limits.OPTIONS
    if left > 0:
        lines.append(f"The last {left} do not fit into the menu: write such an answer yourself.")
    return "\n".join(lines)
