"""The reference of the command line."""

from collections.abc import Iterator
from inspect import cleandoc

import typer

from bot.cli.app import app
from bot.cli.exits import MEANINGS

HEAD = """\
# Command line

`heddle --help` and `heddle COMMAND --help` say the same on the terminal. Commands that look at
sessions read the database beside whatever runs; they need no running heddle.
"""


def page() -> str:
    """Return the page."""
    parts = [HEAD, *_commands(typer.main.get_command(app), "heddle"), _exits()]
    return "\n".join(parts)


def _commands(command: object, path: str) -> Iterator[str]:
    for name, each in getattr(command, "commands", {}).items():
        full = f"{path} {name}"
        if hasattr(each, "commands"):
            yield from _commands(each, full)
        else:
            yield f"## `{full}`\n\n{cleandoc(each.help or '')}\n{_parameters(each)}"


def _parameters(command: object) -> str:
    rows = []
    for each in getattr(command, "params", []):
        if each.name == "help":
            continue
        names = ", ".join(f"`{name}`" for name in each.opts)
        if each.param_type_name == "argument":
            names = f"`{each.metavar or each.name.upper()}`"
        rows.append(f"| {names} | {each.help}{_default(each)} |")
    if not rows:
        return ""
    return "\n".join(["", "| argument | |", "| --- | --- |", *rows, ""])


def _default(parameter: object) -> str:
    """Say what an option is without being given, if that is a text or a number."""
    value = getattr(parameter, "default", None)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return ""
    shown = f"{value:g}" if isinstance(value, float) else value
    return f" Default: `{shown}`."


def _exits() -> str:
    rows = [f"| {code.value} | {code.name.lower()} | {text} |" for code, text in MEANINGS.items()]
    return "\n".join(["## Exit codes", "", "| code | name | |", "| --- | --- | --- |", *rows, ""])
