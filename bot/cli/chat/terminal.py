"""How the set-up speaks with the person in front of it."""

import sys
from collections.abc import Callable
from typing import TypeVar

import typer
from rich.console import Console
from rich.text import Text

from service.domain.errors import Refused

T = TypeVar("T")


class Terminal:
    """Says and asks. Where nobody sits, what would be asked for has to be given before."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._attended = sys.stdin.isatty()

    def step(self, number: int, title: str) -> None:
        """Begin a part."""
        self._console.print(Text(f"\n{number}/4  {title}", style="bold"))

    def say(self, text: str) -> None:
        """Write a line, unbroken, so that an address in it can be selected."""
        self._console.print(Text(f"     {text}"), soft_wrap=True)

    def good(self, text: str) -> None:
        """Tell what worked."""
        self._console.print(Text.assemble(("  ok ", "green"), text), soft_wrap=True)

    def wrong(self, text: str) -> None:
        """Tell what did not, and how it is put right."""
        self._console.print(Text.assemble(("   ! ", "yellow"), text), soft_wrap=True)

    def settle(
        self,
        question: str,
        given: str | None,
        instead: str,
        check: Callable[[str], T],
        *,
        hidden: bool = False,
        default: str = "",
    ) -> T:
        """Check what was given or ask until the check takes it; return what it made of it.

        `instead` names what a script sets. Raises Refused if nobody can be asked, or what was
        given is wrong: the person then calls again.
        """
        if given:
            return check(given.strip())
        if not self._attended:
            raise Refused(f"{question} is missing. Set {instead}, or run this on a terminal.")
        while True:
            said = typer.prompt(
                f"     {question}", hide_input=hidden, default=default or None, type=str
            )
            try:
                return check(str(said).strip())
            except Refused as error:
                self.wrong(str(error))
