"""Who of Discord is heddle's admin; then all is kept, and Discord is told of the commands."""

import asyncio

from bot.bootstrap.discord import TOKEN
from bot.bootstrap.discord_setup import DiscordSetup
from bot.cli.chat.hello import You
from bot.cli.chat.terminal import Terminal
from bot.cli.discord.bot import Bot
from bot.discord import checking
from bot.discord.entering import logged_in
from service.domain.persons import Identity

DIRECT = "@me"


def find_person(terminal: Terminal, setup: DiscordSetup, bot: Bot, said: str | None) -> You:
    """Find the person, then keep token and link in one. Raises Refused, Misconfigured or
    Temporary.
    """
    terminal.step(3, "You")
    terminal.say("Your Discord account becomes one with your account on heddle's pages.")

    async def look_up(text: str) -> tuple[int, str]:
        async with logged_in(bot.given) as client:
            return await checking.person_of(client, text)

    before = asyncio.run(setup.linked("discord", DIRECT))
    user, name = terminal.settle(
        "Your name or user id in Discord",
        said,
        "DISCORD_YOU",
        lambda text: asyncio.run(look_up(text)),
        default=before.user or next(iter(bot.app.owners.values()), ""),
    )
    you = You(Identity("discord", DIRECT, str(user)), name)
    setup.prepare()
    asyncio.run(setup.tell_commands(bot.given))
    terminal.good("Discord knows heddle's commands: /heddle")
    secrets = {} if bot.in_settings else {TOKEN: bot.given.token}
    asyncio.run(setup.keep(secrets, you.identity, you.name))
    where = "in the settings" if bot.in_settings else "kept, encrypted with heddle's key"
    terminal.good(f"You are {name}. The token is {where}.")
    return you
