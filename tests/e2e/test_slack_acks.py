"""Slack is acknowledged in time however busy the database is."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from service.bootstrap.opening import opened
from service.domain import demo
from service.domain.ids import PersonId
from service.domain.persons import Person
from service.ports.store import Tx
from service.settings.service import ServiceSettings
from tests.bench.children import Child, child
from tests.bench.figures import percentile
from tests.bench.loads import Load
from tests.bench.rows.intake import PEOPLE, WRITERS
from tests.channels.promises.by_slack import Slack, slack
from tests.e2e.running import Up, variables, wait_until
from tests.servers.slack import schemas
from tests.servers.slack.core import Delivery, Json

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]
SECONDS = 10.0
"""How long others write as fast as they can."""
IN_TIME = 3.0
"""Seconds after which Slack takes an event as unheard, and shows people that a press failed."""


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Slack]:
    schemas.needed()
    with slack(tmp_path, direct=False) as running:
        yield running


async def test_everything_is_acknowledged_in_time_while_others_write(front: Slack) -> None:
    assert front.room is not None
    ann = front.person("ann")
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    before = len(front.slack.deliveries)
    async with _writers(front.up) as writers:
        await asyncio.to_thread(_acts, front)
        written = [Load(**await each.told()) for each in writers]
    sent = front.slack.deliveries[before:]
    front.slack.until(lambda: all(each.done for each in sent))
    assert {each.kind for each in sent} == {"events_api", "slash_commands", "interactive"}
    first = [each.attempts[0] for each in sent]
    assert [each.outcome for each in first] == ["acked"] * len(first)
    waits = [each.acked_after for each in first if each.acked_after is not None]
    assert max(waits) < IN_TIME
    print(
        f"{len(waits)} acknowledged, p95 {percentile(waits, 0.95) * 1000:.0f} ms, at most"
        f" {max(waits) * 1000:.0f} ms, beside {sum(each.per_second for each in written):.0f}/s"
    )


def _acts(front: Slack) -> None:
    """Write, order and press all the time that the others write."""
    assert front.room is not None
    people = [front.person(f"p{number}") for number in range(4)]
    for number in range(30):
        who = people[number % 4]
        talk, _ = who.start(demo.HAIKU)
        command = who.person.slash("/heddle list", front.room)
        front.slack.until(partial(_details, front, talk.root))
        [(card, action, value)] = _details(front, talk.root)
        pressed = who.person.press(card, action, value)
        front.slack.until(partial(_over, [command, pressed]))


def _over(deliveries: list[Delivery]) -> bool:
    return all(each.done for each in deliveries)


def _details(front: Slack, root: str) -> list[tuple[Json, str, str]]:
    """Return the thread's card with what its button for details sends; nothing where it has none
    yet: an answer may stand there first.
    """
    assert front.room is not None
    return [
        (message, str(each["action_id"]), str(each.get("value", "")))
        for message in front.slack.messages(front.room, root)
        for block in message.get("blocks", [])
        for each in block.get("elements", [])
        if each.get("type") == "button" and each["text"]["text"] == "Details"
    ]


@asynccontextmanager
async def _writers(up: Up) -> AsyncIterator[list[Child]]:
    """Let processes write into the same database, as fast as it takes them."""
    bot = up.child("bot", "bot")
    assert bot is not None
    settings = ServiceSettings(data_dir=up.folder, redis_url=variables(bot)["HEDDLE_REDIS_URL"])
    people = [
        Person(PersonId(f"p{each}"), f"Writer {each}", False, None, 0.0) for each in range(PEOPLE)
    ]

    def add(tx: Tx) -> None:
        for each in people:
            tx.persons.add(each)

    async with opened(settings) as service:
        await service.store.run(add)
    given = settings.model_dump_json(include={"data_dir", "database_url", "redis_url", "caps"})
    async with AsyncExitStack() as stack:
        found = [
            await stack.enter_async_context(child("writer", given, str(each), str(SECONDS)))
            for each in range(WRITERS)
        ]
        for each in found:
            assert await each.told() == "ready"
        for each in found:
            await each.tell("go")
        yield found
