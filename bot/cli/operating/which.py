"""Which deliveries a command is about."""

from enum import StrEnum


class Which(StrEnum):
    """How deliveries are listed; `UNCERTAIN` may have reached its platform."""

    WAITING = "waiting"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
