"""Running the set-up's parts one after the other, and telling how it ended."""

from dataclasses import dataclass

from bot.bootstrap import reading
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.chat.walk import Walk, walk
from bot.cli.slack.app import make_app
from bot.cli.slack.hello import say_hello
from bot.cli.slack.person import find_person
from bot.cli.slack.tokens import take_tokens
from bot.slack.manifest import as_yaml


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
    setup = SlackSetup(reading.settings().settings)

    def go(walking: Walk) -> bool:
        terminal = walking.terminal
        made = make_app(terminal, setup, options.config_token, has_token=bool(options.bot_token))
        tokens = take_tokens(
            terminal,
            setup,
            options.bot_token,
            options.app_token,
            options.signing_secret or made.signing_secret,
        )
        you = find_person(terminal, setup, tokens, options.you)
        walking.kept = True
        return say_hello(terminal, setup, tokens, you, options.wait)

    walk("Slack", setup, go)
