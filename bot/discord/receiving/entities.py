"""Discord's markup back to plain text, as an agent and the command grammar read it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

_USER = re.compile(r"<@!?(\d{15,21})>")
_ENTITY = re.compile(
    r"<(?:@!?(?P<user>\d{15,21})|@&(?P<role>\d{15,21})|#(?P<channel>\d{15,21})"
    r"|a?:(?P<emoji>\w{2,32}):\d{15,21}|t:(?P<moment>-?\d{1,12})(?::[tTdDfFsSR])?"
    r"|/(?P<command>[^<>:\n]{1,100}):\d{15,21}|id:(?P<tab>\w+)(?::\d+)?)>"
)
_OPENING = re.compile(r"\s*(?:<@(?P<kind>[!&]?)(?P<id>\d{15,21})>|@everyone\b|@here\b)")
_OWN = "@heddle"


@dataclass(frozen=True, slots=True)
class Names:
    """How to name what a text mentions, by id; `own` are heddle's user and its own role."""

    own: Collection[int] = ()
    users: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[int, str] = field(default_factory=dict)
    channel: Callable[[int], str | None] = lambda _id: None


def users_in(text: str) -> list[int]:
    """Return the ids of the people that a text mentions, each once."""
    return list(dict.fromkeys(int(found[1]) for found in _USER.finditer(text)))


def mentions(text: str, own: Collection[int]) -> bool:
    """Tell whether the text mentions one of these users or roles."""
    return any(re.search(rf"<@[!&]?{each}>", text) for each in own)


def opens_with_other(text: str, own: Collection[int]) -> bool:
    """Tell whether the text is addressed to somebody else than `own`."""
    found = _OPENING.match(text)
    return found is not None and int(found["id"] or 0) not in own


def without_own(text: str, own: Collection[int]) -> str:
    """Take the mentions of `own` off the text's beginning and end."""
    mine = rf"<@[!&]?(?:{'|'.join(map(str, own))})>"
    text = re.sub(rf"^(?:\s*{mine}[\s,:]*)+", "", text)
    return re.sub(rf"(?:\s*{mine})+\s*$", "", text)


def plain(text: str, names: Names) -> str:
    """Return the text as people read it; spoilers and Markdown stay as they are."""

    def read(found: re.Match[str]) -> str:
        return _entity(found, names)

    return _ENTITY.sub(read, text)


def _entity(found: re.Match[str], names: Names) -> str:
    kind, said = str(found.lastgroup), str(found[str(found.lastgroup)])
    match kind:
        case "user" | "role":
            id_ = int(said)
            known = names.users if kind == "user" else names.roles
            return _OWN if id_ in names.own else f"@{known.get(id_) or said}"
        case "channel":
            return f"#{names.channel(int(said)) or said}"
        case "emoji":
            return f":{said}:"
        case "moment":
            return _moment(found[0], int(said))
        case "command":
            return f"/{said}"
        case _:
            return f"#{said}"


def _moment(written: str, seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, OSError, ValueError):
        return written
