"""From what somebody writes in Slack to what they see there, beside fifty sessions at work."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.bench.faking import Counting, Shown
from tests.bench.figures import Figure, Sizes
from tests.bench.rows import chatting
from tests.channels.promises.by_slack import variables
from tests.servers.slack.core import Call, Json
from tests.servers.slack.limits import elements
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Slack's event → visible sign, question → direct message, calls per turn."""
    return chatting.measure(sizes, open_slack)


@contextmanager
def open_slack(*, limits: bool = True) -> Iterator[chatting.Chat]:
    """Open a workspace, with Slack's limits unless told otherwise."""
    with FakeSlack() as slack:
        if limits:
            slack.faults.slacks_limits()
        yield _Chat(slack)


class _Chat(Counting):
    name = "Slack"
    place = "channel"
    apart = (2.0, 6.0)

    def __init__(self, slack: FakeSlack) -> None:
        super().__init__(slack)
        self.slack = slack
        self._rooms: dict[str, Channel] = {}

    def variables(self) -> Mapping[str, str]:
        return variables(self.slack)

    def connected(self) -> bool:
        return bool(self.slack.sockets.connections)

    def room(self, person: str, room: str) -> "_Spot":
        somebody = self.slack.person(person)
        if room not in self._rooms:
            self._rooms[room] = self.slack.channel(room, somebody)
        return _Spot(self.slack, somebody, self._rooms[room])

    def direct(self, *people: str) -> "Sequence[_Spot]":
        # Each message opens a session, whoever wrote before.
        first = self.slack.person(people[0])
        return [_Spot(self.slack, first, first.dm)] * len(people)


class _Spot:
    def __init__(self, slack: FakeSlack, person: Person, room: Channel) -> None:
        self._slack, self._person, self._room = slack, person, room

    def write(self, text: str) -> "_Talk":
        mention = "" if self._room.kind == "im" else f"<@{self._slack.workspace.bot}> "
        written = time.monotonic()
        ts = str(self._person.says(self._room, f"{mention}{text}")["ts"])
        return _Talk(self._slack, self._person, self._room, ts, written)


class _Talk(Shown[Call]):
    def __init__(
        self, slack: FakeSlack, person: Person, room: Channel, ts: str, written: float
    ) -> None:
        self._slack, self._person, self._room = slack, person, room
        self._ts, self.written = ts, written

    def _calls(self) -> list[Call]:
        """Calls that showed something at the message or in its thread, in order."""
        return [
            call
            for call in self._slack.calls
            if call.ok
            and call.arguments.get("channel", call.arguments.get("channel_id")) == self._room.id
            and self._ts
            in (
                call.arguments.get("thread_ts"),
                call.arguments.get("timestamp"),
                call.arguments.get("ts"),
            )
        ]

    def _posts(self) -> list[Call]:
        return [each for each in self._calls() if each.method == "chat.postMessage"]

    def settled(self, words: str) -> bool:
        first = next(each for each in self._slack.messages(self._room) if each["ts"] == self._ts)
        names = {each["name"] for each in first.get("reactions", [])}
        return "white_check_mark" in names and self.told(words) is not None

    def told(self, words: str) -> float | None:
        """The last that was done to the message with these words: text comes in pieces."""
        replies = self._slack.messages(self._room, self._ts)
        ts = next((each["ts"] for each in replies if words in json.dumps(each)), None)
        if ts is None:
            return None
        calls = [each for each in self._slack.calls if each.ok]
        return max(
            each.at for each in calls if ts in (each.arguments.get("ts"), each.answer.get("ts"))
        )

    def _asked(self) -> Call | None:
        found = (each for each in self._posts() if chatting.QUESTION in json.dumps(each.arguments))
        return next(found, None)

    def press(self) -> None:
        found = self._asked()
        assert found is not None
        posted = found.answer["message"]
        self._person.press(posted, *_button(posted))

    def _changed(self, post: Call, words: str = "", since: float = 0.0) -> float | None:
        """When a message was first edited so that it has these words."""
        key = self._room.id, post.answer["ts"]
        edits = (
            each.at
            for each in self._slack.calls
            if each.method == "chat.update"
            and each.ok
            and each.at >= since
            and (each.arguments["channel"], each.arguments["ts"]) == key
            and words in json.dumps(each.arguments)
        )
        return next(edits, None)

    def edits(self, since: float) -> int:
        """Of its card alone: nothing else of a session at work is changed."""
        if not self.stands():
            return 0
        card = self._posts()[0].answer["ts"]
        return sum(
            each.method == "chat.update"
            and each.at >= since
            and (each.arguments["channel"], each.arguments["ts"]) == (self._room.id, card)
            for each in self._slack.calls
        )


def _button(message: Json) -> tuple[str, str]:
    """Return what the first choice of a question sends."""
    return next(
        (each["action_id"], each.get("value", ""))
        for block in message["blocks"]
        for each in elements(block)
        if each.get("type") == "button" and each["text"]["text"] == chatting.CHOICE
    )
