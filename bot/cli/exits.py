"""How commands end, so that a script can tell one failure from another."""

from enum import IntEnum

from service.domain.errors import HeddleError, Misconfigured, Refused, Temporary


class Exit(IntEnum):
    """The exit codes of `heddle`."""

    OK = 0
    BUG = 1
    USAGE = 2
    CONFIGURATION = 3
    REFUSED = 4
    UNAVAILABLE = 5
    FINDINGS = 6


MEANINGS = {
    Exit.OK: "It worked.",
    Exit.BUG: "A mistake of heddle's own; please report it.",
    Exit.USAGE: "The command line was wrong.",
    Exit.CONFIGURATION: "A setting is wrong.",
    Exit.REFUSED: "It cannot be done as asked; the text says what would work.",
    Exit.UNAVAILABLE: "The database, the queue or a model cannot be reached now.",
    Exit.FINDINGS: "The checks ran, and some failed.",
}


def exit_of(error: HeddleError) -> Exit:
    """Return how a command ends that met this error."""
    if isinstance(error, Misconfigured):
        return Exit.CONFIGURATION
    if isinstance(error, Refused):
        return Exit.REFUSED
    if isinstance(error, Temporary):
        return Exit.UNAVAILABLE
    return Exit.BUG
