"""A command as the table has it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.commands.arguments import Arguments
from bot.commands.kinds import Command


@dataclass(frozen=True, slots=True)
class Spec:
    """A command: how it is written and what it does.

    `read` makes the command of what stands behind its name. `session`: it is about one
    session, by number or by the thread it is written in. `first`: among the eight that help
    shows before the others.
    """

    name: str
    usage: str
    does: str
    read: Callable[[Arguments], Command]
    examples: Sequence[str]
    aliases: Sequence[str] = ()
    session: bool = True
    first: bool = False

    @property
    def keyword(self) -> str:
        """How it is written in a thread."""
        return f"!{self.usage}"
