"""What state the agent is in before anybody calls it stuck."""

import re
from dataclasses import dataclass
from enum import StrEnum

from service.supervisor.facts import Break
from service.supervisor.failures import PROVIDER_DOWN, RATE_LIMITED
from service.supervisor.window import Window


class State(StrEnum):
    """One of them holds at a time; only who works can be stuck."""

    WORKING = "working"
    RATE_LIMITED = RATE_LIMITED
    PROVIDER_DOWN = PROVIDER_DOWN
    WAITING_FOR_USER = "waiting_for_user"


@dataclass(frozen=True, slots=True)
class Condition:
    """A state, and until when it is known to last."""

    state: State
    until: float | None = None


_ASKS = re.compile(
    r"\?[\s\"'”’)*_]*$|\b(?:please (?!wait|hold|note|see|find|stand|be)\w+"
    r"|(?:let me know|tell me) (?:which|whether|if|how|what|when|once|where)"
    r"|waiting (?:for|on) (?:your|you|approval|confirmation)|(?:once|when|until|as soon as) you"
    r"|(?:need|require|awaiting) (?:your|you to)|i(?:'ll| will) wait)\b[^?]*$",
    re.I,
)
_COURTESY = re.compile(
    r"(?:anything else|(?:how|what) (?:else )?can i (?:do|help)|how may i|need anything|how are you"
    r"|can i help|what would you like (?:me )?to do|if you(?:'d| would)? (?:have|need|like|want)"
    r"|is there anything)[^?.]*"
    r"[?.!\s]*$",
    re.I,
)
_END = 300


def condition_of(window: Window) -> Condition:
    """Return the state that the window ends in."""
    trouble = window.trouble
    if trouble is not None and trouble.why is not Break.OTHER:
        limited = trouble.why is Break.LIMITED
        return Condition(State.RATE_LIMITED if limited else State.PROVIDER_DOWN, trouble.until)
    if window.waiting or _asks(window):
        return Condition(State.WAITING_FOR_USER)
    limited_by = "" if window.texts and window.texts[-1].alone else _limited(window)
    return Condition(State(limited_by)) if limited_by else Condition(State.WORKING)


def _asks(window: Window) -> bool:
    last = window.texts[-1] if window.texts else None
    if last is None or not last.alone:
        return False
    end = last.text.rstrip()[-_END:]
    return _ASKS.search(end) is not None and _COURTESY.search(end) is None


def _limited(window: Window) -> str:
    """Return what the last call that did something ran into, if it ran into a limit."""
    for step in reversed(window.steps):
        if not step.aside:
            return step.out.limited
    return ""
