"""Who of the workspace is heddle's admin."""

import asyncio

from bot.bootstrap.slack import api_of
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.chat.hello import You
from bot.cli.chat.terminal import Terminal
from bot.cli.slack.tokens import Tokens
from bot.slack import checking
from bot.slack.api.people import User
from service.domain.persons import Identity


def find_person(terminal: Terminal, setup: SlackSetup, tokens: Tokens, said: str | None) -> You:
    """Find the person, then keep tokens and link in one. Raises Refused or Temporary."""
    terminal.step(3, "You")
    terminal.say("Your Slack account becomes one with your account on heddle's pages.")

    async def look_up(text: str) -> User:
        async with api_of(tokens.given) as api:
            return await checking.person_of(api, text)

    before = asyncio.run(setup.linked("slack", tokens.me.team))
    user = terminal.settle(
        "Your e-mail address or @name in Slack",
        said,
        "SLACK_YOU",
        lambda text: asyncio.run(look_up(text)),
        default=before.user,
    )
    you = You(Identity("slack", tokens.me.team, user.id), user.real_name)
    setup.prepare()
    asyncio.run(setup.keep(tokens.keep, you.identity, you.name))
    where = "kept, encrypted with heddle's key" if tokens.keep else "in the settings"
    terminal.good(f"You are {user.real_name}. The tokens are {where}.")
    return you
