"""Which deliveries a command is about."""

from enum import StrEnum


class Which(StrEnum):
    """How deliveries are listed; `UNCERTAIN` may have reached its platform."""

    WAITING = "waiting"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


class Sent(StrEnum):
    """The channels that deliveries are sent to; web pages read theirs themselves."""

    SLACK = "slack"
    DISCORD = "discord"
    PHONE = "phone"
