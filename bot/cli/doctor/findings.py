"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import HeddleError


class State(StrEnum):
    """How it stands."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result; `text` names the next step where something is wrong."""

    name: str
    state: State
    text: str


class Warn(HeddleError):
    """Raised by a check for what works, but not for long or not well."""


def check(name: str, work: Callable[[], str]) -> Finding:
    """Run one check."""
    try:
        return Finding(name, State.OK, work())
    except Warn as warning:
        return Finding(name, State.WARNING, str(warning))
    except HeddleError as error:
        return Finding(name, State.FAILED, str(error))
