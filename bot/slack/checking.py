"""What of a set-up Slack itself can tell: whose token it is, what it may do, where it is."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError

from bot.slack.api.people import Self, User, user_of
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.scopes import needed
from service.domain.errors import Refused, Temporary

_PATIENCE = 10.0
_PAGE = 200
_PAGES = 25
"""Pages of people or rooms that are looked through; 5,000 in all."""

APPS = "https://api.slack.com/apps"


def app_page(app: str, tab: str = "") -> str:
    """Return the address of the app's settings, or of one of their tabs."""
    return f"{APPS}/{app}/{tab}".rstrip("/") if app else APPS


async def bot_of(api: Api) -> Self:
    """Return whose bot token it is. Raises Refused if it is none, Temporary."""
    try:
        me = await api.whoami()
    except SlackRefused as error:
        raise Refused(
            f"Slack does not take the bot token ({error.code}). Copy it anew from {APPS}, your "
            "app, OAuth & Permissions, Bot User OAuth Token (xoxb-…)."
        ) from error
    if not me.bot:
        raise Refused("This token belongs to a person. Take the Bot User OAuth Token (xoxb-…).")
    return me


def missing(me: Self) -> list[str]:
    """Return the scopes that heddle needs and the token lacks; none if Slack told of none."""
    return [each for each in needed() if each not in me.scopes] if me.scopes else []


def lacks(me: Self, scopes: Collection[str]) -> str:
    """Say which scopes are missing and how they are added."""
    return (
        f"The app lacks {', '.join(scopes)}. Put the manifest of `heddle slack manifest` into "
        f"{app_page(me.app, 'app-manifest')}, save, and install the app again: the bot token "
        "stays the same."
    )


async def socket_address(app: Api) -> str:
    """Return an address for Socket Mode. `app` calls with the app-level token.

    Raises Refused if the token is none, Temporary.
    """
    try:
        answer = await app.call("apps.connections.open")
    except SlackRefused as error:
        raise Refused(_no_socket(error.code)) from error
    return str(answer["url"])


def _no_socket(code: str) -> str:
    if code == "missing_scope":
        return (
            "The app-level token lacks connections:write. Make another one at Basic Information, "
            "App-Level Tokens, with that scope."
        )
    if "socket" in code:
        return f"Socket Mode is off ({code}). Switch it on in the app's settings, Socket Mode."
    return (
        f"Slack does not take the app-level token ({code}). Make one at {APPS}, your app, Basic "
        "Information, App-Level Tokens, with the scope connections:write (xapp-…)."
    )


async def reach(address: str) -> str:
    """Connect to the host of a socket's address, and hang up before any event is sent there.

    Returns the host. Raises Refused if something in between forbids it.
    """
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(parts.hostname, port)
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError) as error:
        why = str(error) or "no answer"
        raise Refused(
            f"{parts.hostname}:{port} cannot be reached ({why}). Let this machine connect there, "
            "or use HTTP mode."
        ) from error
    return f"{parts.hostname}"


async def slacks_time(api: Api) -> float:
    """Return the time at Slack, to the second. Raises Temporary."""
    try:
        answer = await api.client.api_call("auth.test")
        return parsedate_to_datetime(_header(answer.headers, "date")).timestamp()
    except (SlackApiError, ValueError, TypeError) as error:
        raise Temporary("Slack does not say what time it is. Try again.") from error


def _header(headers: Mapping[str, Any], name: str) -> str:
    return next((str(text) for key, text in headers.items() if key.lower() == name), "")


async def rooms_of(api: Api) -> list[str]:
    """Return the names of the channels that the bot is in, sorted."""
    found: list[str] = []
    async for page in _pages(
        api, "users.conversations", types="public_channel,private_channel", exclude_archived=True
    ):
        found += [str(each["name"]) for each in page["channels"] if not each.get("is_im")]
    return sorted(found)


async def has_written(api: Api, channel: str, user: str) -> bool:
    """Tell whether the person wrote there lately. Raises SlackRefused, Temporary."""
    found = await api.call("conversations.history", channel=channel, limit=_PAGE)
    return any(each.get("user") == user for each in found["messages"])


async def person_of(api: Api, said: str) -> User:
    """Return the person of an e-mail address, a member id or a name.

    Raises Refused if there is none, or they cannot own heddle.
    """
    me = await api.me()
    found = await _look_up(api, said.strip(), me.team)
    if found.bot or found.deleted:
        raise Refused(f"{found.real_name} is a bot or was deactivated. Name a person.")
    if found.external:
        raise Refused(f"{found.real_name} belongs to another workspace. Name one of this one.")
    return found


async def _look_up(api: Api, said: str, team: str) -> User:
    name = said.removeprefix("@")
    try:
        if "@" in name:
            answer = await api.call("users.lookupByEmail", email=name)
            return user_of(answer["user"], team)
        if name[:1] in ("U", "W") and len(name) >= 9 and name.isupper():
            answer = await api.call("users.info", user=name)
            return user_of(answer["user"], team)
    except SlackRefused as error:
        raise Refused(
            f"Slack knows nobody as {said!r} ({error.code}). Give the e-mail address of your "
            "Slack account, your @name, or your member id (profile, ⋮, Copy member ID)."
        ) from error
    return await _by_name(api, name, team)


async def _by_name(api: Api, name: str, team: str) -> User:
    found = []
    async for page in _pages(api, "users.list"):
        found += [
            user_of(each, team)
            for each in page["members"]
            if name.casefold() in _names(each) and not each.get("deleted")
        ]
    if len(found) == 1:
        return found[0]
    what = "nobody is" if not found else f"{len(found)} people are"
    raise Refused(f"In this workspace {what} called {name!r}. Give your e-mail address instead.")


def _names(member: Mapping[str, Any]) -> set[str]:
    profile = member.get("profile") or {}
    names = (member.get("name"), profile.get("display_name"), member.get("real_name"))
    return {str(each).casefold() for each in names if each}


async def _pages(api: Api, method: str, **arguments: Any) -> AsyncIterator[dict[str, Any]]:
    cursor: str | None = None
    for _ in range(_PAGES):
        page = await api.call(method, limit=_PAGE, cursor=cursor, **arguments)
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return
