"""The tokens: asked for, checked with Slack one by one, kept by nobody yet."""

import asyncio
from dataclasses import dataclass

from bot.bootstrap.slack import APP, BOT, SIGNING, api_of
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.chat.terminal import Terminal
from bot.slack import checking
from bot.slack.api.people import Self
from bot.slack.given import Given
from service.domain.errors import Refused

_SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Tokens:
    """What works, and whose it is. `keep` is empty where the operator's settings hold them."""

    given: Given
    me: Self
    keep: dict[str, str]


def take_tokens(
    terminal: Terminal,
    setup: SlackSetup,
    bot_token: str | None,
    app_token: str | None,
    signing_secret: str | None,
) -> Tokens:
    """Ask for the tokens and check each. Raises Refused or Temporary."""
    terminal.step(2, "The tokens")
    if setup.in_settings:
        return _from_settings(terminal, setup)

    def bot(token: str) -> tuple[str, Self]:
        return token, check_bot(setup.api_url, token)

    def app(token: str) -> str:
        check_app(setup.api_url, token)
        return token

    token, me = terminal.settle(
        "Bot token (OAuth & Permissions, xoxb-…)", bot_token, "SLACK_BOT_TOKEN", bot, hidden=True
    )
    terminal.good(f"The bot token is @{me.name}'s in {me.team_name}, with all scopes")
    held = {BOT: token}
    if setup.by_http:
        held[SIGNING] = terminal.settle(
            "Signing secret (Basic Information)",
            signing_secret,
            "SLACK_SIGNING_SECRET",
            check_secret,
            hidden=True,
        )
        terminal.good("The signing secret looks like one; the first request will prove it")
    else:
        held[APP] = terminal.settle(
            "App-level token (Basic Information, xapp-…)",
            app_token,
            "SLACK_APP_TOKEN",
            app,
            hidden=True,
        )
        terminal.good("The app-level token opens Socket Mode")
        if signing_secret:
            held[SIGNING] = check_secret(signing_secret)
    given = Given(
        bot_token=token,
        app_token=held.get(APP, ""),
        signing_secret=held.get(SIGNING, ""),
        by_http=setup.by_http,
        api_url=setup.api_url,
    )
    return Tokens(given, me, held)


def check_bot(api_url: str, token: str) -> Self:
    """Return whose token it is. Raises Refused if it is none or lacks a scope, Temporary."""
    if not token.startswith("xoxb-"):
        raise Refused(
            f"A bot token starts with xoxb-{_other(token)}. Copy the Bot User OAuth Token at "
            "OAuth & Permissions; it stands there once the app is installed."
        )

    async def ask() -> Self:
        async with api_of(Given(bot_token=token, api_url=api_url)) as api:
            return await checking.bot_of(api)

    me = asyncio.run(ask())
    if absent := checking.missing(me):
        raise Refused(checking.lacks(me, absent))
    return me


def check_app(api_url: str, token: str) -> None:
    """Raise Refused if it is no token for Socket Mode, Temporary if Slack cannot be asked."""
    if not token.startswith("xapp-"):
        raise Refused(
            f"An app-level token starts with xapp-{_other(token)}. Generate one at Basic "
            "Information, App-Level Tokens, with the scope connections:write."
        )

    async def ask() -> None:
        async with api_of(Given(bot_token=token, api_url=api_url)) as api:
            await checking.reach(await checking.socket_address(api))

    asyncio.run(ask())


def check_secret(secret: str) -> str:
    """Return the secret if it looks like one. Raises Refused."""
    if len(secret) != _SECRET_LENGTH or not secret.isalnum():
        raise Refused(
            "A signing secret has 32 letters and digits. Copy it at Basic Information, App "
            "Credentials."
        )
    return secret


def _from_settings(terminal: Terminal, setup: SlackSetup) -> Tokens:
    given = asyncio.run(setup.known())
    if given is None:
        raise Refused("The settings changed meanwhile. Run `heddle slack setup` again.")
    me = check_bot(given.api_url, given.bot_token)
    terminal.good(f"The settings' bot token is @{me.name}'s in {me.team_name}, with all scopes")
    if not given.by_http:
        check_app(given.api_url, given.app_token)
        terminal.good("The settings' app-level token opens Socket Mode")
    return Tokens(given, me, {})


def _other(token: str) -> str:
    kinds = {
        "xoxp-": "; this one is a person's",
        "xapp-": "; this is the app-level token",
        "xoxe": "; this is a configuration token",
        "xoxb-": "; this is the bot token",
    }
    return next((text for start, text in kinds.items() if token.startswith(start)), "")
