"""The reference of the commands."""

from bot.commands.options import OPTIONS
from bot.commands.spec import Spec
from bot.commands.table import SPECS, WHICH

HEAD = """\
# Commands

Written in a thread, a command starts with `!`. Without a number it is about the session of its
thread; numbers may be written `3` or `#3`. Any other text goes to the agent, and so does what
starts with `!!`: `!!stop` says "!stop" to it. A word that comes close to a command is refused
with a suggestion and never reaches the agent. Only who owns or shares a session can use commands
on it, and whom its channel lets steer, inside that; `share`, `unshare`, `mute`, `queue` and
decisions about budgets and alerts are its owner's.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_section(spec) for spec in SPECS)])


def _section(spec: Spec) -> str:
    lines = [f"## `{spec.keyword}`", "", spec.does]
    if spec.aliases:
        lines[-1] += f" Also {', '.join(f'`!{each}`' for each in spec.aliases)}."
    if spec.name == "start":
        lines += ["", "| option | |", "| --- | --- |"]
        lines += [f"| `--{name}` | {text} |" for name, text in OPTIONS.items()]
        lines += [
            "",
            "Options stand before or after the prompt. A value of several words needs quotes; the"
            " prompt needs none. After a `--` that stands alone everything is the prompt.",
        ]
    if spec.name == "list":
        lines += ["", f"It can be asked for: {', '.join(f'`{each}`' for each in WHICH)}."]
    lines += ["", "```text", *(f"!{each}" for each in spec.examples), "```", ""]
    return "\n".join(lines)
