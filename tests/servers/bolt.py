"""A small app on Slack's own library, to try servers with what a real app does."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.servers.threaded import ServerThread

Json = dict[str, Any]

MODAL: Json = {
    "type": "modal",
    "callback_id": "start",
    "title": {"type": "plain_text", "text": "New session"},
    "submit": {"type": "plain_text", "text": "Start"},
    "blocks": [
        {
            "type": "input",
            "block_id": "ask",
            "label": {"type": "plain_text", "text": "What is it about?"},
            "element": {"type": "plain_text_input", "action_id": "prompt"},
        }
    ],
}


def button(action: str, value: str) -> list[Json]:
    """Return blocks with one button."""
    text = {"type": "plain_text", "text": action.title()}
    element = {"type": "button", "action_id": action, "value": value, "text": text}
    return [{"type": "actions", "elements": [element]}]


def app_for(api: str, token: str, secret: str) -> AsyncApp:
    """Return an app that answers a mention, a command, a button and a modal."""
    client = AsyncWebClient(token=token, base_url=api, timeout=5, retry_handlers=[])
    app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)
    _hear(app)
    _serve(app)
    return app


def _hear(app: AsyncApp) -> None:
    @app.event("app_mention")
    async def mentioned(event: Json, say: AsyncSay) -> None:
        await say(text="On it", blocks=button("stop", "7"), thread_ts=event["ts"])

    @app.event("message")
    async def written(event: Json) -> None:
        """Say nothing to what is no mention."""

    @app.event("reaction_added")
    async def reacted(event: Json) -> None:
        """Say nothing to a reaction."""

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        text = {"type": "mrkdwn", "text": "Nothing needs you"}
        view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        await client.views_publish(user_id=event["user"], view=view)


def _serve(app: AsyncApp) -> None:
    @app.command("/heddle")
    async def command(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        if body["text"] == "start":
            await client.views_open(trigger_id=body["trigger_id"], view=_modal(body))
            await ack()
        elif body["text"] == "list":
            await ack(text="No agents", response_type="ephemeral")
        else:
            await ack(f"You said: {body['text']}")

    @app.action("stop")
    async def stop(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(text=f"Stopped {body['actions'][0]['value']}", blocks=[], **where)
        await ack()

    @app.view("start")
    async def start(ack: AsyncAck, view: Json, client: AsyncWebClient) -> None:
        prompt = view["state"]["values"]["ask"]["prompt"]["value"]
        if prompt == "nothing":
            await ack(response_action="errors", errors={"ask": "Say what to do"})
            return
        await client.chat_postMessage(channel=view["private_metadata"], text=f"Started: {prompt}")
        await ack()


@asynccontextmanager
async def by_socket(app: AsyncApp, app_token: str, ping: float = 0.2) -> AsyncIterator[Any]:
    """Run the app in Socket Mode; `ping` is its seconds between signs of life."""
    handler = AsyncSocketModeHandler(app, app_token, ping_interval=ping)
    await handler.connect_async()
    try:
        yield handler.client
    finally:
        await handler.close_async()


@contextmanager
def by_http(app: AsyncApp, port: int = 0) -> Iterator[str]:
    """Run the app as a web server of its own, on a free port unless told, and give its address."""
    handler = AsyncSlackRequestHandler(app)

    async def take(request: Request) -> Response:
        return await handler.handle(request)

    server = ServerThread(Starlette(routes=[Route("/slack/events", take, methods=["POST"])]))
    server.port = port
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}/slack/events"
    finally:
        server.stop(before=lambda: None)


def _modal(body: Json) -> Json:
    return {**MODAL, "private_metadata": body["channel_id"]}
