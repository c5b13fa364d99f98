"""Commands as sentences: "list my agents", "status 3", "stop it, please".

Only a sentence that is a command as a whole is one; what could be a task for an agent is a task.
"""

import re

from bot.commands.parse import spec_called
from bot.commands.table import WHICH

_COURTESY = re.compile(r"^(?:please|hey|ok|okay|now)[,\s]+|[\s,]+(?:please|now|thanks)$", re.I)
_THINGS = r"(?:agents?|sessions?|threads?|runs?)"
_LIST = re.compile(
    rf"(?:list|ls|show)(?:\s+me)?(?:\s+(?:my|the|our))?(?:\s+(?P<which>[a-z]+))?(?:\s+{_THINGS})?",
    re.I,
)
_ABOUT = re.compile(
    rf"(?P<name>[a-z]+)(?:\s+(?:{_THINGS}|number))?(?:\s+(?:it|this|that|#?(?P<number>\d{{1,9}})))?(?:\s+{_THINGS})?",
    re.I,
)
_ONE = frozenset(
    {"status", "stop", "park", "resume", "retry", "dismiss", "mute", "unmute", "model"}
)
_PLAIN = (
    re.compile(r"(?:show\s+)?(?:me\s+)?(?:my\s+|the\s+)?(?P<line>inbox|queue|help)", re.I),
    re.compile(r"(?P<line>help\s+!?(?P<topic>[a-z?]+))", re.I),
    re.compile(r"(?P<line>queue\s+(?:up|first)(?:\s+#?\d{1,9})?)", re.I),
    re.compile(r"(?P<line>cap(?:\s+\d{1,4})?)", re.I),
    re.compile(r"(?P<line>ladder|quiet|zone|phone|link)", re.I),
    re.compile(r"(?P<line>quiet\s+(?:off|\d{1,2}:\d\d\s*-.*))", re.I),
    re.compile(r"(?P<line>zone\s+[A-Za-z_]+/[A-Za-z_/]+)"),
    re.compile(r"(?P<line>link\s+[0-9A-Z]{8,12})"),
    re.compile(r"(?P<line>phone\s+(?:list|test|add\s+ntfy|(?:test|remove)\s+\d+))", re.I),
    re.compile(r"(?P<line>snooze(?:\s+#?\d{1,9})?\s+(?:\d{1,3}\s?[mhd]|tomorrow))", re.I),
    re.compile(r"(?P<line>check-?ins?(?:\s+#?\d{1,9})?(?:\s+(?:off|\d{1,3}\s?[mhd]))?)", re.I),
    re.compile(r"(?P<line>(?:share|unshare|assign)(?:\s+#?\d{1,9})?(?:\s+with)?\s+@.+)", re.I),
    re.compile(r"(?P<line>start\s+(?:--|—|–)[a-z]+[=\s].+)", re.I | re.S),
    re.compile(
        r"(?P<line>(?:answer|reply|redirect|note|rename)\s+(?:#\d{1,9}:?|\d{1,9}:)\s.+)",
        re.I | re.S,
    ),
)
_WITH = re.compile(r"\s+with(?=\s+@)", re.I)


def sentence(text: str) -> str | None:
    """Return the command line that a sentence to heddle is, or None if it is something else."""
    bare = text.strip()
    while (polite := _COURTESY.sub("", bare).strip().rstrip(".!?").rstrip()) != bare:
        bare = polite
    return _listing(bare) or _about_one(bare) or _plain(bare)


def _listing(text: str) -> str | None:
    found = _LIST.fullmatch(text)
    if found is None:
        return None
    which = (found["which"] or "").lower()
    if which and which not in WHICH and not re.fullmatch(_THINGS, which):
        return None
    alone = text.split()[0].lower() == "show" and len(text.split()) == 1
    return None if alone else f"list {which}".strip() if which in WHICH else "list"


def _about_one(text: str) -> str | None:
    found = _ABOUT.fullmatch(text)
    spec = spec_called(found["name"]) if found else None
    if found is None or spec is None or spec.name not in _ONE:
        return None
    return f"{spec.name} {found['number'] or ''}".strip()


def _plain(text: str) -> str | None:
    for pattern in _PLAIN:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        topic = found.groupdict().get("topic")
        if topic and topic.lower() != "all" and spec_called(topic) is None:
            return None
        return _WITH.sub("", found["line"])
    return None
