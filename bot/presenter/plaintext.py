"""Other people's and agents' text as it may stand in a notification: one harmless line."""

import re
import unicodedata

_JOINER = "\u2060"
"""Invisible; stands where a platform would read a mention."""
_MENTIONS = re.compile(r"@(?=everyone|here|channel|\w)|<(?=[!@#/])", re.IGNORECASE)
_KEPT_FORMATS = frozenset("\u200c\u200d")
"""Invisible joiners that Persian, Hindi and emoji are written with."""


def one_line(text: str) -> str:
    """Return the text on one line: without control characters and marks that turn the
    direction of writing, and with nothing in it that any platform reads as a mention.
    """
    shown = "".join(each if _is_shown(each) else " " for each in text)
    return _MENTIONS.sub(lambda found: found[0] + _JOINER, " ".join(shown.split()))


def cut(text: str, length: int) -> str:
    """Return the text in at most `length` characters, cut at a word where one is near."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > length // 2 else head).rstrip(" ,;:.") + "…"


def _is_shown(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or character in _KEPT_FORMATS
