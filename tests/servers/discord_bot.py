"""A small bot on discord.py, to try the fake Discord with what a real one does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord


class Question(discord.ui.Modal, title="New session"):
    """A modal with one text input."""

    ask: discord.ui.TextInput["Question"] = discord.ui.TextInput(label="What is it about?")

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"Started: {self.ask.value}")


class Bot(discord.Client):
    """A client that remembers what it heard."""

    def __init__(self, intents: discord.Intents | None = None, **options: Any) -> None:
        wanted = intents or discord.Intents(
            guilds=True, messages=True, message_content=True, members=True, reactions=True
        )
        quick: dict[str, Any] = {"guild_ready_timeout": 0.05, "max_ratelimit_timeout": 30}
        super().__init__(intents=wanted, **{**quick, **options})
        self.heard: list[tuple[str, Any]] = []
        self.tree = app_commands.CommandTree(self)
        self.up = asyncio.Event()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Remember an event, and go on as every client does."""
        self.heard.append((event, args))
        if event == "ready":
            self.up.set()
        super().dispatch(event, *args, **kwargs)

    @property
    def user_id(self) -> int:
        """The bot's own id."""
        assert self.user is not None
        return self.user.id

    def got(self, event: str) -> list[Any]:
        """Return the first argument of each event of a kind."""
        return [args[0] if args else None for name, args in self.heard if name == event]


@asynccontextmanager
async def running(fake: FakeDiscord, bot: Bot) -> AsyncIterator[Bot]:
    """Run a bot against the fake until the end, and hold both to the rules."""
    with pointed_at(fake):
        task = asyncio.create_task(bot.start(fake.token))
        ready = asyncio.create_task(bot.up.wait())
        try:
            await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            yield bot
        finally:
            ready.cancel()
            await bot.close()
            await asyncio.gather(task, ready, return_exceptions=True)
