"""The app itself: made from the manifest, or by the person at Slack's page."""

import asyncio
import json
from dataclasses import dataclass

from bot.bootstrap.slack import api_of
from bot.bootstrap.slack_setup import SlackSetup
from bot.cli.chat.terminal import Terminal
from bot.slack.api.refusals import SlackRefused
from bot.slack.checking import APPS, app_page
from bot.slack.given import Given
from bot.slack.manifest import link, manifest
from service.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of an app that was just made; empty where Slack's page made it."""

    app: str = ""
    signing_secret: str = ""


def make_app(
    terminal: Terminal, setup: SlackSetup, config_token: str | None, *, has_token: bool
) -> Made:
    """Make the app or say where it is made. Raises Refused or Temporary."""
    terminal.step(1, "The app")
    if setup.by_http:
        _check_address(setup.address)
    http = setup.address if setup.by_http else ""
    if setup.in_settings or has_token:
        terminal.good("There is one: its tokens are given")
        return Made()
    if config_token:
        made = asyncio.run(_create(setup.api_url, config_token.strip(), http))
        terminal.good(f"Slack made it: {app_page(made.app)}")
    else:
        made = Made()
        terminal.say("Open this address, choose your workspace, press Next and Create:")
        terminal.say("")
        terminal.say(link(http))
        terminal.say("")
    page = app_page(made.app, "install-on-team") if made.app else "there: Install App"
    terminal.say(f"Then install it to the workspace ({page}).")
    if not setup.by_http:
        terminal.say(
            "Then make an app-level token: Basic Information, App-Level Tokens, Generate, with "
            "the scope connections:write."
        )
    return made


def _check_address(address: str) -> None:
    if not address.startswith("https://"):
        raise Refused(
            f"In HTTP mode Slack calls heddle, and {address} is no address that it can call. Set "
            "HEDDLE_PUBLIC_URL to https://…, or leave HEDDLE_SLACK__MODE at socket."
        )


async def _create(api_url: str, token: str, http: str) -> Made:
    async with api_of(Given(bot_token=token, api_url=api_url)) as api:
        try:
            answer = await api.call("apps.manifest.create", manifest=json.dumps(manifest(http)))
        except SlackRefused as error:
            raise Refused(_why(error)) from error
    secret = str((answer.get("credentials") or {}).get("signing_secret") or "")
    return Made(str(answer["app_id"]), secret)


def _why(error: SlackRefused) -> str:
    if error.code in ("invalid_auth", "token_expired", "not_allowed_token_type", "not_authed"):
        return (
            f"Slack does not take the configuration token ({error.code}); it lasts for twelve "
            f"hours. Generate another one at {APPS}, Your App Configuration Tokens (xoxe.xoxp-…), "
            "or run this without it."
        )
    return f"Slack did not make the app. {error} Run this without the configuration token."
