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
from tests.servers.slack.core import Call, Json
from tests.servers.slack.limits import elements
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

BUSY = "Keep busy"
ASK = "Ask me"
STEP = 2.0
"""Seconds that each model call of a busy session takes: with fifty of them 25 steps a second."""
THOUGHT = 2.0
"""Seconds after which the model asks: a channel takes a post a second, and the card was one."""
SAMPLES = 20
"""Most messages and most questions: a workspace takes so many edits a minute only."""
APART = (2.0, 6.0)
"""Seconds between two messages, and between two questions."""
ROOMS = 10
"""Channels that the busy sessions stand in."""
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
        await asyncio.sleep(THOUGHT)
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
            before, began = len(slack.calls), time.monotonic()
            samples = min(SAMPLES, sizes.messages // 3)
            signs = [use.sign() for _ in range(samples)]
            asks = [use.question() for _ in range(samples)]
            minutes = (time.monotonic() - began) / 60
        calls, violations = slack.calls[before:], len(slack.violations)
    steps = [each for each in calls if each.method == "chat.update" and use.of_busy(each)]
    told, cards, outcomes = zip(*asks, strict=True)
    return [
        Figure("event to visible sign p50", middle(signs), "ms"),
        Figure("event to visible sign p95", percentile(signs, 0.95), "ms", 300),
        Figure("question to message p50", middle(told), "ms"),
        Figure("question to message p95", percentile(told, 0.95), "ms", 150),
        Figure("question to the card's buttons p95", percentile(cards, 0.95), "ms"),
        Figure("answer to outcome on every copy p95", percentile(outcomes, 0.95), "ms"),
        Figure("calls per turn in a channel", alone[0], "", 7),
        Figure("calls per turn in a DM", alone[1], "", 7),
        Figure("edits of busy cards a minute, all together", len(steps) / minutes, ""),
        Figure("calls that Slack limited", sum(each.status == 429 for each in calls), "", 0),
        Figure("requests against Slack's types or limits", violations, "", 0),
    ]


class _Use:
    """What people do in the workspace."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._bot = slack.workspace.bot
        self._busy: set[str] = set()

    def _somebody(self) -> tuple[Person, Channel]:
        person = self._slack.person(f"p{next(_numbers)}")
        return person, self._slack.channel(f"room{next(_numbers)}", person)

    def _write(self, person: Person, room: Channel, text: str) -> str:
        mention = "" if room.kind == "im" else f"<@{self._bot}> "
        return str(person.says(room, f"{mention}{text}")["ts"])

    def _calls_about(self, room: Channel, ts: str) -> list[Call]:
        """Calls that showed something at a message or in its thread."""
        return [
            call
            for call in self._slack.calls
            if call.ok
            and call.arguments.get("channel", call.arguments.get("channel_id")) == room.id
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
        """Open so many sessions that never end, and wait until their cards stand."""
        person = self._slack.person("busy")
        rooms = [self._slack.channel(f"busy{number}", person) for number in range(ROOMS)]
        self._busy = {each.id for each in rooms}
        begun = [(rooms[each % ROOMS], f"{BUSY} {each}") for each in range(count)]
        stand = [(room, self._write(person, room, text)) for room, text in begun]
        self._slack.until(lambda: all(self._posted(*each) for each in stand), 120)

    def of_busy(self, call: Call) -> bool:
        """Tell whether a call is about one of those."""
        return call.arguments.get("channel") in self._busy

    def _posted(self, room: Channel, ts: str) -> list[Call]:
        about = self._calls_about(room, ts)
        return [each for each in about if each.method == "chat.postMessage"]

    def sign(self) -> float:
        """Return the milliseconds from a message to the first sign of it."""
        person, room = self._somebody()
        written = time.monotonic()
        ts = self._write(person, room, "Hello")
        self._slack.until(lambda: self._calls_about(room, ts), PATIENCE)
        self._rest(written + APART[0])
        return (self._calls_about(room, ts)[0].at - written) * 1000

    def question(self) -> tuple[float, float, float]:
        """Return the milliseconds from the model's question to the message about it and to the
        buttons on the card, and from the answer to what both show of it.
        """
        person, room = self._somebody()
        mark, written = f"m{next(_numbers)}", time.monotonic()
        ts = self._write(person, room, f"{ASK} {mark} now")
        self._slack.until(lambda: self._asked(room, ts), PATIENCE)
        told, card = self._asked(room, ts)[0], self._posted(room, ts)[0]
        self._slack.until(lambda: self._edits(room, card, '"This"'), PATIENCE)
        buttons, posted = self._edits(room, card, '"This"')[0], told.answer["message"]
        action, value = _button(posted)
        answered = time.monotonic()
        person.press(posted, action, value)
        both = (told, card)
        over = [partial(self._edits, room, each, "", answered) for each in both]
        self._slack.until(lambda: all(each() for each in over), PATIENCE)
        self._rest(written + APART[1])
        asked, last = _asked_at[mark], max(each()[0].at for each in over)
        return (told.at - asked) * 1000, (buttons.at - asked) * 1000, (last - answered) * 1000

    def _asked(self, room: Channel, ts: str) -> list[Call]:
        found = self._posted(room, ts)
        return [each for each in found if "Which of the two?" in json.dumps(each.arguments)]

    def _edits(self, room: Channel, post: Call, words: str, since: float = 0.0) -> list[Call]:
        return [
            each
            for each in self._slack.calls
            if each.method == "chat.update"
            and each.ok
            and each.at >= since
            and (each.arguments["channel"], each.arguments["ts"]) == (room.id, post.answer["ts"])
            and words in json.dumps(each.arguments)
        ]

    def _rest(self, until: float) -> None:
        self._slack.until(lambda: time.monotonic() >= until)


def _button(message: Json) -> tuple[str, str]:
    """Return what the first choice of a question sends."""
    return next(
        (each["action_id"], each.get("value", ""))
        for block in message["blocks"]
        for each in elements(block)
        if each.get("type") == "button" and each["text"]["text"] == "This"
    )
