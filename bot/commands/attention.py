"""The commands about what needs a person, and about how that person is told."""

from collections.abc import Sequence

from bot.commands.arguments import Arguments
from bot.commands.kinds import (
    AddPhone,
    Assign,
    CheckIn,
    Dismiss,
    Ladder,
    ListPhones,
    Quiet,
    RemovePhone,
    ShowInbox,
    Snooze,
    TryPhone,
    Zone,
)
from bot.commands.spec import Spec

IMPORTANT = "important"


def _inbox(given: Arguments) -> ShowInbox:
    given.nothing()
    return ShowInbox()


def _ladder(given: Arguments) -> Ladder:
    word, _, rest = given.rest.strip().partition(" ")
    if word.lower().rstrip(":,") == IMPORTANT:
        return Ladder(rest.strip(), important=True)
    return Ladder(given.rest.strip())


def _phone(given: Arguments) -> ListPhones | AddPhone | TryPhone | RemovePhone:
    word, _, rest = given.rest.strip().partition(" ")
    rest = rest.strip()
    match word.lower():
        case "" | "list" if not rest:
            return ListPhones()
        case "add" if rest and not rest.split()[1:]:
            return AddPhone(_address(rest))
        case "test":
            return TryPhone(_place(given, rest) if rest else None)
        case "remove":
            return RemovePhone(_place(given, rest))
        case _:
            raise given.wrong()


def _address(text: str) -> str:
    """Take off the marks with which platforms and people surround addresses."""
    return text.strip("<>`\"'")


def _place(given: Arguments, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise given.wrong()
    return int(text)


ITEMS: Sequence[Spec] = (
    Spec(
        "inbox",
        "inbox",
        "Show what needs you, the most urgent first.",
        _inbox,
        ("inbox",),
        session=False,
    ),
    Spec(
        "snooze",
        "snooze [session] <10m|1h|tomorrow>",
        "Leave you in peace about what it needs, for a while.",
        lambda given: Snooze(*given.session_and_text()),
        ("snooze 3 1h", "snooze tomorrow"),
    ),
    Spec(
        "assign",
        "assign [session] @name",
        "Hand what it needs to a colleague, who may then see it.",
        lambda given: Assign(*given.session_and_text()),
        ("assign 3 @bob",),
    ),
    Spec(
        "dismiss",
        "dismiss [session]",
        "Close what it asks or says; a question is left to the agent.",
        lambda given: Dismiss(given.only_session()),
        ("dismiss 3",),
    ),
    Spec(
        "checkin",
        "checkin [session] [10m|task type|off]",
        "Show or choose how often you are told how it gets on while it works.",
        lambda given: CheckIn(given.session(), given.rest.strip()),
        ("checkin 3 10m", "checkin frontend", "checkin 3 off", "checkin"),
        aliases=("check-in", "checkins"),
    ),
)
"""What can be done about items."""

PREFERENCES: Sequence[Spec] = (
    Spec(
        "ladder",
        "ladder [important] [rungs|default]",
        "Show or choose where you are told, and again after how long.",
        _ladder,
        ("ladder", "ladder dm, phone 5m, dm 10m, @bob 1h", "ladder important phone, dm 5m"),
        session=False,
    ),
    Spec(
        "quiet",
        "quiet [22:00-07:00 [Area/City]|off]",
        "Show or choose quiet hours: then only what is important comes through.",
        lambda given: Quiet(given.rest.strip()),
        ("quiet 22:00-07:00", "quiet 22:00-07:00 Europe/Berlin", "quiet off"),
        session=False,
    ),
    Spec(
        "zone",
        "zone [Area/City]",
        "Show or choose your time zone.",
        lambda given: Zone(given.rest.strip()),
        ("zone Europe/Berlin",),
        session=False,
    ),
    Spec(
        "phone",
        "phone [add <ntfy|URL>|test [number]|remove <number>]",
        "Show your phones, or add, test or remove one.",
        _phone,
        ("phone add ntfy", "phone test", "phone", "phone remove 1"),
        session=False,
    ),
)
"""How a person is told."""
