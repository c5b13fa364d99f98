"""An agent that leaves its course, on a whole deployment: seen twice, told, brought back."""

import asyncio
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from service.agent.courses import INSTRUCTION
from service.domain.items import ON_TRACK, REDIRECT, STOP
from tests.channels.promises.by_web import Web
from tests.e2e.running import running, wait_until
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says

pytestmark = pytest.mark.timeout(240)

TASK = "Fix the rounding of the totals in report.py. Do not touch the website."
DONE = "The rounding in report.py is fixed."
HINT = "Leave the website alone and fix the rounding in report.py."
MODELS = {"clever": ["openai/clever"], "small": ["openai/small"]}
WAYS_OUT = [REDIRECT, STOP, ON_TRACK]
LONG = (20_000, 100)
"""Tokens of an agent's call: the judge may use three hundredths of them."""


class Provider:
    """Plays an agent that restyles the website until it reads the hint, and its judge."""

    def __init__(self) -> None:
        self.looks: list[list[dict[str, Any]]] = []
        self.said: list[str] = []
        self._looked = asyncio.Condition()

    async def behave(self, exchange: Exchange) -> None:
        messages = exchange.body["messages"]
        if messages[0]["content"] == INSTRUCTION:
            await self._judge(exchange, json.loads(messages[1]["content"]))
            return
        read = json.dumps(messages)
        if HINT in read:
            done = json.dumps({"summary": DONE})
            await calls((0, "f", "finish", done))(exchange)
            return
        step = sum(each["role"] == "tool" for each in messages) + 1
        await self._wait_for_the_judge(step)
        if step > 24:
            await exchange.gone.wait()
            return
        arguments = json.dumps({"path": f"website/page{step}.css", "content": "color: red"})
        await calls((0, f"c{step}", "write_file", arguments), usage=LONG)(exchange)

    async def _judge(self, exchange: Exchange, material: dict[str, Any]) -> None:
        first = material["steps"][0]
        opinion = {
            "course": "drifting",
            "confidence": 0.95,
            "step": first["step"],
            "quote": f'path="website/page{first["step"]}.css"',
            "why": "restyles the website",
            "hint": HINT,
        }
        self.said = material["said"] + material["rules_out"]
        await says(json.dumps(opinion), usage=(900, 100))(exchange)
        async with self._looked:
            self.looks.append(material["steps"])
            self._looked.notify_all()

    async def _wait_for_the_judge(self, step: int) -> None:
        """The agent is not faster than its judge here, so that both can be told apart."""
        needed = 2 if step >= 20 else 1 if step >= 12 else 0
        async with self._looked:
            await self._looked.wait_for(lambda: len(self.looks) >= needed)


async def test_who_leaves_the_course_is_seen_twice_and_brought_back_by_one_press(
    tmp_path: Path,
) -> None:
    provider = Provider()
    async with OpenAiServer(provider.behave).running() as server:
        await asyncio.to_thread(brought_back, provider, server.base, tmp_path / "data")


def brought_back(provider: Provider, address: str, folder: Path) -> None:
    """What the person does, and sees."""
    given = {
        "HEDDLE_MODELS__BASE_URL": address,
        "HEDDLE_MODELS__ALIASES": json.dumps(MODELS),
        "HEDDLE_MODELS__DEFAULT": "clever",
        "HEDDLE_MODELS__JUDGE": "small",
        "OPENAI_API_KEY": "not-a-key",
    }
    with running(folder, **given) as up, closing(Web(up)) as pages:
        ann = pages.person("admin")
        talk, _ = ann.start(TASK)
        wait_until(lambda: REDIRECT in talk.choices(), "the ways out")
        assert [each for each in talk.choices() if each in WAYS_OUT] == WAYS_OUT
        (notice,) = ann.notices()
        assert "Seems off course" in notice
        assert f"Asked for “{TASK}”; since step 1 it restyles the website" in notice
        assert 'path="website/page1.css"' in notice
        assert f"The hint: {HINT}" in notice
        assert provider.said == [TASK, "Do not touch the website."]
        first, second = provider.looks
        assert second[0]["step"] > first[-1]["step"], "the second look is at what came after"
        talk.press(REDIRECT)
        wait_until(lambda: DONE in talk.read(), "the agent finishes")
        wait_until(lambda: REDIRECT not in talk.choices(), "the buttons are gone")
        read = talk.read()
        assert HINT in read
        assert "of this 2,000 tokens for the watch" in read
        assert any("lets small judge whether they drift" in each for each in up.lines)
