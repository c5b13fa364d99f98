"""A model that does anything a model may do, from the seed."""

import json
import re
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence

from service.agent import toolset
from service.domain.errors import ContextOverflow, Permanent, Temporary
from service.domain.events import Reply, ToolCall
from service.ports.model import ModelRequest
from tests.simulation import courses
from tests.simulation.chaos import Chaos
from tests.simulation.processes import Process
from tests.simulation.silence import MODEL_HANGS, Silence
from tests.simulation.story import Story

MARK = re.compile(r"\bmk\d+(?:e\d+)?\b")
_SESSION = re.compile(r"This is session (\d+) ")
_FAILURES = (
    ("limited", 3.0),
    ("down", 3.0),
    ("cut", 3.0),
    ("hang", 0.5),
    ("overflow", 0.5),
    ("permanent", 0.3),
    ("silent", 0.5),
)
_REPLIES = (
    ("tools", 8.0),
    ("prose", 1.5),
    ("finish", 2.5),
    ("ask", 2.0),
    ("asks", 0.5),
    ("ask and tools", 1.0),
    ("ask and finish", 0.5),
    ("finish and tools", 0.7),
    ("two finishes", 0.3),
    ("breadcrumb", 1.0),
    ("malformed", 0.7),
    ("unknown tool", 0.5),
    ("empty", 0.6),
    ("cut prose", 0.5),
    ("cut call", 0.4),
    ("refusal", 0.1),
    ("same id twice", 0.2),
)


class Reading:
    """Outside of every process: what models were sent, and what they asked to be done."""

    def __init__(self) -> None:
        self.marks: defaultdict[int, set[str]] = defaultdict(set)
        self.calls: defaultdict[int, int] = defaultdict(int)
        self.tokens = 0

    def token(self) -> str:
        """Return a word that no other tool call carries."""
        self.tokens += 1
        return f"tok{self.tokens}"


SLOWEST = 8.0
"""Seconds until a model that does not hang replies: nobody may be told of it."""


class SimModel:
    """One process's way to the model."""

    def __init__(
        self, process: Process, reading: Reading, chaos: Chaos, story: Story, silence: Silence
    ) -> None:
        self._process = process
        self._reading = reading
        self._chaos = chaos
        self._story = story
        self._silence = silence
        self._random = chaos.stream("model")

    def candidates(self, alias: str) -> Sequence[str]:
        return [f"sim/{alias}", "sim/spare"] if alias == "fast" else [f"sim/{alias}"]

    def window(self, model: str) -> int:
        return 1200 if model == "sim/small" else 100_000

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in + 4 * tokens_out) / 1e6

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Reply, None]:
        number = self._note(request)
        await self._process.gate("at a model call")
        if self._chaos.happens("poison", self._chaos.rates.poison / 4):
            self._process.die("killed by its model call")
        await self._process.sleep(min(self._random.expovariate(1.0) * 1.5, SLOWEST))
        if self._chaos.happens("model fails", self._chaos.rates.model_fails):
            kind = self._chaos.pick("model failure", _FAILURES)
            self._story.count(f"model says {kind}")
            if kind == "silent":
                return
            if kind in ("cut", "hang"):
                yield "I was about to"
            await self._fail(kind, number)
        if courses.is_asked(request):
            yield courses.opinion(request, self._chaos.stream("judge"))
            return
        if not request.tools:
            yield Reply("Goal and decisions, in short.", tokens_in=50, tokens_out=20)
            return
        reply = self._reply(number)
        if reply.text:
            for piece in (reply.text[:4], reply.text[4:]):
                yield piece
                await self._process.sleep(self._random.random() * 0.5)
        await self._process.gate("before a reply")
        yield reply

    def _note(self, request: ModelRequest) -> int:
        found = _SESSION.search(request.messages[0].text)
        number = int(found.group(1)) if found else 0
        text = "\n".join(message.text for message in request.messages)
        marks = set(MARK.findall(text))
        new = sorted(marks - self._reading.marks[number])
        self._reading.marks[number] |= marks
        self._reading.calls[number] += 1
        self._story.tell(self._process.name, number, f"asks the model, it reads {new}")
        return number

    async def _fail(self, kind: str, number: int) -> None:
        if kind == "limited":
            wait = self._random.choice((None, 2.0, 15.0, 90.0))
            raise Temporary("too many requests", retry_after=wait, source="sim", limited=True)
        if kind == "overflow":
            raise ContextOverflow("too long")
        if kind == "permanent":
            raise Permanent("the key is wrong")
        if kind == "hang" and number:  # a summary does not say whose it is: it is cut
            with self._silence.hangs(number):
                await self._process.sleep(MODEL_HANGS)
        raise Temporary(f"the provider failed: {kind}", source="sim")

    def _reply(self, number: int) -> Reply:
        kind = self._chaos.pick("reply", _REPLIES)
        if not self._chaos.on or self._random.random() < self._reading.calls[number] / 60:
            kind = "finish" if self._random.random() < 0.8 else "prose"
        self._story.count(f"reply {kind}")
        calls, finish = self._calls(kind), "stop"
        if kind.startswith("cut"):
            finish = "length"
        elif kind == "refusal":
            finish = "refusal"
        elif calls:
            finish = "tool_calls"
        wordless = kind in ("empty", "refusal") or (calls and self._random.random() < 0.5)
        text = "" if wordless else f"Working on it ({kind})."
        described = ", ".join(f"{call.id}={call.name}{call.arguments}" for call in calls)
        self._story.tell(self._process.name, number, f"the model replies {kind}: {described}")
        size = self._random.randint(20, 900)
        return Reply(text, calls, finish, "sim", size, size // 4, size / 1e5, 1.0, 0.2)

    def _question(self) -> dict[str, object]:
        """Ask plainly, or for what is decided by its default, or for what cannot wait."""
        rng = self._chaos.stream("questions")
        asked: dict[str, object] = {
            "question": "Which one?",
            "choices": ["a", "b", "c", "d"][: rng.randint(0, 4)],
        }
        if rng.random() < 0.4:
            asked |= {"default": "a", "reversible": True, "decide_after_minutes": 1}
        return asked | {"important": rng.random() < 0.2}

    def _calls(self, kind: str) -> list[ToolCall]:
        ask = ("ask_person", self._question())
        finish = ("finish", {"summary": "All of it is done.", "files": ["report.md"]})
        work = [
            (self._random.choice(("work", "write", "slow")), {"token": self._reading.token()})
            for _ in range(self._random.randint(1, 3))
        ]
        plans: dict[str, list[tuple[str, object]]] = {
            "tools": list(work),
            "finish": [finish],
            "ask": [ask],
            "asks": [ask, ask],
            "ask and tools": [ask, *work],
            "ask and finish": [finish, ask],
            "finish and tools": [finish, *work],
            "two finishes": [finish, finish],
            "breadcrumb": [(toolset.BREADCRUMB, {"text": "next: the rest"}), *work],
            "malformed": [("work", '{"token": '), *work],
            "unknown tool": [("fly", {}), *work],
            "cut call": [*work, ("write", '{"token": "tok')],
            "same id twice": [*work, *work[:1]],
        }
        same = kind == "same id twice"
        return [
            ToolCall(
                f"call_{0 if same else place}",
                name,
                given if isinstance(given, str) else json.dumps(given),
            )
            for place, (name, given) in enumerate(plans.get(kind, ()))
        ]
