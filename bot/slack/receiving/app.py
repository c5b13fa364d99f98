"""The Bolt app: what Slack sends, to whom it goes, and what Slack hears of it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.inbound.inbound import Inbound
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.given import Given
from bot.slack.manifest import COMMAND, HAND_OVER, NEW_SESSION
from bot.slack.receiving.actions import Actions
from bot.slack.receiving.commands import Commands
from bot.slack.receiving.desk import VIA, Desk, desk_of
from bot.slack.receiving.forms import Forms, first_input
from bot.slack.receiving.happenings import Happenings
from bot.slack.receiving.homes import Homes
from bot.slack.receiving.messages import Messages
from bot.slack.receiving.shortcuts import Shortcuts
from bot.slack.sending.channel import SlackChannel
from service.domain.errors import Temporary
from service.ports.bundle import Ports

Json = Mapping[str, Any]
_BUTTONS = re.compile(r"^heddle\.")
_FORMS = re.compile(r"^heddle_")
_BROKE = (
    "Something in heddle broke over this, so it was not taken in. Its operator finds the cause in"
    " the log; send it again in a moment."
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Receiving:
    """What listens to one workspace. `messages` also takes what was missed in, and `homes` is
    to run beside it.
    """

    app: AsyncApp
    messages: Messages
    homes: Homes
    desk: Desk

    async def drained(self) -> None:
        """Return when what came in is taken in, and everything is said."""
        await self.messages.drained()
        await self.desk.telling.drained()


def receiving(
    api: Api, given: Given, me: Self, channel: SlackChannel, inbound: Inbound, ports: Ports
) -> Receiving:
    """Make all that listens to a workspace, whose app is `me`."""
    desk = desk_of(api, given, me, channel, inbound, ports)
    messages, homes = Messages(desk), Homes(desk)
    return Receiving(bolt_app(desk, messages, homes), messages, homes, desk)


def bolt_app(desk: Desk, messages: Messages, homes: Homes) -> AsyncApp:
    """Return the app. An event that cannot be stored now is not acknowledged: it comes again.
    Interactions and commands come only once: they are acknowledged with what became of them.
    """
    me, given = desk.me, desk.given

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=me.team,
            bot_token=given.bot_token,
            bot_id=me.bot,
            bot_user_id=me.user,
        )

    app = AsyncApp(
        # Without the token, which `authorize` gives; nothing is called by way of it.
        client=AsyncWebClient(base_url=given.api_url, retry_handlers=[]),
        signing_secret=given.signing_secret,
        authorize=authorize,
        process_before_response=True,
    )
    app.error(_unacknowledged)
    _hear_messages(app, desk, messages)
    _hear_happenings(app, desk, homes)
    _hear_interactions(app, desk, homes)
    return app


async def _unacknowledged(error: Exception, body: Json) -> BoltResponse:
    """What could not be taken in now has to come again."""
    event: Json = body.get("event") or {}
    where = {"channel": event.get("channel"), "ts": event.get("ts") or event.get("event_ts")}
    _log.warning("slack_event_not_taken", type=event.get("type"), error=str(error), **where)
    return BoltResponse(status=503)


def _hear_messages(app: AsyncApp, desk: Desk, messages: Messages) -> None:
    async def take(event: dict[str, Any], request: AsyncBoltRequest) -> None:
        try:
            heard = await messages.take(event, retried=_retried(request))
        except Temporary:
            raise
        except Exception:
            await _broke(desk, event)
            return
        if heard is None:
            desk.ports.telemetry.message_received(VIA, "ignored")

    app.event("message")(take)
    app.event("app_mention")(take)


def _hear_happenings(app: AsyncApp, desk: Desk, homes: Homes) -> None:
    happenings = Happenings(desk)

    def listener(work: Callable[[Json], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def take(event: dict[str, Any]) -> None:
            try:
                await work(event)
            except Temporary:
                raise
            except Exception:
                _log.exception("slack_event_broke", type=event.get("type"), **_ids(event))

        return take

    async def opened(event: Json) -> None:
        if event.get("tab") == "home":
            await homes.opened(str(event["user"]))

    app.event("app_home_opened")(listener(opened))
    app.event("member_joined_channel")(listener(happenings.joined))
    app.event("channel_left")(listener(happenings.left))
    app.event("group_left")(listener(happenings.left))
    app.event("channel_archive")(listener(happenings.archived))
    app.event("group_archive")(listener(happenings.archived))
    app.event("channel_deleted")(listener(happenings.deleted))
    app.event("group_deleted")(listener(happenings.deleted))
    app.event("channel_unarchive")(listener(happenings.unarchived))
    app.event("group_unarchive")(listener(happenings.unarchived))
    app.event("user_change")(listener(happenings.user_changed))
    app.event("agent_session_stopped")(listener(happenings.stopped))


def _hear_interactions(app: AsyncApp, desk: Desk, homes: Homes) -> None:
    commands, actions, forms = Commands(desk), Actions(desk, homes), Forms(desk, homes)
    shortcuts = Shortcuts(desk)

    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        said = await _safely(body, commands.take(body))
        # As JSON, which Slack takes with and without anything in it.
        await ack(**(_broken() if said is None else said))

    async def action(ack: AsyncAck, body: dict[str, Any]) -> None:
        if await _safely(body, _done(actions.take(body))) is None:
            await _tell_broken(desk, body)
        await ack()

    async def form(ack: AsyncAck, body: dict[str, Any]) -> None:
        said = await _safely(body, forms.take(body))
        if said is None:
            first = first_input(body["view"])
            said = {"response_action": "errors", "errors": {first: _BROKE}} if first else {}
        await ack(**said)

    async def on_message(ack: AsyncAck, body: dict[str, Any]) -> None:
        if await _safely(body, _done(shortcuts.on_message(body))) is None:
            await _tell_broken(desk, body)
        await ack()

    async def anywhere(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _safely(body, _done(shortcuts.anywhere(body)))
        await ack()

    app.command(COMMAND)(command)
    app.action(_BUTTONS)(action)
    app.view(_FORMS)(form)
    app.message_shortcut(HAND_OVER)(on_message)
    app.global_shortcut(NEW_SESSION)(anywhere)


def _retried(request: AsyncBoltRequest) -> bool:
    [tries] = request.headers.get("x-slack-retry-num") or ["0"]
    return tries not in ("", "0")


async def _done(work: Awaitable[None]) -> dict[str, Any]:
    await work
    return {}


async def _safely(body: Json, work: Awaitable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what is acknowledged, None if something broke that nobody foresaw."""
    try:
        return await work
    except Exception:
        user = (body.get("user") or {}).get("id") or body.get("user_id")
        view = (body.get("view") or {}).get("id")
        _log.exception("slack_interaction_broke", type=body.get("type"), user=user, view=view)
        return None


def _broken() -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": _BROKE}


async def _tell_broken(desk: Desk, body: Json) -> None:
    room, user = (body.get("channel") or {}).get("id"), (body.get("user") or {}).get("id")
    if room and user:
        await desk.telling.soon(desk.channel.tell(str(room), str(user), _BROKE))


async def _broke(desk: Desk, event: Json) -> None:
    _log.exception("slack_message_broke", subtype=event.get("subtype"), **_ids(event))
    room, user = event.get("channel"), event.get("user")
    if room and user and not event.get("bot_id"):
        where = str(event.get("thread_ts") or "")
        await desk.telling.away(str(room), str(user), _BROKE, where)


def _ids(event: Json) -> dict[str, Any]:
    channel = event.get("channel")
    return {
        "channel": channel if isinstance(channel, str) else None,
        "user": event.get("user") if isinstance(event.get("user"), str) else None,
        "ts": event.get("ts") or event.get("event_ts"),
    }
