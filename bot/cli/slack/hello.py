"""A first message to the person, and the wait for their answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from bot.bootstrap.slack import api_of
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.slack.person import You
from bot.cli.slack.terminal import Terminal
from bot.cli.slack.tokens import Tokens
from bot.cli.up.answering import page, until, web_answers
from bot.cli.up.lock import held_by
from bot.cli.wording import span
from bot.slack import greeting
from bot.slack.api.web import Api
from bot.slack.checking import app_page
from service.domain.errors import Refused

_STEP = 1.5
"""Seconds between two looks; Slack lets a conversation be read fifty times a minute."""
_CONNECTING = 20.0
"""Seconds that a running heddle may take to listen with tokens that were just kept."""
_CONNECTED = re.compile(r"^heddle_channel_connections\{channel=\"slack\"[^}]*\} (\S+)", re.M)
_HEARING = 20.0
"""Seconds within which an answer that stands in Slack has to have arrived here."""


def say_hello(
    terminal: Terminal, setup: SlackSetup, tokens: Tokens, you: You, seconds: float
) -> bool:
    """Write to the person and wait for the answer; tell whether it was waited for.

    Raises Refused if the answer does not come or does not arrive, Temporary.
    """
    terminal.step(4, "Hello")
    return asyncio.run(_Hello(terminal, setup, tokens, you, seconds).run())


async def is_running(setup: SlackSetup) -> bool:
    """Tell whether a heddle runs on this machine that takes the tokens up by itself."""
    return bool(held_by(setup.data_dir)) or await web_answers(setup.host, setup.port)


async def is_connected(setup: SlackSetup) -> bool:
    """Tell whether the heddle that runs here listens to Slack by now."""
    found = _CONNECTED.search(await page(setup.host, setup.port, "/metrics"))
    return found is not None and float(found[1]) > 0


class _Hello:
    def __init__(
        self, terminal: Terminal, setup: SlackSetup, tokens: Tokens, you: You, seconds: float
    ) -> None:
        self._terminal = terminal
        self._setup = setup
        self._tokens = tokens
        self._you = you
        self._seconds = seconds

    async def run(self) -> bool:
        async with api_of(self._tokens.given) as api:
            running = await is_running(self._setup)
            if running or self._tokens.given.by_http or self._seconds <= 0:
                return await self._through_heddle(api, running=running)
            return await self._by_own_socket(api)

    async def _greet(self, api: Api) -> tuple[str, str]:
        first = self._you.name.split()[0]
        channel, ts = await greeting.greet(api, self._you.identity.user, first)
        self._terminal.say("heddle wrote to you in Slack. Answer there: !help")
        return channel, ts

    async def _through_heddle(self, api: Api, *, running: bool) -> bool:
        """The answer goes to the heddle that runs, as every message will from now on."""
        waits = running and self._seconds > 0
        if waits and not await until(lambda: is_connected(self._setup), _CONNECTING):
            raise Refused(self._unconnected())
        channel, ts = await self._greet(api)
        if not waits:
            self._terminal.say("Nobody waits for the answer here.")
            return False
        heard = asyncio.Event()

        async def look(message: str) -> None:
            if await self._setup.took_in(self._you.identity, channel, message, float(message)):
                heard.set()

        await self._wait(api, channel, ts, heard, look)
        self._terminal.good("heddle heard you")
        return True

    async def _by_own_socket(self, api: Api) -> bool:
        """No heddle runs: hear the answer here, over a connection that then ends."""
        user = self._you.identity.user
        channel = await api.open_dm(user)
        async with greeting.listening(self._tokens.given, channel, user) as heard:
            channel, ts = await self._greet(api)
            await self._wait(api, channel, ts, heard, None)
        await greeting.confirm(api, channel)
        self._terminal.good("Your answer arrived")
        return True

    async def _wait(
        self,
        api: Api,
        channel: str,
        ts: str,
        heard: asyncio.Event,
        look: Callable[[str], Awaitable[None]] | None,
    ) -> None:
        """Wait until the answer was heard, and tell an answer that does not arrive from none."""
        loop = asyncio.get_running_loop()
        end, written, seen_at = loop.time() + self._seconds, "", 0.0
        while not heard.is_set():
            if written and loop.time() - seen_at > _HEARING:
                raise Refused(self._deaf())
            if not written and loop.time() > end:
                raise Refused(self._silent())
            if not written:
                written = await greeting.answer_in(api, channel, self._you.identity.user, ts)
                seen_at = loop.time()
            if written and look is not None:
                await look(written)
            if not heard.is_set():
                try:
                    await asyncio.wait_for(heard.wait(), _STEP)
                except TimeoutError:
                    continue

    def _unconnected(self) -> str:
        return (
            "The tokens are kept, and the heddle that runs here does not listen to Slack with "
            f"them. See {self._setup.data_dir / 'logs' / 'bot.log'}, or start it again and run "
            "`heddle slack setup` once more."
        )

    def _silent(self) -> str:
        page = app_page(self._tokens.me.app, "app-home")
        return (
            f"No answer came within {span(self._seconds)}. The tokens are kept: answer any time. "
            f"If Slack shows no field to write in: {greeting.closed_tab(page)} Then run `heddle "
            "slack setup` again."
        )

    def _deaf(self) -> str:
        page = app_page(self._tokens.me.app, "event-subscriptions")
        return (
            "Your answer stands in Slack and did not arrive here. Check at "
            f"{page} that events are enabled with message.im among the bot events, and that no "
            "other heddle uses the same app. Then run `heddle slack setup` again."
        )
