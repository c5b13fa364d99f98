"""What a text means: a prompt, or a command."""

import re
from dataclasses import dataclass

from bot.commands.parse import keyword
from bot.commands.sentences import sentence
from service.domain.errors import Refused

_KEYWORD = re.compile(r"\s*!(?=[A-Za-z?])")


@dataclass(frozen=True, slots=True)
class Meant:
    """A text; `line` is the command line that it is, without `!`, None where it is none.

    `keyword`: it begins with `!`, so that it is a command, or a mistyped one.
    """

    text: str
    line: str | None = None
    keyword: bool = False


def may_order(text: str, *, sentences: bool) -> bool:
    """Tell whether a text may be a command; with `sentences`, one that is a command as a whole is
    one.
    """
    return _KEYWORD.match(text) is not None or (sentences and sentence(text) is not None)


def ordered(text: str) -> Meant:
    """Read a text that may be a command."""
    if _KEYWORD.match(text) is None:
        return Meant(text, sentence(text))
    try:
        return Meant(text, keyword(text), keyword=True)
    except Refused:
        # Inbound says what it may have been meant to be.
        return Meant(text, None, keyword=True)
