"""Slack's tokens: from the settings, or kept encrypted by `heddle slack setup`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from pydantic import SecretStr

from bot.settings import Settings
from bot.slack.api.web import Api
from bot.slack.given import Given
from service.bootstrap.opening import clock_of
from service.bootstrap.process import telemetry_of
from service.domain.errors import Misconfigured
from service.ports.reads import Reads
from service.ports.secrets import Cipher
from service.ports.store import Store

BOT, APP, SIGNING = "slack.bot_token", "slack.app_token", "slack.signing_secret"
"""Under which names the vault holds what a set-up kept."""

NAMES = (BOT, APP, SIGNING)


async def given_of(settings: Settings, store: Store, cipher: Cipher) -> Given | None:
    """Return what Slack's front end needs, or None while there are no tokens.

    Tokens in the settings go before those in the database. Raises Refused if the
    deployment's key does not open them, Misconfigured if one is missing for the mode,
    Temporary if the database is away.
    """
    if (given := from_settings(settings)) is not None:
        return given
    kept = await store.read(_kept)
    if BOT not in kept:
        return None
    return _given(settings, {name: cipher.decrypt(text) for name, text in kept.items()})


def from_settings(settings: Settings) -> Given | None:
    """Return what the operator has set, None if they left it to what is kept."""
    chosen = settings.slack
    if chosen.bot_token is None:
        return None
    tokens = {
        BOT: _open(chosen.bot_token),
        APP: _open(chosen.app_token),
        SIGNING: _open(chosen.signing_secret),
    }
    return _given(settings, tokens)


@asynccontextmanager
async def api_of(given: Given) -> AsyncIterator[Api]:
    """Open Slack's Web API with these tokens; close it at the end."""
    api = Api(given, telemetry_of(), clock_of())
    try:
        yield api
    finally:
        await api.close()


def _kept(reads: Reads) -> dict[str, bytes]:
    found = {name: reads.secret(name) for name in NAMES}
    return {name: text for name, text in found.items() if text is not None}


def _given(settings: Settings, tokens: Mapping[str, str]) -> Given:
    chosen = settings.slack
    by_http = chosen.mode == "http"
    if not tokens.get(SIGNING if by_http else APP):
        what = "signing secret" if by_http else "app-level token"
        raise Misconfigured(
            f"Slack's {what} is missing, which HEDDLE_SLACK__MODE={chosen.mode} needs. Run "
            "`heddle slack setup` again."
        )
    return Given(
        bot_token=tokens[BOT],
        app_token=tokens.get(APP, ""),
        signing_secret=tokens.get(SIGNING, ""),
        by_http=by_http,
        api_url=chosen.api_url,
        rooms=tuple(chosen.rooms),
        people=tuple(chosen.people),
        guests=chosen.guests,
        models=settings.models.names(),
        default_model=settings.models.default,
        web_address=settings.address,
    )


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
