"""How a turn ended that its agent ended in prose, without saying that it is finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """What the last text of a turn is."""

    ANSWERED = "answered"  # the work is done, or the question is answered
    ASKS = "asks"  # it cannot go on without a person
    STOPPED_SHORT = "stopped_short"  # it stopped before it was done, and asks nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a text ends, and how sure that is (`confidence`, from 0 to 1).

    `ask` is, for asks, what it asks: at most 300 characters of plain text. `choices` are the
    answers that it offers itself, two to five of them or none. `why` names the cue in a few
    words; `by` says who judged: the rules, or a model.
    """

    ending: Ending
    confidence: float
    ask: str = ""
    choices: Sequence[str] = ()
    why: str = ""
    by: str = "rules"
