"""A workspace with people in it, and everything that is sent to them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.courier.platform import Answered, CardView, Content, Made, Post
from bot.presenter.cards import StatusCard
from bot.slack.sending.channel import SlackChannel
from service.domain.deliveries import direct_lane
from service.domain.errors import Temporary
from service.domain.ids import DeliveryId, SessionNumber
from service.domain.persons import Identity
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from tests.bot.slack.rendering import scenes
from tests.fakes.clock import FakeClock
from tests.servers.slack.server import FakeSlack

Json = dict[str, Any]

MENTION = re.compile(r"<(?:!(?:here|channel|everyone|group|subteam)|@[UW]|#C)", re.IGNORECASE)
BROADCAST = re.compile(r"@(?:here|channel|everyone|group)\b", re.IGNORECASE)
CODE = re.compile(r"(?s)```.*?```|`[^`\n]*`|<http[^<>|]*")
"""Where Slack shows text as it is, and what only says where a link leads."""
ID = DeliveryId("2xLZ0000000000000000aa")


class Hurried(FakeClock):
    """Whoever would wait finds that the time has passed."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


class Scene:
    """Ann in a channel and in her direct messages; a session of hers in each."""

    def __init__(self, slack: FakeSlack, channel: SlackChannel, clock: FakeClock) -> None:
        self.slack = slack
        self.channel = channel
        self.clock = clock
        self.ann = slack.person("ann")
        self.room = slack.channel("general", self.ann)
        self.root = self.ann.says(self.room, "fix the build")["ts"]
        self.direct_root = self.ann.says(self.ann.dm, "fix the build")["ts"]
        team = slack.workspace.team
        self.thread = ThreadKey("slack", team, self.room.id, self.root)
        self.direct = ThreadKey("slack", team, self.ann.dm.id, self.direct_root)
        self.lane = ThreadKey.parse(direct_lane(Identity("slack", team, self.ann.id)))

    def post(self, content: Content, lane: ThreadKey | None = None, **facts: Any) -> Post:
        """Return a post into the channel's thread unless another lane is named."""
        return Post(ID, lane or self.thread, content, **{"person": self.ann.id, **facts})

    def session(self, thread: ThreadKey | None = None) -> Session:
        """Return the session of a thread."""
        return replace(
            scenes.session(4, "Checkout"), number=SessionNumber(4), thread=thread or self.thread
        )

    def view(self, card: StatusCard | None = None, **facts: Any) -> CardView:
        """Return a card on its way."""
        shown = card or scenes.status_cards()["working"]
        return CardView(self.session(facts.pop("thread", None)), shown, **facts)

    def said(self, thread: ThreadKey | None = None) -> list[Json]:
        """Return what heddle wrote in a thread, oldest first."""
        at = thread or self.thread
        room = self.ann.dm if at != self.thread else self.room
        found = self.slack.messages(room, at.thread if at != self.lane else None)
        return [each for each in found if each["user"] == self.slack.workspace.bot]

    async def twice(self, send: Callable[[float | None], Awaitable[str]]) -> str:
        """Send what fails at first, then again as a courier would."""
        began = self.clock.now()
        try:
            await send(None)
        except Temporary as error:
            self.clock.advance((error.retry_after or 0) + 1)
        else:
            raise AssertionError("it did not fail")
        return await send(began)


def texts(message: Json) -> list[str]:
    """Return every text of a message that Slack reads for mentions."""
    found = [message["text"]]

    def walk(held: Any) -> None:
        if isinstance(held, dict):
            if held.get("type") == "mrkdwn":
                found.append(held["text"])
            if held.get("type") in ("user", "usergroup", "broadcast", "channel"):
                found.append("<!mention>")
            for each in held.values():
                walk(each)
        elif isinstance(held, list):
            for each in held:
                walk(each)

    walk(message.get("blocks"))
    return found


def pings(message: Json) -> list[str]:
    """Return what of a message mentions somebody."""
    return [found for text in texts(message) for found in mentions(text)]


def mentions(text: str) -> list[str]:
    """Return what of a text mentions somebody."""
    broadcasts = BROADCAST.findall(CODE.sub("", text))
    return [*MENTION.findall(text), *broadcasts]


def shown(message: Json) -> str:
    """Return all that a message shows, in one text."""
    return "\n".join(_plain(message.get("blocks") or message["text"]))


def _plain(held: Any) -> list[str]:
    if isinstance(held, str):
        return [held]
    if isinstance(held, list):
        return [text for each in held for text in _plain(each)]
    if isinstance(held, dict):
        found = [held["text"]] if isinstance(held.get("text"), str) else []
        return found + [
            text for each in held.values() if not isinstance(each, str) for text in _plain(each)
        ]
    return []


def made(path: str, content: bytes) -> Made:
    """Return a file that the agent made."""

    async def read() -> bytes:
        return content

    return Made(path, len(content), read)


def answered(text: str, stream: str = "") -> Answered:
    """Return an answer."""
    return Answered(text, stream)
