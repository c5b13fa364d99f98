"""Help in the form in which Discord takes commands: their options by name."""

from collections.abc import Iterable

from bot.commands.parse import spec_called
from bot.commands.table import SPECS
from bot.discord.receiving.shapes import SHAPES, Option, Shape

_HINT = (
    "Without a session, a command means that of the thread it is given in. There it can also be"
    " written as a message with an exclamation mark before it. `/heddle help command:all` shows"
    " every command, `/heddle help command:stop` explains one."
)
_BY_WORD = {each.word: each for each in SHAPES}


def helped(topic: str) -> str:
    """Return help on a command, on the first ones or on all; empty for what is none here."""
    word = topic.strip().lstrip("!/").lower()
    if not word:
        first = (_BY_WORD[each.name] for each in SPECS if each.first)
        return "\n".join([*_lines(first), "", _HINT])
    if word == "all":
        return "\n".join(_lines(SHAPES))
    spec = spec_called(word)
    shape = _BY_WORD.get(spec.name if spec else word)
    return _one(shape) if shape else ""


def _lines(shapes: Iterable[Shape]) -> list[str]:
    return [f"- {_form(each)}: {each.about}" for each in shapes]


def _form(shape: Shape) -> str:
    """Write it as Discord's clients do; what may be left out stands in brackets."""
    options = [f"{each.name}:" if each.required else f"[{each.name}:]" for each in shape.options]
    return f"`{' '.join(['/heddle', shape.path, *options])}`"


def _one(shape: Shape) -> str:
    lines = [_form(shape), "", shape.about]
    if shape.options:
        lines += ["", *(_option(each) for each in shape.options)]
    return "\n".join(lines)


def _option(option: Option) -> str:
    choices = ", ".join(f"`{each}`" for each in option.choices)
    return f"- `{option.name}`: {option.about}{f' ({choices})' if choices else ''}"
