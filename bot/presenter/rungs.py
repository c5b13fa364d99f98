"""A ladder in words, one sentence part for each rung."""

from collections.abc import Callable, Sequence

from bot.presenter.times import span
from service.domain import ladders
from service.domain.ids import PersonId
from service.domain.ladders import Rung, Way

_WAYS = {
    Way.DM: "where you are, else in your inbox",
    Way.PHONE: "on your phone",
    Way.THREAD: "in its thread",
}


def in_words(ladder: Sequence[str], name: Callable[[PersonId], str]) -> list[str]:
    """Write each rung, as in "after 5 min on your phone"; `name` tells a colleague's name."""
    return [f"{_when(each)} {_where(each, name)}" for each in ladders.rungs(ladder)]


def _when(rung: Rung) -> str:
    return f"after {span(rung.after)}" if rung.after else "at once"


def _where(rung: Rung, name: Callable[[PersonId], str]) -> str:
    return f"to {name(rung.colleague)} as well" if rung.colleague else _WAYS[rung.way]
