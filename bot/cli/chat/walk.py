"""Running a set-up's parts one after the other, and telling how it ended."""

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import typer

from bot.bootstrap.chat_setup import ChatSetup
from bot.cli.chat.hello import is_running
from bot.cli.chat.terminal import Terminal
from bot.cli.up import checks
from bot.presenter.times import span

_INTERRUPTED = 130


@dataclass(slots=True)
class Walk:
    """How far it went; `kept` once the secrets and the person are."""

    terminal: Terminal
    kept: bool = False


def walk(platform: str, setup: ChatSetup, go: Callable[[Walk], bool]) -> None:
    """Walk through a set-up; `go` does it all and tells whether the hello was answered.

    Raises Misconfigured, Refused or Temporary, each naming what to do; until it was kept
    nothing has changed here, and it can be run again at any time.
    """
    began = time.monotonic()
    walking = Walk(Terminal())
    again = f"heddle {platform.lower()} setup"
    try:
        checks.writable(setup.data_dir)
        answered = go(walking)
    except (KeyboardInterrupt, typer.Abort):
        walking.terminal.say("")
        walking.terminal.wrong(
            f"Broken off. The tokens are kept and {platform} is set up; only the hello was not "
            f"answered. `{again}` goes through it again."
            if walking.kept
            else f"Broken off, and nothing was kept. Run `{again}` again; an app that "
            f"exists in {platform} by now is used by its tokens."
        )
        sys.exit(_INTERRUPTED)
    done = f"{platform} is set up and answers" if answered else f"{platform} is set up"
    walking.terminal.say("")
    walking.terminal.good(f"{done}, after {span(time.monotonic() - began)}.")
    if not asyncio.run(is_running(setup)):
        walking.terminal.say("Start heddle with: heddle up")
