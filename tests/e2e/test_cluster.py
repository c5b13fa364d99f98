"""Three bots and four workers on PostgreSQL and Valkey, in a storm of kills: nothing is lost."""

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.fernet import Fernet

from service.adapters.store import migrate
from service.domain.receipts import PENDING
from tests.channels.promises.by_slack import Talk, Workspace, variables
from tests.e2e.cluster import Cluster, disturbed
from tests.e2e.slacking import doubled, is_over, replies
from tests.servers import postgres
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says
from tests.servers.postgres import Postgres
from tests.servers.slack import schemas
from tests.servers.slack.server import FakeSlack
from tests.servers.valkey import Valkey

SECONDS = float(os.environ.get("HEDDLE_TEST_STORM", "300" if os.environ.get("CI") else "60"))
"""How long the storm lasts; on a developer's machine a minute shows most of what it can do."""
CALM = 180.0
"""Seconds after it in which everything must have come to its end."""
CAP, OPEN, PEOPLE = 3, 5, 4
"""Slots of a person, threads that each keeps going, and how many there are."""
DATABASE = "cluster"
JOBS = ("write 3 files", "write 6 files", "ask first", "just say it")
pytestmark = pytest.mark.timeout(SECONDS + CALM + 240)


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

    async def all_over(self, until: float) -> None:
        """Answer whatever is asked until every thread has ended."""
        while left := [talk.root for _, talk in self.threads if not self.is_over(talk)]:
            assert time.monotonic() < until, f"still on their way: {left}"
            await asyncio.to_thread(self.answer)
            await asyncio.sleep(1.0)


class Watcher:
    """Looks into the database all the time: no person ever holds more slots than they may."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.looks = 0
        self.most = 0

    async def watch(self) -> None:
        """Look until cancelled; a connection that is cut is made anew."""
        while True:
            try:
                async with connected(self._url) as database:
                    await self._look(database)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.2)

    async def _look(self, database: "asyncpg.Connection[asyncpg.Record]") -> None:
        held = (
            "SELECT count(*) FROM sessions WHERE state IN ('running', 'waiting') GROUP BY owner_id"
        )
        while True:
            rows = await database.fetch(held)
            self.looks += 1
            self.most = max(self.most, *(row[0] for row in rows), 0)
            await asyncio.sleep(0.1)


@asynccontextmanager
async def connected(url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        connection.terminate()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres.running() as found:
        found.create(DATABASE)
        migrate.migrate(found.database(DATABASE))
        yield found


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Valkey]:
    found = Valkey(tmp_path / "queue")
    found.start()
    yield found
    found.close()


@pytest.mark.alone
@pytest.mark.postgres
async def test_a_cluster_in_a_storm_loses_and_doubles_nothing(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    schemas.needed()
    url = server.database(DATABASE)
    with FakeSlack() as slack:
        async with OpenAiServer(works).running() as model:
            settings = {
                "HEDDLE_MODELS__BASE_URL": model.base,
                "HEDDLE_MODELS__ALIASES": json.dumps({"local": ["openai/scripted"]}),
                "HEDDLE_MODELS__DEFAULT": "local",
                "HEDDLE_CAPS__DEFAULT": str(CAP),
                "HEDDLE_SECRET_KEY": Fernet.generate_key().decode(),
                "OPENAI_API_KEY": "not-a-key",
            }
            cluster = Cluster(tmp_path, server, DATABASE, queue, **settings, **variables(slack))
            load = Load(Workspace(slack, direct=False))
            watcher = Watcher(url)
            try:
                cluster.start(bots=3, workers=4)
                await asyncio.to_thread(slack.until, lambda: slack.sockets.connections, 60)
                watching = asyncio.create_task(watcher.watch())
                end = time.monotonic() + SECONDS
                with disturbed(cluster, seed=20261121):
                    people = [load.run(f"p{each}", end) for each in range(PEOPLE)]
                    await asyncio.gather(answering(load, end), *people)
                await load.all_over(time.monotonic() + CALM)
                await settled(url, time.monotonic() + CALM)
                watching.cancel()
            finally:
                await asyncio.to_thread(cluster.close)
            print(f"{len(load.texts)} messages, {len(load.threads)} threads, {cluster.done}")
            await judge(url, load)
            read = {_message(each) for each in model.requests}
        assert watcher.looks > SECONDS
        assert watcher.most == CAP
        assert not slack.violations, slack.violations
        assert {str(number) for number in range(len(load.texts))} <= set().union(*read)


async def answering(load: Load, until: float) -> None:
    while time.monotonic() < until:
        await asyncio.to_thread(load.answer)
        await asyncio.sleep(1.0)


def _message(exchange: Exchange) -> frozenset[str]:
    """Return the numbers of the messages that a request to the model holds."""
    words = " ".join(str(each.get("content")) for each in exchange.body["messages"]).split()
    after = pairwise(words)
    return frozenset(second.rstrip(":") for first, second in after if first.endswith("Message"))


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
        taken = await database.fetchval(
            "SELECT count(*) FROM receipts JOIN events USING (session, seq) WHERE kind = 'message'"
        )
        rows = await database.fetch("SELECT session, seq, kind, payload FROM events ORDER BY 1, 2")
        failed = await database.fetch("SELECT number FROM sessions WHERE state = 'failed'")
        dead = await database.fetchval("SELECT count(*) FROM deliveries WHERE state = 'dead'")
    assert taken == len(load.texts)
    assert not {each["fate"] for each in fates} & PENDING
    assert (failed, dead) == ([], 0)
    events: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for row in rows:
        known = events.setdefault(row["session"], [])
        known.append((row["kind"], json.loads(row["payload"])))
        assert row["seq"] == len(known), "events are numbered without a gap"
    texts = [each["text"] for of in events.values() for kind, each in of if kind == "message"]
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
