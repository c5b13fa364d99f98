"""Choices as buttons: long ones are written out above and numbered."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.rendering.units import units
from bot.presenter.cards import Button
from bot.presenter.plaintext import cut


def numbered(choices: Sequence[Button], most: int) -> Sequence[Button] | None:
    """Return buttons that begin with their number and are cut to `most` characters; None where
    all labels are that short.
    """
    if all(units(each.label) <= most for each in choices):
        return None
    return [
        replace(each, label=f"{place}. {cut(each.label.replace('`', ''), most)}")
        for place, each in enumerate(choices, 1)
    ]
