"""Features that say more together than each by itself."""

from collections.abc import Iterable, Set

PAIRS = (
    ("permission", "waiting"),
    ("tell", "waiting"),
    ("decide", "tell"),
    ("missing", "tell"),
    ("missing", "waiting"),
    ("missing", "you"),
    ("decide", "you"),
    ("waiting", "you"),
    ("tell", "you"),
    ("held", "waiting"),
    ("permission", "held"),
    ("next", "waiting"),
    ("if", "tell"),
    ("if", "waiting"),
)
"""Cues that say more in one sentence."""

_TOGETHER = (
    ("last tool failed", "only failure@last"),
    ("last tool failed", "question@last"),
    ("offer at the end", "done anywhere"),
    ("offer at the end", "changed something"),
    ("question@last", "no tools"),
    ("question@last", "done anywhere"),
    ("question@last", "asks for a text"),
    ("no tools", "speaks to you"),
    ("only next@last", "no tools"),
    ("partial anywhere", "last tool failed"),
    ("goal counts parts", "partial anywhere"),
    ("question@tail", "asks for a text"),
    ("question@body", "asks for a text"),
    ("starts with asking", "asks for a text"),
    ("n of m", "goal counts parts"),
    ("goal has two parts", "only next@last"),
    ("part of the goal is not named", "no sign of asking"),
    ("only looked", "done@last"),
    ("last tool failed", "no sign of asking"),
    ("goal acts", "only looked"),
    ("goal acts", "no tools"),
    ("goal acts", "changed something"),
    ("goal acts", "modal@last"),
    ("goal asks to look", "only looked"),
    ("goal asks to look", "no sign of stopping"),
    ("you@last", "modal@last"),
    ("asks for a text", "ends without asking"),
    ("no tools", "ends without asking"),
    ("goal is a question", "ends without asking"),
    ("changed something", "ends without asking"),
    ("goal asks to look", "ends without asking"),
    ("you@last", "done@last"),
    ("no sign of stopping", "no sign of asking"),
    ("no sign of stopping", "checked the change"),
    ("no tools", "asks for a text"),
    ("asks for a text", "only looked"),
    ("asks for a text", "changed something"),
    ("n of m", "goal asks to look"),
    ("goal acts", "last tool failed"),
    ("goal asks to look", "last tool failed"),
    ("no check was run", "no sign of asking"),
    ("silent on failing", "no sign of asking"),
)


def together(names: Set[str]) -> Iterable[str]:
    """Name the pairs that are both there."""
    return (f"{a} & {b}" for a, b in _TOGETHER if {a, b} <= names)
