"""What needs a person: the ask, its buttons, and how it ended."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.rendering.choices import numbered
from bot.presenter.cards import AskCard, Button
from bot.slack.rendering import buttons, limits, signs
from bot.slack.rendering.blocks import Block, Message, actions, context, section
from bot.slack.rendering.mrkdwn import bold, link, words
from bot.slack.rendering.splitting import preview
from service.domain.items import ItemKind

BUTTONS = 5
"""Choices side by side; more become a menu."""
_LABEL = 36
"""Slack shows about so much of a button; longer choices are written out above."""
_BODY = 2_200
_LISTED = 100


def message(card: AskCard, *, reply: str = "") -> Message:
    """Write an ask as a message of its own; `reply` says where its answer may be written."""
    said = f"{card.headline} {card.outcome}" if card.outcome else card.headline
    return Message(words(said, limits.FALLBACK), blocks(card, reply=reply))


def blocks(card: AskCard, *, reply: str = "") -> list[Block]:
    """Write an ask with number and title, for messages and lists."""
    if card.outcome:
        return [
            section(words(card.headline)),
            context(f":ballot_box_with_check: {words(card.outcome)}"),
        ]
    title = words(card.title if card.body else card.headline)
    head = f"{signs.of_kind(card.kind)} {bold(link(card.link, title))}"
    return [section(head), *_body(card.body), *_answers(card, reply)]


def within(card: AskCard) -> list[Block]:
    """Write an ask on its session's own card, which says the rest."""
    said = preview(card.body, _BODY)[0] if card.body else words(card.ask, _BODY)
    sign = "" if card.kind is ItemKind.QUESTION else f"{signs.of_kind(card.kind)} "
    return [section(f"{sign}{said}"), *_answers(replace(card, context=""), "")]


def _body(markdown: str) -> list[Block]:
    if not markdown:
        return []
    text, whole = preview(markdown, _BODY)
    return [section(text if whole else f"{text}\n…", expand=True)]


def _answers(card: AskCard, reply: str) -> list[Block]:
    listed, offered = _named(card.choices)
    deadline = f":alarm_clock: {words(card.deadline)}" if card.deadline else ""
    told = " · ".join(part for part in (words(card.context), reply) if part)
    return [
        *([section(listed)] if listed else []),
        *([section(deadline)] if deadline else []),
        *actions(_elements(card, offered)),
        *([context(told)] if told else []),
    ]


def _elements(card: AskCard, offered: Sequence[Button]) -> list[Block]:
    found = _offer(card, offered)
    if card.other is not None:
        found.append(buttons.button(card.other))
    return [*found, buttons.more(card.more)] if card.more else found


def _offer(card: AskCard, offered: Sequence[Button]) -> list[Block]:
    if len(offered) <= BUTTONS:
        return buttons.row(offered)
    return [buttons.choices(offered, "Choose an answer" if _asks(card) else "Choose")]


def _asks(card: AskCard) -> bool:
    return card.kind is ItemKind.QUESTION


def _named(choices: Sequence[Button]) -> tuple[str, Sequence[Button]]:
    """Write long choices out in a numbered list; their buttons then begin with the number."""
    shown = numbered(choices, _LABEL)
    if shown is None:
        return "", choices
    lines = [f"*{place}.* {words(each.label, _LISTED)}" for place, each in enumerate(choices, 1)]
    return "\n".join(lines), shown
