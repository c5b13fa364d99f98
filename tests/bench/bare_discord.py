"""The bare baseline of Discord's row: discord.py alone opens a thread on a mention and posts there.

`python -m tests.bench.bare_discord API GATEWAY TOKEN`; closing its input ends it.
"""

import asyncio
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.bench.bare import heard, said


class Bare(discord.Client):
    """A client that does for a mention what heddle does first, and nothing else."""

    async def on_ready(self) -> None:
        """It listens."""
        said("ready")

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote."""
        if self.user is not None and self.user.mentioned_in(message):
            thread = await message.create_thread(name="thread")
            await thread.add_user(message.author)
            await thread.send("It has begun.", silent=True)


async def run(token: str) -> None:
    """Serve until the parent's end."""
    wanted = discord.Intents(guilds=True, messages=True, message_content=True)
    client = Bare(intents=wanted, guild_ready_timeout=0.05)
    serving = asyncio.create_task(client.start(token))
    await heard()
    await client.close()
    await asyncio.wait([serving])


if __name__ == "__main__":
    Route.BASE = sys.argv[1]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[2])
    asyncio.run(run(sys.argv[3]))
