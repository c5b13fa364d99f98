"""Running the set-up's parts one after the other, and telling how it ended."""

import asyncio
import sys
import time
from dataclasses import dataclass

import typer

from bot.bootstrap import reading
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.slack.app import make_app
from bot.cli.slack.hello import is_running, say_hello
from bot.cli.slack.person import find_person
from bot.cli.slack.terminal import Terminal
from bot.cli.slack.tokens import take_tokens
from bot.cli.up import checks
from bot.cli.wording import span
from bot.slack.manifest import as_yaml

_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Options:
    """What was given on the command line or in the environment."""

    config_token: str | None = None
    bot_token: str | None = None
    app_token: str | None = None
    signing_secret: str | None = None
    you: str | None = None
    wait: float = 180.0


def print_manifest(http: str) -> None:
    """Print the app's manifest as YAML."""
    print(as_yaml(http), end="")


def run_setup(options: Options) -> None:
    """Walk through the set-up.

    Raises Misconfigured, Refused or Temporary, each naming what to do; until the tokens were
    kept nothing has changed here, and it can be run again at any time.
    """
    began = time.monotonic()
    setup = SlackSetup(reading.settings().settings)
    terminal = Terminal()
    kept = False
    try:
        checks.writable(setup.data_dir)
        made = make_app(terminal, setup, options.config_token, has_token=bool(options.bot_token))
        tokens = take_tokens(
            terminal,
            setup,
            options.bot_token,
            options.app_token,
            options.signing_secret or made.signing_secret,
        )
        you = find_person(terminal, setup, tokens, options.you)
        kept = True
        answered = say_hello(terminal, setup, tokens, you, options.wait)
    except (KeyboardInterrupt, typer.Abort):
        terminal.say("")
        terminal.wrong(
            "Broken off. The tokens are kept and Slack is set up; only the hello was not "
            "answered. `heddle slack setup` goes through it again."
            if kept
            else "Broken off, and nothing was kept. Run `heddle slack setup` again; an app that "
            "exists in Slack by now is used by its tokens."
        )
        sys.exit(_INTERRUPTED)
    done = "Slack is set up and answers" if answered else "Slack is set up"
    terminal.say("")
    terminal.good(f"{done}, after {span(time.monotonic() - began)}.")
    if not asyncio.run(is_running(setup)):
        terminal.say("Start heddle with: heddle up")
