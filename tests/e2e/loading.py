"""People who work with a cluster through Slack, and what must be true of it afterwards."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.fernet import Fernet

from service.domain.receipts import PENDING
from tests.channels.promises.by_slack import Talk, Workspace, variables
from tests.e2e.cluster import Cluster
from tests.e2e.slacking import doubled, is_over, replies
from tests.servers.openai import Behaviour, Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says
from tests.servers.postgres import Postgres
from tests.servers.slack.server import FakeSlack
from tests.servers.valkey import Valkey

CAP, OPEN = 3, 5
"""Slots of a person, and threads that each keeps going."""
CALM = 400.0
"""Seconds in which everything must have come to its end once nothing disturbs it any more. Slack
brings an event for the last time after five minutes.
"""
DATABASE = "cluster"
JOBS = ("write 3 files", "write 6 files", "ask first", "just say it")


async def works(exchange: Exchange) -> None:
    """Do the job that the last message of a person names; the request holds how far it is."""
    messages: list[dict[str, Any]] = exchange.body["messages"]
    told = [number for number, each in enumerate(messages) if each["role"] == "user"]
    job = next(each for number in reversed(told) for each in JOBS if each in str(messages[number]))
    done = sum(each["role"] == "tool" for each in messages[told[-1] :])
    call = f"c{len(messages)}"
    await asyncio.sleep(0.2)
    if job == "just say it":
        await says("It is said, all of it is done.")(exchange)
    elif job == "ask first" and not done:
        ask = {"question": "Left or right?", "choices": ["left", "right"]}
        await calls((0, call, "ask_person", json.dumps(ask)))(exchange)
    elif job.startswith("write") and done < int(job.split()[1]):
        part = {"path": f"part-{done}.md", "content": f"part {done}"}
        await calls((0, call, "write_file", json.dumps(part)))(exchange)
    else:
        await calls((0, call, "finish", json.dumps({"summary": "All done."})))(exchange)


@dataclass
class Load:
    """What four people write into a room, thread by thread, and which questions they answer."""

    workspace: Workspace
    chance: random.Random = field(default_factory=lambda: random.Random(20261121))
    texts: list[str] = field(default_factory=list)
    threads: list[tuple[str, Talk]] = field(default_factory=list)

    def write(self, name: str) -> None:
        """Begin a thread, or write into one of theirs if enough of them are on their way."""
        text = f"Message {len(self.texts)}: {self.chance.choice(JOBS)}"
        self.texts.append(text)
        own = [talk for who, talk in self.threads if who == name]
        going = [talk for talk in own if not self.is_over(talk)]
        if len(going) >= OPEN or (own and self.chance.random() < 0.2):
            self.chance.choice(own).say(text)
        else:
            self.threads.append((name, self.workspace.person(name).start(text)[0]))

    def answer(self) -> None:
        """Press a button of each question that stands open."""
        for _, talk in self.threads:
            if not self.is_over(talk) and "left" in talk.choices():
                talk.press("left")

    def is_over(self, talk: Talk) -> bool:
        """Tell whether its thread shows that the session has ended."""
        assert self.workspace.room is not None
        return is_over(self.workspace, self.workspace.room, talk.root)

    async def run(self, name: str, until: float) -> None:
        """Write as one person does."""
        while time.monotonic() < until:
            await asyncio.to_thread(self.write, name)
            await asyncio.sleep(self.chance.uniform(1.5, 4.0))

    async def work(self, people: int, until: float) -> None:
        """Let so many people write, and answer what they are asked."""
        await asyncio.gather(*(self.run(f"p{each}", until) for each in range(people)))

    async def answering(self) -> None:
        """Answer whatever is asked until cancelled."""
        while True:
            await asyncio.to_thread(self.answer)
            await asyncio.sleep(1.0)

    async def all_over(self, until: float) -> None:
        """Wait until every thread has ended."""
        while left := [talk.root for _, talk in self.threads if not self.is_over(talk)]:
            assert time.monotonic() < until, f"still on their way: {left}"
            await asyncio.sleep(1.0)


@dataclass
class Scene:
    """A cluster with people who use it, and everything that it depends on."""

    cluster: Cluster
    load: Load
    slack: FakeSlack
    model: OpenAiServer
    url: str

    async def begin(self, bots: int, workers: int) -> None:
        """Start so many processes, and wait until Slack reaches all bots."""
        self.cluster.start(bots, workers)
        connections = self.slack.sockets.connections
        await asyncio.to_thread(self.slack.until, lambda: len(connections) >= bots, CALM)

    async def end_well(self) -> None:
        """Wait for the end of everything that was begun: nothing was lost, nothing doubled."""
        await taken(self.url, self.load.texts, self.slack, time.monotonic() + CALM)
        await self.load.all_over(time.monotonic() + CALM)
        await settled(self.url, time.monotonic() + CALM)
        await judge(self.url, self.load)
        assert not self.slack.violations, self.slack.violations
        assert not self.cluster.bugs()
        read = frozenset[str]().union(*(_messages(each) for each in self.model.requests))
        assert {str(number) for number in range(len(self.load.texts))} <= read


@asynccontextmanager
async def scene(
    folder: Path, server: Postgres, queue: Valkey, model_does: Behaviour = works
) -> AsyncIterator[Scene]:
    """Make everything ready but the cluster's processes, and leave nothing behind."""
    with FakeSlack() as slack:
        async with OpenAiServer(model_does).running() as model:
            settings = {
                "HEDDLE_MODELS__BASE_URL": model.base,
                "HEDDLE_MODELS__ALIASES": json.dumps({"local": ["openai/scripted"]}),
                "HEDDLE_MODELS__DEFAULT": "local",
                "HEDDLE_CAPS__DEFAULT": str(CAP),
                "HEDDLE_SECRET_KEY": Fernet.generate_key().decode(),
                "OPENAI_API_KEY": "not-a-key",
            }
            cluster = Cluster(folder, server, DATABASE, queue, **settings, **variables(slack))
            load = Load(Workspace(slack, direct=False))
            answering = asyncio.create_task(load.answering())
            try:
                yield Scene(cluster, load, slack, model, server.database(DATABASE))
            finally:
                answering.cancel()
                await asyncio.to_thread(cluster.close)


@asynccontextmanager
async def connected(url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        connection.terminate()


def _messages(exchange: Exchange) -> frozenset[str]:
    """Return the numbers of the messages that a request to the model holds."""
    words = " ".join(str(each.get("content")) for each in exchange.body["messages"]).split()
    after = pairwise(words)
    return frozenset(second.rstrip(":") for first, second in after if first.endswith("Message"))


async def taken(url: str, texts: Sequence[str], slack: FakeSlack, until: float) -> None:
    """Wait until all messages of people are taken in: Slack brings again, and heddle looks for,
    what nobody has acknowledged.
    """
    taken_in = (
        "SELECT payload FROM receipts JOIN events USING (session, seq) "
        "WHERE kind IN ('message', 'answer') AND payload LIKE '%Message %'"
    )
    async with connected(url) as database:
        while len(rows := await database.fetch(taken_in)) < len(texts):
            if time.monotonic() > until:
                found = set(_plain([json.loads(row["payload"])["text"] for row in rows]))
                pytest.fail("\n".join(brought(each, slack) for each in texts if each not in found))
            await asyncio.sleep(0.5)
    assert len(rows) == len(texts)


def brought(text: str, slack: FakeSlack) -> str:
    """Tell how often Slack brought a message, when, and what came of it."""
    number, now = text.split(":")[0] + ":", time.monotonic()
    tries = [
        f"{now - each.at:.1f} s ago {each.outcome} after {each.acked_after}"
        for delivery in slack.deliveries
        if number in str(delivery.payload.get("event", {}).get("text"))
        for each in delivery.attempts
    ]
    return f"{text!r} was not taken in; Slack brought it {'; '.join(tries) or 'never'}"


async def settled(url: str, until: float) -> None:
    """Wait until nothing is on its way any more: no message, no delivery, no turn."""
    left = (
        "SELECT (SELECT count(*) FROM deliveries WHERE state = 'waiting')"
        " + (SELECT count(*) FROM turns WHERE state <> 'ended')"
    )
    async with connected(url) as database:
        while count := await database.fetchval(left):
            assert time.monotonic() < until, f"{count} deliveries and turns are left"
            await asyncio.sleep(0.5)


async def judge(url: str, load: Load) -> None:
    """What stands in the database and in Slack is whole, and nothing stands there twice."""
    async with connected(url) as database:
        fates = await database.fetch("SELECT fate FROM receipts")
        rows = await database.fetch("SELECT session, seq, kind, payload FROM events ORDER BY 1, 2")
        failed = await database.fetch("SELECT number FROM sessions WHERE state = 'failed'")
        dead = await database.fetchval("SELECT count(*) FROM deliveries WHERE state = 'dead'")
    assert not {each["fate"] for each in fates} & PENDING
    assert (failed, dead) == ([], 0)
    events: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for row in rows:
        known = events.setdefault(row["session"], [])
        known.append((row["kind"], json.loads(row["payload"])))
        assert row["seq"] == len(known), "events are numbered without a gap"
    # What is written while a question is open answers it.
    wrote = [each for of in events.values() for kind, each in of if kind in ("message", "answer")]
    texts = [each["text"] for each in wrote if "Message " in each["text"]]
    assert Counter(_plain(texts)) == Counter(load.texts)
    for of in events.values():
        ended = [each["call"] for kind, each in of if kind == "tool_ended"]
        assert len(ended) == len(set(ended))
    assert len(events) == len(load.threads)
    assert load.workspace.room is not None
    for _, talk in load.threads:
        told = replies(load.workspace, load.workspace.room, talk.root)
        assert doubled(told) == []
        assert len(told) >= 2


def _plain(texts: Sequence[str]) -> list[str]:
    """Return what was written, without the mention of the app that begins a thread."""
    return [text[text.index("Message") :] for text in texts]
