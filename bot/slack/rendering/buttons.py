"""Buttons of cards as Slack's elements."""

from collections.abc import Sequence

from bot.chat.rendering import values
from bot.presenter.cards import Act, Button, Style
from bot.slack.rendering import limits
from bot.slack.rendering.blocks import Block, option, overflow, plain, select


def button(found: Button, place: int | None = None) -> Block:
    """A button; `place` tells several with one act apart."""
    block: Block = {
        "type": "button",
        "text": plain(found.label, limits.LABEL),
        "action_id": values.action(found.act, place),
        "value": values.encode(values.of(found)),
    }
    if found.style is not Style.PLAIN:
        block["style"] = found.style.value
    return block


def row(buttons: Sequence[Button]) -> list[Block]:
    """Buttons side by side, each with an action id of its own."""
    return [button(each, place) for place, each in enumerate(buttons)]


def link_button(label: str, url: str) -> Block:
    """A button that only opens an address; pressing it needs no answer but is reported."""
    return {
        "type": "button",
        "text": plain(label, limits.LABEL),
        "action_id": values.menu("open"),
        "url": url,
    }


def choices(buttons: Sequence[Button], placeholder: str) -> Block:
    """A menu of choices, for more than fit side by side."""
    options = [_option(each) for each in buttons]
    return select(values.menu(Act.CHOOSE), placeholder, options)


def more(buttons: Sequence[Button]) -> Block:
    """What else can be done, behind three dots."""
    return overflow(values.menu("more"), [_option(each) for each in buttons])


def _option(found: Button) -> Block:
    return option(found.label, values.encode(values.of(found), limits.OPTION_VALUE))
