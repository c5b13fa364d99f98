"""The server: heddle is invited with what it needs, and looked for there."""

import asyncio

from bot.cli.chat.terminal import Terminal
from bot.cli.discord.bot import Bot
from bot.discord import checking
from bot.discord.entering import logged_in
from bot.discord.permissions import invite
from service.domain.errors import Refused


def join_server(terminal: Terminal, bot: Bot) -> None:
    """Have heddle invited, unless it is in a server. Raises Refused, Misconfigured, Temporary."""
    terminal.step(2, "The server")
    link = invite(bot.app.id)
    found = asyncio.run(_servers(bot))
    if not found:
        terminal.say("Open this address, choose your server and press Authorize:")
        terminal.say("")
        terminal.say(link)
        terminal.say("")

        def look(_: str) -> list[str]:
            there = asyncio.run(_servers(bot))
            if not there:
                raise Refused(f"heddle is in no server yet. Open {link} and choose one.")
            return there

        found = terminal.settle(
            "Press Enter once that is done", None, "nothing, but invite heddle", look, default="ok"
        )
    else:
        terminal.say(f"For another server, or for permissions that were added: {link}")
    terminal.good(f"heddle is in {', '.join(found)}")


async def _servers(bot: Bot) -> list[str]:
    async with logged_in(bot.given) as client:
        return [name for _, name in await checking.servers_of(client)]
