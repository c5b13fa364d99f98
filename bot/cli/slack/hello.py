"""How Slack's set-up speaks with the person."""

import asyncio
from contextlib import AbstractAsyncContextManager

from bot.bootstrap.slack import api_of
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.chat.hello import Answer, Hello, You
from bot.cli.chat.terminal import Terminal
from bot.cli.slack.tokens import Tokens
from bot.presenter.times import span
from bot.slack import greeting
from bot.slack.api.web import Api
from bot.slack.checking import app_page


def say_hello(
    terminal: Terminal, setup: SlackSetup, tokens: Tokens, you: You, seconds: float
) -> bool:
    """Write to the person and wait for the answer; tell whether it was waited for.

    Raises Refused if the answer does not come or does not arrive, Temporary.
    """
    terminal.step(4, "Hello")

    async def run() -> bool:
        async with api_of(tokens.given) as api:
            speaks = _Slack(api, tokens, you, await api.open_dm(you.identity.user))
            return await Hello(terminal, setup, you, speaks, seconds).run()

    return asyncio.run(run())


class _Slack:
    platform = "Slack"

    def __init__(self, api: Api, tokens: Tokens, you: You, channel: str) -> None:
        self._api = api
        self._tokens = tokens
        self._you = you
        self._channel = channel
        self._after = ""
        self.listens = not tokens.given.by_http

    async def greet(self) -> None:
        first = self._you.name.split()[0]
        _, self._after = await greeting.greet(self._api, self._you.identity.user, first)

    async def answer(self) -> Answer | None:
        user = self._you.identity.user
        found = await greeting.answer_in(self._api, self._channel, user, self._after)
        return Answer(self._channel, found, float(found)) if found else None

    def listening(self) -> AbstractAsyncContextManager[asyncio.Event]:
        return greeting.listening(self._tokens.given, self._channel, self._you.identity.user)

    async def confirm(self) -> None:
        await greeting.confirm(self._api, self._channel)

    def silent(self, seconds: float) -> str:
        page = app_page(self._tokens.me.app, "app-home")
        return (
            f"No answer came within {span(seconds)}. The tokens are kept: answer any time. "
            f"If Slack shows no field to write in: {greeting.closed_tab(page)} Then run `heddle "
            "slack setup` again."
        )

    def deaf(self) -> str:
        page = app_page(self._tokens.me.app, "event-subscriptions")
        return (
            "Your answer stands in Slack and did not arrive here. Check at "
            f"{page} that events are enabled with message.im among the bot events, and that no "
            "other heddle uses the same app. Then run `heddle slack setup` again."
        )
