"""Whom heddle listens to, of those whom a platform shows it."""

from collections.abc import Sequence

from bot.presenter.plaintext import cut, one_line
from service.domain.errors import Refused

_NAME = 40


class Unwelcome(Refused):
    """heddle does not listen to this person or in this room; the text says what would work."""


class Nobody(Refused):
    """A bot or a deactivated account: there is nobody to answer."""


def listed(names: Sequence[str], *called: str) -> bool:
    """Tell whether one of the names that something is called by is on a list; an empty list has
    everything on it.
    """
    wanted = {each.lstrip("@#").casefold() for each in names}
    return not wanted or any(each.casefold() in wanted for each in called if each)


def shown_name(name: str, otherwise: str) -> str:
    """Return what to call somebody, on one line."""
    return cut(one_line(name), _NAME) or otherwise
