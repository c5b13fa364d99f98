"""The parts of the set-up, one after the other."""

import asyncio
from dataclasses import dataclass

from bot.bootstrap import reading
from bot.bootstrap.discord_setup import DiscordSetup
from bot.cli.chat.walk import Walk, walk
from bot.cli.discord.bot import take_token
from bot.cli.discord.hello import say_hello
from bot.cli.discord.person import find_person
from bot.cli.discord.server import join_server


@dataclass(frozen=True, slots=True)
class Options:
    """What was given on the command line or in the environment."""

    token: str | None = None
    you: str | None = None
    wait: float = 180.0


def run_setup(options: Options) -> None:
    """Walk through the set-up. Raises Misconfigured, Refused or Temporary."""
    setup = DiscordSetup(reading.settings().settings)

    def go(walking: Walk) -> bool:
        terminal = walking.terminal
        bot = take_token(terminal, setup, options.token)
        join_server(terminal, bot)
        you = find_person(terminal, setup, bot, options.you)
        walking.kept = True
        return asyncio.run(say_hello(terminal, setup, bot, you, options.wait))

    walk("Discord", setup, go)
