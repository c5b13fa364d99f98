"""How Discord's set-up speaks with the person."""

import asyncio
from contextlib import AbstractAsyncContextManager

from bot.bootstrap.discord_setup import DiscordSetup
from bot.cli.chat.hello import Answer, Hello, You
from bot.cli.chat.terminal import Terminal
from bot.cli.discord.bot import Bot
from bot.discord.entering import logged_in, page
from bot.discord.greeting import Greeting
from bot.presenter.times import span


async def say_hello(
    terminal: Terminal, setup: DiscordSetup, bot: Bot, you: You, seconds: float
) -> bool:
    """Write to the person and wait for the answer; tell whether it was waited for.

    Raises Refused if the answer does not come or does not arrive, Misconfigured, Temporary.
    """
    terminal.step(4, "Hello")
    async with logged_in(bot.given) as client:
        greeting = await Greeting.open(client, int(you.identity.user))
        speaks = _Discord(bot, you, greeting)
        return await Hello(terminal, setup, you, speaks, seconds).run()


class _Discord:
    platform = "Discord"
    listens = True

    def __init__(self, bot: Bot, you: You, greeting: Greeting) -> None:
        self._bot = bot
        self._you = you
        self._greeting = greeting

    async def greet(self) -> None:
        await self._greeting.greet(self._you.name.split()[0])

    async def answer(self) -> Answer | None:
        found = await self._greeting.answer()
        return Answer(*found) if found else None

    def listening(self) -> AbstractAsyncContextManager[asyncio.Event]:
        return self._greeting.listening(self._bot.given)

    async def confirm(self) -> None:
        await self._greeting.confirm()

    def silent(self, seconds: float) -> str:
        return (
            f"No answer came within {span(seconds)}. The token is kept: answer any time, in your "
            "direct messages with heddle. Then run `heddle discord setup` again."
        )

    def deaf(self) -> str:
        return (
            "Your answer stands in Discord and did not arrive here. Check at "
            f"{page(self._bot.app.id, 'information')} that there is no Interactions Endpoint URL, "
            "and that this machine reaches gateway.discord.gg. Then run `heddle discord setup` "
            "again."
        )
