"""From what somebody writes in Slack to what they see there, beside fifty sessions at work."""

import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.channels.promises.by_slack import variables
from tests.e2e.running import running
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says
from tests.servers.slack.core import Call
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

BUSY = "Keep busy"
ASK = "Ask me"
STEP = 0.5
"""Seconds that each model call of a busy session takes."""
PATIENCE = 60.0
_MODEL = "bench"
_numbers = itertools.count()
_asked_at: dict[str, float] = {}
"""When the model had asked, by the message that made it ask."""


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Slack's event → visible sign, question → direct message, calls per turn."""
    return asyncio.run(_measure(sizes))


async def behave(exchange: Exchange) -> None:
    """Work for ever, ask once, or answer at once, as the first message says."""
    asked = next(each for each in exchange.body["messages"] if each["role"] == "user")
    number = next(_numbers)
    if BUSY in str(asked["content"]):
        await asyncio.sleep(STEP)
        content = json.dumps({"path": "notes.md", "content": f"note {number}"})
        await calls((0, f"c{number}", "write_file", content))(exchange)
    elif ASK in str(asked["content"]) and exchange.body["messages"][-1]["role"] == "user":
        question = json.dumps({"question": "Which of the two?", "choices": ["This", "That"]})
        await calls((0, f"c{number}", "ask_person", question))(exchange)
        _asked_at[_words(asked["content"])] = time.monotonic()
    else:
        await says("It is done, and all is well.")(exchange)


def _words(content: object) -> str:
    """Return the mark of a message that asks, whatever stands around it."""
    return str(content).partition(ASK)[2].split()[0]


async def _measure(sizes: Sizes) -> Sequence[Figure]:
    async with OpenAiServer(behave).running() as server:
        settings = {
            "HEDDLE_MODELS__BASE_URL": server.base,
            "HEDDLE_MODELS__ALIASES": json.dumps({_MODEL: [f"openai/{_MODEL}"]}),
            "HEDDLE_MODELS__DEFAULT": _MODEL,
            "OPENAI_API_KEY": "not-a-key",
            "HEDDLE_CAPS__DEFAULT": "1000",
            "HEDDLE_CAPS__MAX": "1000",
            "HEDDLE_WORKER__CONCURRENCY": "1000",
            "HEDDLE_BUDGET__TURN__STEPS": "100000",
            "HEDDLE_NOTIFY__AN_HOUR": "100000",
        }
        return await asyncio.to_thread(_use, sizes, settings)


def _use(sizes: Sizes, settings: dict[str, str]) -> Sequence[Figure]:
    busy = min(50, sizes.in_flight)
    with tempfile.TemporaryDirectory(prefix="heddle-bench-") as folder, FakeSlack() as slack:
        slack.faults.slacks_limits()
        place = Path(folder) / "data"
        with running(place, **variables(slack), **settings):
            slack.until(lambda: slack.sockets.connections, PATIENCE)
            use = _Use(slack)
            use.warm_up()
            alone = [use.calls_of_a_turn(direct=direct) for direct in (False, True)]
            use.keep_busy(busy)
            signs = [use.sign() for _ in range(sizes.messages // 4)]
            asks = [use.question() for _ in range(sizes.messages // 4)]
        violations = len(slack.violations)
    return [
        Figure("event to visible sign p50", middle(signs), "ms"),
        Figure("event to visible sign p95", percentile(signs, 0.95), "ms", 300),
        Figure("question to DM p50", middle(asks), "ms"),
        Figure("question to DM p95", percentile(asks, 0.95), "ms", 150),
        Figure("calls per turn in a channel", alone[0], "", 7),
        Figure("calls per turn in a DM", alone[1], "", 7),
        Figure("requests against Slack's types or limits", violations, "", 0),
    ]


class _Use:
    """What people do in the workspace."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._bot = slack.workspace.bot

    def _somebody(self) -> tuple[Person, Channel]:
        person = self._slack.person(f"p{next(_numbers)}")
        return person, self._slack.channel(f"room{next(_numbers)}", person)

    def _write(self, person: Person, room: Channel, text: str) -> str:
        mention = "" if room.kind == "im" else f"<@{self._bot}> "
        return str(person.says(room, f"{mention}{text}")["ts"])

    def _calls_about(self, room: Channel, ts: str) -> list[Call]:
        """Calls that show something at a message or in its thread."""
        return [
            call
            for call in self._slack.calls
            if call.arguments.get("channel", call.arguments.get("channel_id")) == room.id
            and ts
            in (
                call.arguments.get("thread_ts"),
                call.arguments.get("timestamp"),
                call.arguments.get("ts"),
            )
        ]

    def _answered(self, room: Channel, ts: str) -> bool:
        replies = self._slack.messages(room, ts)
        return any("all is well" in json.dumps(each) for each in replies)

    def warm_up(self) -> None:
        """Let every part of the path be loaded once."""
        person, room = self._somebody()
        for where in (room, person.dm):
            ts = self._write(person, where, "Hello")
            self._slack.until(partial(self._answered, where, ts), PATIENCE)

    def calls_of_a_turn(self, *, direct: bool) -> float:
        """Return how many calls one turn needs, all of them counted."""
        turns = 4
        person, room = self._somebody()
        where = person.dm if direct else room
        before = len(self._slack.calls)
        for _ in range(turns):
            ts = self._write(person, where, "Hello")
            self._slack.until(partial(self._is_over, where, ts), PATIENCE)
        return (len(self._slack.calls) - before) / turns

    def _is_over(self, room: Channel, ts: str) -> bool:
        first = next(each for each in self._slack.messages(room) if each["ts"] == ts)
        names = {each["name"] for each in first.get("reactions", [])}
        return self._answered(room, ts) and "white_check_mark" in names

    def keep_busy(self, count: int) -> None:
        """Open so many sessions that never end."""
        person, room = self._somebody()
        begun = [self._write(person, room, BUSY) for _ in range(count)]
        self._slack.until(lambda: all(self._calls_about(room, ts) for ts in begun), 120)

    def sign(self) -> float:
        """Return the milliseconds from a message to the first sign of it."""
        person, room = self._somebody()
        written = time.monotonic()
        ts = self._write(person, room, "Hello")
        self._slack.until(lambda: self._calls_about(room, ts), PATIENCE)
        return (self._calls_about(room, ts)[0].at - written) * 1000

    def question(self) -> float:
        """Return the milliseconds from the model's question to the message about it."""
        person, room = self._somebody()
        mark = f"m{next(_numbers)}"
        ts = self._write(person, room, f"{ASK} {mark} now")
        self._slack.until(lambda: self._asked(room, ts), PATIENCE)
        return (self._asked(room, ts)[0].at - _asked_at[mark]) * 1000

    def _asked(self, room: Channel, ts: str) -> list[Call]:
        return [
            call
            for call in self._calls_about(room, ts)
            if call.method == "chat.postMessage" and "Which of the two?" in str(call.arguments)
        ]
