"""Help, in Markdown, from the table alone."""

from collections.abc import Sequence

from bot.commands.parse import closest, spec_called
from bot.commands.spec import Spec
from bot.commands.table import SPECS
from service.domain.errors import Refused


def help_text(topic: str) -> str:
    """Return help: the first eight, all commands, or one. Raises Refused for an unknown one."""
    if not topic:
        return "\n".join(
            [
                *_lines([spec for spec in SPECS if spec.first]),
                "",
                "Without a number, a command means the session of its thread. Text without `!` goes"
                " to the agent. `!help all` shows every command, `!help stop` explains one.",
            ],
        )
    if topic == "all":
        return "\n".join(_lines(SPECS))
    spec = spec_called(topic)
    if spec is None:
        close = closest(topic)
        hint = f" Did you mean `!help {close}`?" if close else ""
        raise Refused(f"There is no such command.{hint} `!help all` shows them all.")
    return _one(spec)


def _lines(specs: Sequence[Spec]) -> list[str]:
    return [f"- `{spec.keyword}`: {spec.does}" for spec in specs]


def _one(spec: Spec) -> str:
    lines = [f"`{spec.keyword}`", "", spec.does]
    if spec.aliases:
        lines[-1] += f" Also: {', '.join(f'`!{each}`' for each in spec.aliases)}."
    return "\n".join(
        [*lines, "", f"For example: {', '.join(f'`!{each}`' for each in spec.examples)}"]
    )
