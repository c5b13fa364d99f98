"""The first direct message, and whether its answer arrives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.given import Given
from service.domain.errors import Refused, Temporary

_HELLO = (
    "Hello {name}, this is heddle. Please answer `!help` here: then we both know that I hear "
    "you, and you see what I can do."
)
_WORKS = "I hear you. Start me with `heddle up`, then write here what an agent should do."


async def greet(api: Api, user: str, name: str) -> tuple[str, str]:
    """Write to the person; return the conversation's id and the message's.

    Raises Refused if the app takes no direct messages, Temporary.
    """
    channel = await api.open_dm(user)
    try:
        answer = await _say(api, channel, _HELLO.format(name=name))
    except SlackRefused as error:
        if error.code == "messages_tab_disabled":
            raise Refused(closed_tab()) from error
        raise
    return channel, str(answer["ts"])


async def confirm(api: Api, channel: str) -> None:
    """Tell the person that their answer arrived."""
    await _say(api, channel, _WORKS)


def closed_tab(page: str = "https://api.slack.com/apps") -> str:
    """Say how people are let write to the app."""
    return (
        f"The app takes no direct messages. At {page}, App Home, switch on the Messages Tab and "
        "“Allow users to send Slash commands and messages from the messages tab”."
    )


async def answer_in(api: Api, channel: str, user: str, after: str) -> str:
    """Return the id of what the person wrote there after that message, empty if nothing."""
    found = await api.call("conversations.history", channel=channel, oldest=after, limit=20)
    own = [each for each in found["messages"] if each.get("user") == user]
    return str(own[-1]["ts"]) if own else ""


class Ear:
    """Hears of one conversation over a socket of its own."""

    def __init__(self, channel: str, user: str) -> None:
        self._channel, self._user = channel, user
        self.heard = asyncio.Event()

    async def take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Acknowledge what comes, and notice what the person wrote."""
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        event: dict[str, Any] = (request.payload or {}).get("event") or {}
        if event.get("channel") == self._channel and event.get("user") == self._user:
            self.heard.set()


@asynccontextmanager
async def listening(given: Given, channel: str, user: str) -> AsyncIterator[asyncio.Event]:
    """Listen over a socket of one's own; the event is set once the person writes.

    Only for when no bot runs: events go to one of an app's sockets. Raises Temporary.
    """
    ear = Ear(channel, user)
    web = AsyncWebClient(base_url=given.api_url, retry_handlers=[])
    client = SocketModeClient(given.app_token, web_client=web)
    client.socket_mode_request_listeners.append(ear.take)
    try:
        await client.connect()
        yield ear.heard
    except (SlackApiError, aiohttp.ClientError) as error:
        raise Temporary(f"The socket to Slack broke off ({type(error).__name__})") from error
    finally:
        await client.close()


async def _say(api: Api, channel: str, text: str) -> dict[str, Any]:
    return await api.call(
        "chat.postMessage",
        channel=channel,
        text=text,
        parse="none",
        link_names=False,
        unfurl_links=False,
        unfurl_media=False,
    )
