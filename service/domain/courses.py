"""Whether an agent still works on what it was asked for, as a judge sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

RULE = "drift"
"""What the watch calls it where it names the rule by which it speaks."""
SURE = 0.6
"""From this confidence on, a judge's word that an agent drifts counts."""


class Course(StrEnum):
    """What an agent's last steps are."""

    ON_TRACK = "on_track"  # they serve what people asked for
    DRIFTING = "drifting"  # they serve something else
    UNUSABLE = "unusable"  # the judge said nothing that can be checked


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of an agent's course.

    `quote` is what the agent did in step number `step`, word for word; for drifting the first
    such step. `why` says in a line what it does instead, `hint` what to tell it. `upto` is the
    last step that the judge saw, `again`: it was asked to confirm what one said before.
    `confidence` goes from 0 to 1. `spell` is the number of the person's words (an event) that these
    steps follow: once somebody wrote again, the opinion is of no use.
    """

    course: Course
    upto: int
    again: bool = False
    confidence: float = 0.0
    step: int = 0
    quote: str = ""
    why: str = ""
    hint: str = ""
    spell: int = 0

    @property
    def drifts(self) -> bool:
        """Tell whether it says so, and is sure enough."""
        return self.course is Course.DRIFTING and self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Brief:
    """A step in short, number `number` since a person last wrote: what the agent did, and the
    start of what came back; `came` is empty where it only spoke.
    """

    number: int
    did: str
    came: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A question for a judge: about these steps, `again` to confirm what one said before.

    `spell` is the number of the person's words (an event) that they follow.
    """

    steps: Sequence[Brief]
    again: bool = False
    spell: int = 0

    @property
    def upto(self) -> int:
        """The last step in it."""
        return self.steps[-1].number
