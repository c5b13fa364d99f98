"""From an agent's question in the database to a front end that has it in hand."""

import asyncio
import time
from collections.abc import Sequence

from service.domain.effects import Changed
from service.domain.ids import PersonId
from service.ports.reads import Reads
from tests.bench.deployment import Deployment, deployment, worker
from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says

ASKING = calls((0, "call_1", "ask_person", '{"question": "Which of the two?"}'))


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Question asked → read by a front end that was told."""
    return asyncio.run(_measure(sizes.messages))


async def _measure(questions: int) -> Sequence[Figure]:
    async with (
        OpenAiServer(answers_or_asks).running() as server,
        deployment(model_base=server.base) as on,
        worker(on),
    ):
        person = await on.person()
        waits = [await _asked(on, person, number) for number in range(questions)]
    return [
        Figure("p50", middle(waits), "ms", 150),
        Figure("p95", percentile(waits, 0.95), "ms"),
    ]


async def answers_or_asks(exchange: Exchange) -> None:
    """Ask, except in the turn that warms the worker up."""
    last = exchange.body["messages"][-1]["content"]
    await (ASKING if "Ask" in last else says("Hello."))(exchange)


async def _asked(on: Deployment, person: PersonId, number: int) -> float:
    """Return the milliseconds from when the question's transaction took its time."""

    def opened_at(reads: Reads) -> float | None:
        items = reads.items(session=received.session.number)
        return items[0].opened_at if items else None

    async with on.ports.signals.subscribe(Changed) as changes:
        received = await on.say(person, f"q{number}", "Ask me")
        async with asyncio.timeout(60):
            while (asked_at := await on.service.store.read(opened_at)) is None:
                await anext(changes)
    return (time.time() - asked_at) * 1000
