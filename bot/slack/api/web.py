"""Slack's Web API: calls, who is who, direct messages and files."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.courier.platform import Urgency
from bot.slack.api import transfers
from bot.slack.api.arguments import sent_as
from bot.slack.api.gate import Gate
from bot.slack.api.people import Self, User, user_of
from bot.slack.api.refusals import SOURCE, SlackRefused, limited, refusal
from bot.slack.given import Given
from service.domain.errors import Permanent, Temporary
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

TIMEOUT = 10.0
"""Seconds that a call may take."""
REMEMBER = 300.0
"""Seconds that what is known of a person stays good."""
MOST_KNOWN = 2_000
"""People that are remembered at a time."""
_RETRY = 30.0
"""Seconds to wait where Slack limits without saying for how long."""


class Api:
    """The app's calls of one workspace, over one pool of connections.

    Every method raises Temporary for what passes (`uncertain` where it may have been done) and
    SlackRefused for what will not.
    """

    def __init__(self, given: Given, telemetry: Telemetry, clock: Clock) -> None:
        self._given = given
        self._telemetry = telemetry
        self._clock = clock
        self._gate = Gate(clock, telemetry)
        self._session: aiohttp.ClientSession | None = None
        # The SDK's own retry would post twice where the first answer was lost.
        self.client = AsyncWebClient(
            given.bot_token, given.api_url, timeout=int(TIMEOUT), retry_handlers=[]
        )
        # The session knows of proxies, and unlike the SDK also of what goes without one.
        self.client.proxy = None
        self._me: Self | None = None
        self._directs: dict[str, str] = {}
        self._known: dict[str, tuple[float, User]] = {}
        self._asked: dict[str, asyncio.Task[User]] = {}

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = self.client.session = None

    async def call(
        self, method: str, *, urgency: Urgency = Urgency.NOW, **arguments: Any
    ) -> dict[str, Any]:
        """Call a method once and return its answer; arguments that are None are left out."""
        return dict((await self._call(method, arguments, urgency))[0])

    async def whoami(self) -> Self:
        """Ask Slack whose token this is."""
        found, headers = await self._call("auth.test", {})
        scopes = str(headers.get("x-oauth-scopes") or "")
        bot = str(found.get("bot_id") or "")
        about = await self._about(bot)
        self._me = Self(
            team=found["team_id"],
            team_name=str(found.get("team") or ""),
            url=str(found.get("url") or ""),
            user=found["user_id"],
            bot=bot,
            name=str(about.get("name") or found.get("user") or "heddle"),
            app=str(about.get("app_id") or ""),
            scopes=frozenset(each.strip() for each in scopes.split(",") if each.strip()),
        )
        return self._me

    async def me(self) -> Self:
        """Return who the app is, asking Slack only once."""
        return self._me or await self.whoami()

    async def open_dm(self, user: str) -> str:
        """Return the id of the direct conversation with a person."""
        if user not in self._directs:
            answer = await self.call("conversations.open", users=user)
            self._directs[user] = answer["channel"]["id"]
        return self._directs[user]

    async def user(self, user: str) -> User:
        """Return what Slack knows of a person, at most some minutes old."""
        now = self._clock.monotonic()
        at, known = self._known.get(user, (0.0, None))
        if known is not None and now - at < REMEMBER:
            return known
        asked = self._asked.get(user)
        if asked is None:
            asked = self._asked[user] = asyncio.create_task(self._ask_about(user))
            asked.add_done_callback(lambda done: self._answered(user, done))
        # Who gives up waiting leaves it to the others.
        return await asyncio.shield(asked)

    async def _ask_about(self, user: str) -> User:
        team = (await self.me()).team
        answer = await self.call("users.info", user=user)
        return user_of(answer["user"], team)

    def _answered(self, user: str, task: "asyncio.Task[User]") -> None:
        if self._asked.get(user) is not task:
            # Something of them changed meanwhile.
            return
        del self._asked[user]
        if task.cancelled() or task.exception() is not None:
            return
        if len(self._known) >= MOST_KNOWN:
            self._known.pop(next(iter(self._known)))
        self._known.pop(user, None)
        self._known[user] = (self._clock.monotonic(), task.result())

    def forget_user(self, user: str) -> None:
        """Ask anew about a person the next time, because something of them changed."""
        self._known.pop(user, None)
        self._asked.pop(user, None)

    def permalink(self, channel: str, ts: str, thread_ts: str = "") -> str:
        """Return a message's address without a call; empty until Slack was asked who this is."""
        if self._me is None or not self._me.url:
            return ""
        link = f"{self._me.url}archives/{channel}/p{ts.replace('.', '')}"
        within = f"?thread_ts={thread_ts}&cid={channel}"
        return link + within if thread_ts and thread_ts != ts else link

    async def download(self, url: str, most: int) -> bytes:
        """Return a file's content, at most `most` bytes. Raises Refused if it is larger, is not
        kept by Slack, or may not be read.
        """
        where = transfers.Where(self._given.api_url, self._given.bot_token)
        return await transfers.download(self._opened(), where, url, most)

    async def upload(
        self,
        channel: str,
        thread_ts: str,
        files: Sequence[tuple[str, bytes]],
        comment: str = "",
    ) -> list[str]:
        """Upload files as one message and return their ids; none of them may be empty."""
        ids = [await self._bring(name, content) for name, content in files]
        named = zip(ids, files, strict=True)
        await self.call(
            "files.completeUploadExternal",
            files=[{"id": id_, "title": name} for id_, (name, _) in named],
            channel_id=channel,
            thread_ts=thread_ts or None,
            initial_comment=comment or None,
        )
        return ids

    async def _bring(self, name: str, content: bytes) -> str:
        answer = await self.call(
            "files.getUploadURLExternal",
            filename=name.rpartition("/")[2] or "file",
            length=len(content),
        )
        await transfers.bring(self._opened(), answer["upload_url"], content)
        return str(answer["file_id"])

    async def _about(self, bot: str) -> Mapping[str, Any]:
        try:
            answer = await self.call("bots.info", bot=bot) if bot else {}
        except SlackRefused:
            # Without users:read the name of the bot's user has to do.
            return {}
        return answer.get("bot") or {}

    async def _call(
        self, method: str, arguments: Mapping[str, Any], urgency: Urgency = Urgency.NOW
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        channel = str(arguments.get("channel") or "")
        await self._gate.enter(method, channel, urgency, f"{channel}:{arguments.get('ts')}")
        began = self._clock.monotonic()
        result = "failed"
        try:
            found = await self._send(method, arguments)
            result = "ok"
        except Temporary as error:
            if error.limited:
                result = "limited"
                self._gate.limit(method, channel, error.retry_after or _RETRY)
            raise
        except Permanent:
            result = "refused"
            raise
        finally:
            seconds = self._clock.monotonic() - began
            self._telemetry.platform_called("slack", method, result, seconds)
        return found

    async def _send(
        self, method: str, arguments: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        self._opened()
        try:
            answer = await self.client.api_call(method, **sent_as(method, arguments))
        except SlackApiError as error:
            raise _read(method, error) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Temporary(f"Slack cannot be reached: {error}", source=SOURCE) from error
        except (aiohttp.ClientError, TimeoutError, AttributeError) as error:
            # AttributeError: the SDK stumbles over a text where it expects JSON.
            said = f"Slack did not answer {method} ({type(error).__name__})"
            raise Temporary(said, source=SOURCE, uncertain=True) from error
        return _data(answer), {name.lower(): each for name, each in answer.headers.items()}

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
            self.client.session = self._session
        return self._session


def _data(answer: AsyncSlackResponse) -> Mapping[str, Any]:
    return answer.data if isinstance(answer.data, dict) else {}


def _read(method: str, error: SlackApiError) -> Temporary | SlackRefused:
    """Return what an answer means that is no success."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse):
        said = f"Slack answered {method} with something unreadable"
        return Temporary(said, source=SOURCE, uncertain=True)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if answer.status_code == 429 or _data(answer).get("error") == "ratelimited":
        return limited(method, _seconds(headers.get("retry-after")))
    if answer.status_code >= 500 or not _data(answer):
        said = f"Slack answered {method} with HTTP {answer.status_code}"
        return Temporary(said, source=SOURCE, uncertain=True)
    return refusal(method, _data(answer))


def _seconds(text: object) -> float:
    try:
        return max(float(str(text)), 0.1)
    except ValueError:
        return _RETRY
