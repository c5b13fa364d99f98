"""From an agent's question in the database to a phone's server that has taken the push."""

import asyncio
import time
from collections.abc import Sequence

from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from service.bootstrap.opening import captures_of, pusher_of
from service.ports.push import Pusher
from service.usecases.phone import add_phone
from service.usecases.prefer import set_ladder
from tests.bench.deployment import Deployment, deployment, worker
from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.bench.rows.questions import answers_or_asks
from tests.servers.ntfy import NtfyServer
from tests.servers.openai import OpenAiServer


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Question asked → push taken by the phone's server, and notifications per question."""
    return asyncio.run(_measure(sizes.messages))


async def _measure(questions: int) -> Sequence[Figure]:
    with NtfyServer() as phones:
        async with (
            OpenAiServer(answers_or_asks).running() as server,
            deployment(model_base=server.base) as on,
            worker(on),
            pusher_of(on.settings) as pusher,
        ):
            addresses, captures = Addresses("http://here", "", 3600.0), captures_of(on.settings)
            courier = Courier(on.ports, pusher, addresses, "bench", {}, captures)
            carrying = asyncio.create_task(courier.carry_for_ever())
            try:
                waits = [await _asked(on, phones, pusher, each) for each in range(questions)]
            finally:
                carrying.cancel()
                await asyncio.wait([carrying])
            told = await on.service.store.read(
                lambda reads: len([each for each in reads.deliveries(limit=10_000) if each.loud])
            )
    return [
        Figure("p50", middle(waits), "ms", 150),
        Figure("p95", percentile(waits, 0.95), "ms", 150),
        Figure("notifications per question", told / questions, "", 1.0),
    ]


async def _asked(on: Deployment, phones: NtfyServer, pusher: Pusher, number: int) -> float:
    """Return the milliseconds from when the question's transaction took its time."""
    topic = f"t{number}"
    owner = (await on.people(1, f"phone{number}-"))[0]
    await add_phone(on.ports, pusher, owner, f"ntfy://{phones.host}/{topic}")
    await set_ladder(on.ports, owner, "phone")
    received = await on.say(owner, f"p{number}", "Ask me")
    await asyncio.to_thread(phones.published, topic)
    taken = time.time()
    (item,) = await on.service.store.read(
        lambda reads: reads.items(session=received.session.number)
    )
    return (taken - item.opened_at) * 1000
