"""Help, in Markdown, from the table alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.commands.parse import closest, spec_called
from bot.commands.spec import Spec
from bot.commands.table import SPECS
from service.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Manner:
    """How commands are given at a place: `form` writes one, `examples` are those that can be
    given there, and `hint` holds for all of them.
    """

    form: Callable[[Spec], str]
    examples: Callable[[Spec], Sequence[str]]
    hint: str


TYPED = Manner(
    lambda spec: spec.keyword,
    lambda spec: spec.examples,
    "Without a number, a command means the session of its thread. Text without `!` goes to the"
    " agent.",
)
"""In a thread, where everything is typed."""


def help_text(topic: str, manner: Manner = TYPED) -> str:
    """Return help: the first eight, all commands, or one. Raises Refused for an unknown one."""
    if not topic:
        return "\n".join(
            [
                *_lines([spec for spec in SPECS if spec.first], manner),
                "",
                f"{manner.hint} `!help all` shows every command, `!help stop` explains one.",
            ],
        )
    if topic == "all":
        return "\n".join(_lines(SPECS, manner))
    spec = spec_called(topic)
    if spec is None:
        close = closest(topic)
        hint = f" Did you mean `!help {close}`?" if close else ""
        raise Refused(f"There is no such command.{hint} `!help all` shows them all.")
    return _one(spec, manner)


def _lines(specs: Sequence[Spec], manner: Manner) -> list[str]:
    return [f"- `{manner.form(spec)}`: {spec.does}" for spec in specs]


def _one(spec: Spec, manner: Manner) -> str:
    lines = [f"`{manner.form(spec)}`", "", spec.does]
    if spec.aliases:
        lines[-1] += f" Also: {', '.join(f'`!{each}`' for each in spec.aliases)}."
    if examples := manner.examples(spec):
        lines += ["", f"For example: {', '.join(f'`!{each}`' for each in examples)}"]
    return "\n".join(lines)
