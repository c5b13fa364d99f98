"""A server with people in it, and everything that is sent to them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.courier.platform import CardView, Content, Made, Post
from bot.discord.sending.channel import DiscordChannel
from bot.presenter.cards import StatusCard
from service.domain.deliveries import direct_lane
from service.domain.errors import Temporary
from service.domain.ids import DeliveryId, SessionNumber, TurnId
from service.domain.persons import Identity
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from tests.bot.slack.rendering import scenes
from tests.fakes.clock import FakeClock
from tests.servers.discord.messages import DEFAULT, REPLY
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel

Json = dict[str, Any]

ID = DeliveryId("2xLZ0000000000000000aa")
TURN = TurnId("2xLZ0000000000000000bb")


class Hurried(FakeClock):
    """Whoever would wait finds that the time has passed."""

    async def sleep(self, seconds: float) -> None:
        self.advance(max(0.0, seconds))
        await super().sleep(0)


class Scene:
    """Ann in a channel, in a forum and in her direct messages; a session of hers in each."""

    def __init__(self, discord: FakeDiscord, channel: DiscordChannel, clock: FakeClock) -> None:
        self.discord = discord
        self.channel = channel
        self.clock = clock
        self.ann = discord.person("ann")
        self.room = discord.channel("general")
        self.root = self.ann.says(self.room, "fix the build")
        self.at = discord.bot.opens_thread(self.room, "fix the build", self.root)
        self.direct_root = self.ann.says(self.ann.dm, "fix the build")
        guild, dm = discord.guild.id, self.ann.dm.id
        self.thread = ThreadKey("discord", guild, self.room.id, self.at.id)
        self.direct = ThreadKey("discord", "@me", dm, self.direct_root["id"])
        self.lane = ThreadKey.parse(direct_lane(Identity("discord", "@me", self.ann.id)))

    def post(self, content: Content, lane: ThreadKey | None = None, **facts: Any) -> Post:
        """Return a post into the channel's thread unless another lane is named."""
        return Post(ID, lane or self.thread, content, **{"person": self.ann.id, **facts})

    def session(self, thread: ThreadKey | None = None, **facts: Any) -> Session:
        """Return the session of a thread."""
        made = scenes.session(4, "Checkout")
        told = {"number": SessionNumber(4), "thread": thread or self.thread, "turn_id": TURN}
        return replace(made, **{**told, **facts})

    def view(self, card: StatusCard | None = None, **facts: Any) -> CardView:
        """Return a card on its way."""
        shown = card or scenes.status_cards()["working"]
        return CardView(self.session(facts.pop("thread", None)), shown, **facts)

    def said(self, place: Channel | None = None) -> list[Json]:
        """Return what heddle wrote in a thread, oldest first."""
        found = self.discord.messages(place or self.at)
        own = [each for each in found if each["author"]["id"] == self.discord.bot.id]
        return [each for each in own if each["type"] in (DEFAULT, REPLY)]

    def reactions(self, message: Json) -> list[str]:
        """Return the reactions under a message."""
        return [each["emoji"]["name"] for each in message.get("reactions") or []]

    async def twice(
        self, send: Callable[[float | None], Awaitable[str]], later: float = 0.0
    ) -> str:
        """Send what fails at first, then again as a courier would."""
        began = self.clock.now()
        try:
            await send(None)
        except Temporary as error:
            self.clock.advance((error.retry_after or 0) + 1 + later)
        else:
            raise AssertionError("it did not fail")
        return await send(began)


def other(last: str) -> DeliveryId:
    """Return another delivery's id."""
    return DeliveryId(ID[:-1] + last)


def shown(message: Json) -> str:
    """Return all that a message shows, in one text."""
    boxes = [
        f"{each.get('title', '')}\n{each.get('description', '')}" for each in message["embeds"]
    ]
    return "\n".join([message["content"], *boxes])


def made(path: str, content: bytes) -> Made:
    """Return a file that the agent made."""

    async def read() -> bytes:
        return content

    return Made(path, len(content), read)
