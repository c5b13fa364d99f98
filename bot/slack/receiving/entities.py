"""Slack's markup back to plain text, as an agent and the command grammar read it."""

import re
from collections.abc import Mapping

_ENTITY = re.compile(r"<((?:[@#!]|[A-Za-z][A-Za-z0-9+.-]*:)[^<>\n]+)>")
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_OPENING = re.compile(r"\s*<(?:@([UW][A-Z0-9]+)|!subteam\^([A-Z0-9]+))(?:\|[^<>]*)?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_OWN = "@heddle"


def users_in(text: str) -> list[str]:
    """Return the ids of the people that a text mentions, each once."""
    return list(dict.fromkeys(found[1] for found in _USER.finditer(text)))


def mentions(text: str, user: str) -> bool:
    """Tell whether the text mentions that person."""
    return any(found[1] == user for found in _USER.finditer(text))


def opens_with_other(text: str, own: str) -> bool:
    """Tell whether the text is addressed to somebody else than `own`."""
    found = _OPENING.match(text)
    return found is not None and own not in (found[1], found[2])


def without_own(text: str, own: str) -> str:
    """Take the mentions of `own` off the text's beginning and end."""
    mine = rf"<@{re.escape(own)}(?:\|[^<>]*)?>"
    text = re.sub(rf"^(?:\s*{mine}[\s,:]*)+", "", text)
    return re.sub(rf"(?:\s*{mine})+\s*$", "", text)


def plain(text: str, names: Mapping[str, str], own: str = "") -> str:
    """Return the text as people read it; `names` are those of the people in it by id."""

    def read(found: re.Match[str]) -> str:
        return _entity(found[1], names, own)

    return unescaped(_ENTITY.sub(read, text))


def unescaped(text: str) -> str:
    """Undo Slack's escaping."""
    for written, meant in _ESCAPES:
        text = text.replace(written, meant)
    return text


def _entity(body: str, names: Mapping[str, str], own: str) -> str:
    address, _, label = body.partition("|")
    if address.startswith("@"):
        user = address[1:]
        return _OWN if user == own else f"@{names.get(user) or label or user}"
    if address.startswith("#"):
        return f"#{label or names.get(address[1:]) or address[1:]}"
    if address.startswith("!"):
        shown = label or address[1:].partition("^")[0]
        is_date = address.startswith("!date")
        return shown if is_date or shown.startswith("@") else f"@{shown}"
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in (address, bare) or _same(label, address):
        return bare
    return f"{label} ({bare})"


def _same(label: str, address: str) -> bool:
    """Tell whether the label is the address as people type it: without its scheme."""
    return address.partition("://")[2].rstrip("/") == label.rstrip("/")
