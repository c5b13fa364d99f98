"""What people do on a chat platform while it is measured, whichever platform it is."""

import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.e2e.running import running
from tests.servers.openai import Behaviour, Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says

Result = TypeVar("Result")

BUSY = "Keep busy"
ASK = "Ask me"
QUESTION = "Which of the two?"
CHOICE = "This"
ANSWER = "It is done, and all is well."
STEP = 2.0
"""Seconds that each model call of a busy session takes: with fifty of them 25 steps a second."""
THOUGHT = 2.0
"""Seconds after which the model asks: a channel takes a post a second, and the card was one."""
SAMPLES = 20
"""Most messages and most questions: a workspace takes so many edits a minute only."""
TURNS = 4
STRAGGLERS = 2.0
"""Seconds after a turn in which calls still belong to it."""
ROOMS = 10
"""Channels that the busy sessions stand in."""
PATIENCE = 60.0
_MODEL = "bench"
_numbers = itertools.count()
_asked_at: dict[str, float] = {}
"""When the model had asked, by the message that made it ask."""


class Talk(Protocol):
    """A message that somebody wrote, and what came of it; times are of the monotonic clock."""

    @property
    def written(self) -> float:
        """When it was written."""

    def signs(self) -> Sequence[float]:
        """When something was shown at it or in its thread, in order."""

    def stands(self) -> bool:
        """Tell whether its card was posted."""

    def settled(self, words: str) -> bool:
        """Tell whether the answer stands there, and the mark that all is done."""

    def told(self, words: str) -> float | None:
        """When these words were first shown in its thread, if they were."""

    def asked(self) -> float | None:
        """When the copy of its question was posted that notifies."""

    def offered(self) -> float | None:
        """When the card had the question's buttons."""

    def press(self) -> None:
        """Press the first choice of the copy that notified."""

    def concluded(self, since: float) -> float | None:
        """When all copies had changed after that time, if they did."""

    def edits(self, since: float) -> int:
        """Count how often something in its thread was changed."""


class Spot(Protocol):
    """Somebody and where they write."""

    def write(self, text: str) -> Talk:
        """Write to heddle there."""


class Chat(Protocol):
    """A platform with a heddle connected to it."""

    name: str
    place: str
    """What a turn goes on in, where it is not a DM."""
    apart: tuple[float, float]
    """Seconds between two messages, and between two questions."""

    def variables(self) -> Mapping[str, str]:
        """Return the settings that connect a heddle to it."""

    def connected(self) -> bool:
        """Tell whether one is."""

    def room(self, person: str, room: str) -> Spot:
        """Return a person in a room; both are made at need."""

    def direct(self, *people: str) -> Sequence[Spot]:
        """Return direct messages in which so many first messages each open a session."""

    def until(self, holds: Callable[[], object], patience: float) -> None:
        """Block until it holds."""

    def called(self) -> int:
        """Count all calls so far."""

    def limited(self, first: int) -> int:
        """Count the calls from that one on that came too often."""

    def wrong(self) -> int:
        """Count the requests against the platform's types or limits."""


OpenChat = Callable[[], AbstractContextManager[Chat]]


def measure(sizes: Sizes, open_chat: OpenChat) -> Sequence[Figure]:
    """Event → visible sign, question → message, calls per turn."""
    return with_model(behave, partial(_use, sizes, open_chat))


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
        question = json.dumps({"question": QUESTION, "choices": [CHOICE, "That"]})
        await calls((0, f"c{number}", "ask_person", question))(exchange)
        _asked_at[_words(asked["content"])] = time.monotonic()
    else:
        await says(ANSWER)(exchange)


def _words(content: object) -> str:
    """Return the mark of a message that asks, whatever stands around it."""
    return str(content).partition(ASK)[2].split()[0]


def with_model(behaviour: Behaviour, use: Callable[[dict[str, str]], Result]) -> Result:
    """Do something with the settings that let a heddle call a model of this behaviour."""

    async def run() -> Result:
        async with OpenAiServer(behaviour).running() as server:
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
            return await asyncio.to_thread(use, settings)

    return asyncio.run(run())


@contextmanager
def connected(open_chat: OpenChat, settings: Mapping[str, str], words: str) -> Iterator[Chat]:
    """Give a platform with a heddle that has answered there, in these words, before."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="heddle-bench-"))
        chat = stack.enter_context(open_chat())
        data = Path(folder) / "data"
        stack.enter_context(running(data, **chat.variables(), **settings))
        chat.until(chat.connected, PATIENCE)
        for spot in (somewhere(chat), *chat.direct(somebody())):
            talk = spot.write("Hello")
            chat.until(partial(talk.settled, words), PATIENCE)
        yield chat


def somebody() -> str:
    """Return the name of somebody new."""
    return f"p{next(_numbers)}"


def somewhere(chat: Chat) -> Spot:
    """Return somebody new in a new room."""
    return chat.room(somebody(), f"room{next(_numbers)}")


def _use(sizes: Sizes, open_chat: OpenChat, settings: dict[str, str]) -> Sequence[Figure]:
    with connected(open_chat, settings, ANSWER) as chat:
        people = [somebody() for _ in range(TURNS)]
        spots = [somewhere(chat)] * TURNS, chat.direct(*people)
        alone = [_calls_of_a_turn(chat, each) for each in spots]
        busy = _keep_busy(chat, min(50, sizes.in_flight))
        before, began = chat.called(), time.monotonic()
        samples = min(SAMPLES, sizes.messages // 3)
        signs = [_sign(chat) for _ in range(samples)]
        asks = [_question(chat) for _ in range(samples)]
        minutes = (time.monotonic() - began) / 60
        edits = sum(each.edits(began) for each in busy)
        limited, wrong = chat.limited(before), chat.wrong()
    told, cards, outcomes = zip(*asks, strict=True)
    return [
        Figure("event to visible sign p50", middle(signs), "ms"),
        Figure("event to visible sign p95", percentile(signs, 0.95), "ms", 300),
        Figure("question to message p50", middle(told), "ms"),
        Figure("question to message p95", percentile(told, 0.95), "ms", 150),
        Figure("question to the card's buttons p95", percentile(cards, 0.95), "ms"),
        Figure("answer to outcome on every copy p95", percentile(outcomes, 0.95), "ms"),
        Figure(f"calls per turn in a {chat.place}", alone[0], "", 7),
        Figure("calls per turn in a DM", alone[1], "", 7),
        Figure("edits of busy cards a minute, all together", edits / minutes, ""),
        Figure(f"calls that {chat.name} limited", limited, "", 0),
        Figure(f"requests against {chat.name}'s types or limits", wrong, "", 0),
    ]


def _calls_of_a_turn(chat: Chat, spots: Sequence[Spot]) -> float:
    """Return how many calls one turn needs, all of them counted."""
    before = chat.called()
    for spot in spots:
        talk = spot.write("Hello")
        chat.until(partial(talk.settled, ANSWER), PATIENCE)
        _rest(chat, time.monotonic() + STRAGGLERS)
    return (chat.called() - before) / len(spots)


def _keep_busy(chat: Chat, count: int) -> Sequence[Talk]:
    """Open so many sessions that never end, and wait until their cards stand."""
    rooms = [chat.room("busy", f"busy{number}") for number in range(ROOMS)]
    talks = [rooms[each % ROOMS].write(f"{BUSY} {each}") for each in range(count)]
    chat.until(lambda: all(each.stands() for each in talks), 120)
    return talks


def _sign(chat: Chat) -> float:
    """Return the milliseconds from a message to the first sign of it."""
    talk = somewhere(chat).write("Hello")
    chat.until(talk.signs, PATIENCE)
    _rest(chat, talk.written + chat.apart[0])
    return (talk.signs()[0] - talk.written) * 1000


def _question(chat: Chat) -> tuple[float, float, float]:
    """Return the milliseconds from the model's question to the message about it and to the
    buttons on the card, and from the answer to what both show of it.
    """
    mark = f"m{next(_numbers)}"
    talk = somewhere(chat).write(f"{ASK} {mark} now")
    told, buttons = _at(chat, talk.asked), _at(chat, talk.offered)
    answered = time.monotonic()
    talk.press()
    last = _at(chat, partial(talk.concluded, answered))
    _rest(chat, talk.written + chat.apart[1])
    asked = _asked_at[mark]
    return (told - asked) * 1000, (buttons - asked) * 1000, (last - answered) * 1000


def _at(chat: Chat, when: Callable[[], float | None]) -> float:
    """Return when something happened, once it did."""
    chat.until(lambda: when() is not None, PATIENCE)
    found = when()
    assert found is not None
    return found


def _rest(chat: Chat, until: float) -> None:
    chat.until(lambda: time.monotonic() >= until, PATIENCE)
