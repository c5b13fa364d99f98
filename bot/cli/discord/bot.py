"""The bot: made by the person at Discord's page, its token asked for and checked."""

import asyncio
from dataclasses import dataclass

from bot.bootstrap.discord_setup import DiscordSetup
from bot.cli.chat.terminal import Terminal
from bot.discord import checking
from bot.discord.checking import Application
from bot.discord.entering import APPS, disallowed, logged_in
from bot.discord.given import Given
from service.domain.errors import Misconfigured, Refused


@dataclass(frozen=True, slots=True)
class Bot:
    """A token that works, and whose it is. `kept` tells whether the settings hold it."""

    given: Given
    app: Application
    in_settings: bool


def take_token(terminal: Terminal, setup: DiscordSetup, token: str | None) -> Bot:
    """Ask for the token and check it. Raises Misconfigured, Refused or Temporary."""
    terminal.step(1, "The bot")
    if setup.in_settings:
        given = asyncio.run(setup.known())
        if given is None:
            raise Refused("The settings changed meanwhile. Run `heddle discord setup` again.")
        app = check(given)
    else:
        if not token:
            terminal.say(f"Open {APPS}, press New Application and name it heddle.")
            terminal.say(
                "Under Bot, switch on Message Content Intent, save, and press Reset Token."
            )

        def checked(text: str) -> tuple[Given, Application]:
            held = setup.given(text.removeprefix("Bot ").strip())
            try:
                return held, check(held)
            except Misconfigured as error:
                raise Refused(str(error)) from error

        given, app = terminal.settle(
            "Bot token (Bot, Reset Token)", token, "DISCORD_TOKEN", checked, hidden=True
        )
    terminal.good(f"The token is {app.bot}'s, which may read messages")
    return Bot(given, app, setup.in_settings)


def check(given: Given) -> Application:
    """Return whose token it is. Raises Refused or Misconfigured if it is none or may not read
    messages, Temporary.
    """
    if given.token.count(".") != 2:
        raise Refused(
            f"A bot token has three parts with dots between them. Copy it at {APPS}, your "
            "application, Bot, behind Reset Token; the Public Key and the Client Secret are others."
        )

    async def ask() -> Application:
        async with logged_in(given) as client:
            return checking.application_of(client)

    app = asyncio.run(ask())
    if not app.may_read:
        raise disallowed(app.id)
    return app
