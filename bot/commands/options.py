"""The options of `start`, read leniently: a prompt is prose and may hold anything."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from bot.commands.kinds import Start
from service.domain import budgets
from service.domain.errors import Refused

OPTIONS = {
    "model": "the model or alias that works on it",
    "pool": "the pool of workers that runs it",
    "title": "its title, instead of one made from the prompt",
    "budget": "what it may cost in US dollars before it asks, as in `2.50`",
    "type": "its type of task, by which it is checked in on, as in `frontend`",
}

WITHOUT_FIELD = ("type", "pool")
"""What a form with few fields leaves to be typed."""

# Phones and word processors make one dash of two and curly quotes of straight ones.
_VALUE = r"""(?:"([^"]*)"|“([^”]*)”|'([^']*)'(?!\S)|(\S+))"""
_FIRST = re.compile(r"(?:--|—|–)([a-zA-Z]+)(?:=|\s+)" + _VALUE + r"(?:\s+|$)")
# Prose may well end with "--budget means"; an amount is no prose.
_NAME = r"(model|pool|title|type|budget(?=[=\s]\W*\d))"
_LAST = re.compile(r"(?:^|\s)(?:--|—|–)" + _NAME + r"(?:=|\s+)" + _VALUE + r"\s*$")
_END = re.compile(r"--(?:\s+|$)")


def read_start(text: str, usage: str) -> Start:
    """Read options at the start and at the end of `text`; the rest is the prompt.

    Nothing after a `--` that stands alone at the start is an option. Raises Refused for an
    unknown option at the start, a budget that is no amount and an empty prompt.
    """
    found: dict[str, str] = {}
    rest = text.strip()
    while (option := _FIRST.match(rest)) and _known(option[1].lower(), usage):
        found[option[1].lower()] = _value(option)
        rest = rest[option.end() :]
    if ended := _END.match(rest):
        rest = rest[ended.end() :]
    else:
        while option := _LAST.search(rest):
            found.setdefault(option[1], _value(option))
            rest = rest[: option.start()].rstrip()
    prompt = _unquoted(rest)
    if not prompt:
        raise Refused(f"Say what the agent should do: `{usage}`.")
    model, pool, title, task = (found.get(each, "") for each in ("model", "pool", "title", "type"))
    budget = budgets.dollars(found["budget"]) if "budget" in found else None
    return Start(prompt, model, pool, title, budget, task)


def typed(text: str) -> tuple[str, Mapping[str, str]]:
    """Return a prompt without `--type` and `--pool` at its start and its end, and what they name;
    for forms, which ask for everything else by itself.
    """
    found: dict[str, str] = {}
    rest = text.strip()
    while (option := _without_field(rest)) is not None:
        found.setdefault(option[1].lower(), _value(option))
        rest = f"{rest[: option.start()]}{rest[option.end() :]}".strip()
    return rest, found


def _without_field(text: str) -> re.Match[str] | None:
    options = (_FIRST.match(text), _LAST.search(text))
    return next((each for each in options if each and each[1].lower() in WITHOUT_FIELD), None)


def _known(name: str, usage: str) -> bool:
    """Tell an option from prose. Raises Refused for what looks like a mistyped option."""
    if name in OPTIONS:
        return True
    close = get_close_matches(name, OPTIONS, 1)
    if close:
        raise Refused(f"There is no option `--{name}`. Did you mean `--{close[0]}`? `{usage}`")
    return False


def _value(option: re.Match[str]) -> str:
    return next((each for each in option.groups()[1:] if each is not None), "").strip()


def _unquoted(text: str) -> str:
    """Take the double quotes off a prompt that stands in them as a whole."""
    text = text.strip()
    if len(text) >= 2 and (text[0], text[-1]) in (('"', '"'), ("“", "”")):
        inner = text[1:-1]
        if not set(inner) & set('"“”'):
            return inner.strip()
    return text
