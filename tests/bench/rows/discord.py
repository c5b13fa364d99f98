"""From what somebody writes in Discord to what they see there, beside fifty sessions at work."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from tests.bench.children import child
from tests.bench.faking import Counting, Shown
from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.bench.rows import chatting
from tests.channels.promises.by_discord import variables
from tests.servers.discord.core import Call, Json
from tests.servers.discord.person import Person
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel

_SILENT = 1 << 12
"""The flag of a message that notifies nobody."""
_DONE = {"✅"}


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Discord's event → visible sign, question → message that notifies, calls per turn."""
    signs, cards = asyncio.run(_bare(min(chatting.SAMPLES, sizes.messages // 3)))
    what = "bare discord.py, nothing beside it"
    beside = {
        "event to visible sign p50": (middle(signs), f"{what}: a thread on the message"),
        "event to visible sign p95": (percentile(signs, 0.95), what),
        "question to message p50": (middle(cards), f"{what}: thread, member and message"),
        "question to message p95": (percentile(cards, 0.95), what),
    }
    return [
        replace(each, beside=beside[each.name][0], beside_what=beside[each.name][1])
        if each.name in beside
        else each
        for each in chatting.measure(sizes, open_discord)
    ]


async def _bare(samples: int) -> tuple[Sequence[float], Sequence[float]]:
    """Return the milliseconds that the library alone takes from a mention to the thread on it,
    and to the message in that.
    """
    with open_discord() as chat:
        discord = chat.discord
        async with child("bare_discord", discord.api, discord.gateway_url, discord.token) as bare:
            await bare.told()
            talks = [await asyncio.to_thread(_bare_talk, chat) for _ in range(samples)]
        signs = [(each.signs()[0] - each.written) * 1000 for each in talks]
        return signs, [(each.posted()[0] - each.written) * 1000 for each in talks]


def _bare_talk(chat: "_Chat") -> "_Talk":
    name = f"bare{time.monotonic_ns()}"
    talk = chat.room(name, name).write("Hello")
    chat.until(talk.stands, chatting.PATIENCE)
    return talk


@contextmanager
def open_discord(*, limits: bool = True) -> Iterator["_Chat"]:
    """Open a server, with Discord's limits unless told otherwise."""
    with FakeDiscord(checks="later") as discord:
        if limits:
            discord.faults.discords_limits()
        yield _Chat(discord)


class _Chat(Counting):
    name = "Discord"
    place = "thread"
    apart = (1.0, 3.0)

    def __init__(self, discord: FakeDiscord) -> None:
        super().__init__(discord)
        self.discord = discord
        self._rooms: dict[str, Channel] = {}

    def variables(self) -> Mapping[str, str]:
        return variables(self.discord)

    def connected(self) -> bool:
        return bool(self.discord.identified)

    def room(self, person: str, room: str) -> "_Spot":
        if room not in self._rooms:
            self._rooms[room] = self.discord.channel(room)
        return _Spot(self.discord, self.discord.person(person), self._rooms[room])

    def direct(self, *people: str) -> "Sequence[_Spot]":
        # A person's later messages go to the session that the first one opened.
        found = [self.discord.person(each) for each in people]
        return [_Spot(self.discord, each, each.dm) for each in found]


class _Spot:
    def __init__(self, discord: FakeDiscord, person: Person, room: Channel) -> None:
        self._discord, self._person, self._room = discord, person, room

    def write(self, text: str) -> "_Talk":
        direct = self._room.recipient is not None
        words = text if direct else f"{self._discord.bot.mention} {text}"
        before = self._discord.calls
        written = time.monotonic()
        message = self._person.says(self._room, words)
        place = self._room.id if direct else str(message["id"])
        return _Talk(self._discord, self._person, message, place, written, len(before))


class _Talk(Shown[Call]):
    """`place`: the thread on the message, or the DM."""

    def __init__(
        self,
        discord: FakeDiscord,
        person: Person,
        first: Json,
        place: str,
        written: float,
        since: int,
    ) -> None:
        self._discord, self._person, self._first = discord, person, first
        self._place, self.written, self._since = place, written, since

    def _calls(self) -> list[Call]:
        """Calls that showed something at the message or in its thread, in order."""
        return [
            each
            for each in self._discord.calls[self._since :]
            if each.method != "GET"
            and 200 <= each.status < 300
            and self._place in (each.places.get("channel_id"), each.places.get("message_id"))
        ]

    def _posts(self) -> list[Call]:
        return [each for each in self._calls() if each.name == "create_message"]

    def settled(self, words: str) -> bool:
        held = self._first.get("reactions", [])
        marks = {each["emoji"]["name"] for each in held}
        return marks == _DONE and self.told(words) is not None

    def told(self, words: str) -> float | None:
        written = json.dumps(words)[1:-1]
        found = (each.at for each in self._calls() if written in json.dumps(each.body))
        return next(found, None)

    def _asked(self) -> Call | None:
        """The copy that notifies, in the thread or in the person's direct messages."""
        places = self._place, self._person.dm.id
        for each in self._discord.called("create_message"):
            body = json.dumps(each.body)
            here = each.status == 200 and each.places["channel_id"] in places
            loud = not int(each.body.get("flags", 0)) & _SILENT
            if here and loud and chatting.QUESTION in body:
                return each
        return None

    def press(self) -> None:
        found = self._asked()
        assert found is not None
        with self._discord.core.changed:
            place = self._discord.world.channels[found.places["channel_id"]]
            message = place.messages[found.answer["id"]]
        self._person.presses(message, chatting.CHOICE)

    def _changed(self, post: Call, words: str = "", since: float = 0.0) -> float | None:
        """When a message was first edited so that it has these words."""
        edits = (
            each.at
            for each in self._discord.called("update_message")
            if each.status == 200
            and each.at >= since
            and each.places["message_id"] == post.answer["id"]
            and words in json.dumps(each.body)
        )
        return next(edits, None)

    def edits(self, since: float) -> int:
        return sum(each.name == "update_message" and each.at >= since for each in self._calls())
