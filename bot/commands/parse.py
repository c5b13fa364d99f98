"""A line becomes a command, or a refusal that says what would work."""

import re
from difflib import get_close_matches

from bot.commands.arguments import Arguments
from bot.commands.kinds import Command
from bot.commands.spec import Spec
from bot.commands.table import BY_NAME
from service.domain.errors import Refused
from service.domain.ids import SessionNumber

_WORD = re.compile(r"\s*!?\s*(\S+)\s*")
_KEYWORD = re.compile(r"!([A-Za-z?]\S*)")
_ENDS = ".,:;!"
_CLOSE = 0.7


def parse(line: str, here: SessionNumber | None) -> Command:
    """Read a line, with or without `!`; `here` is the session whose thread it stands in.

    Raises Refused with a suggestion for an unknown command, and with the command's usage
    for wrong arguments.
    """
    found = _WORD.match(line)
    if found is None:
        raise Refused("Write a command: `!list` shows your sessions, `!help` the commands.")
    spec = spec_called(found[1])
    if spec is None:
        raise Refused(f"{_unknown(found[1])} `!help` shows the commands.")
    return spec.read(Arguments(line[found.end() :].rstrip(), here, spec.name, spec.keyword))


def keyword(text: str) -> str | None:
    """Return the command line of a message that starts with `!`, or None if it is prose.

    Other words after `!`, and anything after `!!`, are prose. Raises Refused for a word that
    comes close to a command: a mistyped order must not reach the agent as text.
    """
    found = _KEYWORD.match(text.lstrip())
    if found is None:
        return None
    word = found[1]
    if spec_called(word) is not None:
        return text.lstrip()[1:]
    if closest(word):
        raise Refused(f"{_unknown(word)} `!!{_shown(word)}` says it to the agent.")
    return None


def prose(text: str) -> str:
    """Return a message as the agent gets it: `!!stop` is how `!stop` is said to it."""
    return text.replace("!!", "!", 1) if re.match(r"\s*!![A-Za-z?]", text) else text


def spec_called(word: str) -> Spec | None:
    """Return the command of that name or alias, whatever its case."""
    plain = word.lower()
    return BY_NAME.get(plain) or BY_NAME.get(plain.rstrip(_ENDS))


def closest(word: str) -> str | None:
    """Return the command that a mistyped word probably means."""
    close = get_close_matches(word.lower().rstrip(_ENDS), BY_NAME, 1, _CLOSE)
    return close[0] if close else None


def _unknown(word: str) -> str:
    close = closest(word)
    hint = f" Did you mean `!{close}`?" if close else ""
    return f"There is no command `!{_shown(word)}`.{hint}"


def _shown(word: str) -> str:
    return (word if len(word) <= 30 else word[:29] + "…").replace("`", "'")
