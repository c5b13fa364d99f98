"""The cheap gate before a judge: do an agent's steps have anything to do with what people said?"""

import re
from collections.abc import Iterable, Sequence

from service.domain import wishes
from service.domain.courses import Brief
from service.supervisor import arguments

RECENT = 5
KIN = 0.2
_APART = re.compile(r"[\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHORTEST = 3
_LONGEST = 20_000
_EVERYWHERE = arguments.words(
    "file path folder dir name read write edit create update list search find get set make add run"
    " use command bash shell content text old new line result output data work step thing also"
)
"""Words of tools and their arguments, whatever these are about."""


class Theme:
    """The words that people used, and those of steps that were judged to serve them; apart
    from these, words of what people ruled out.
    """

    def __init__(self, text: str = "") -> None:
        self._words: set[str] = set()
        self._ruled_out: set[str] = set()
        self.hear(text)

    def hear(self, text: str) -> None:
        """Take in what a person says."""
        wanted, ruled_out = wishes.split(text)
        self._words |= words(wanted)
        self._ruled_out |= words(ruled_out)

    def adopt(self, steps: Iterable[Brief]) -> None:
        """Take in steps that serve what people want: what they touch belongs to it from now on."""
        for step in steps:
            self._words |= words(step.did)

    def left_by(self, steps: Sequence[Brief]) -> bool:
        """Tell whether the steps seem to have left it: the latest of them touch nothing that it
        names, or hardly any of them does.
        """
        kin = [self._touched_by(step) for step in steps]
        if len(kin) < RECENT:
            return False
        return not any(kin[-RECENT:]) or sum(kin) <= KIN * len(kin)

    def _touched_by(self, step: Brief) -> bool:
        if not (self._ruled_out - self._words).isdisjoint(words(step.did)):
            return False
        return not self._words.isdisjoint(words(f"{step.did} {step.came}"))


def words(text: str) -> frozenset[str]:
    """Return a text's words, those of paths and names taken apart."""
    apart = _APART.sub(" ", _CAMEL.sub(" ", text[:_LONGEST]))
    found = arguments.words(apart)
    return frozenset(each for each in found - _EVERYWHERE if len(each) >= _SHORTEST)
