"""Rate limits and outages on whole deployments: shared by two workers, told once, outlived."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from service.domain.deliveries import DeliveryKind
from service.domain.events import Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemState, Reason
from service.domain.persons import Identity
from service.domain.receipts import receipt_key
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.settings.groups import Caps, Models
from service.usecases.identify import sign_in
from service.usecases.receive import Arrival, receive
from tests.e2e.running import PATIENCE, running
from tests.e2e.talking import Talk, talking
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import fails, says
from tests.servers.ports import free_port

pytestmark = pytest.mark.timeout(240)

MODELS = Models(
    default="busy",
    aliases={
        "busy": ["openai/busy"],
        "either": ["openai/busy", "openai/calm"],
        "calm": ["openai/calm"],
    },
)
LIMITED = 15.0
CAPS = Caps(default=40, max=40)


def variables(address: str) -> dict[str, str]:
    return {
        "HEDDLE_MODELS__BASE_URL": address,
        "HEDDLE_MODELS__ALIASES": json.dumps(MODELS.aliases),
        "HEDDLE_MODELS__DEFAULT": MODELS.default,
        "HEDDLE_WORKER__PROCESSES": "2",
        "HEDDLE_CAPS__DEFAULT": str(CAPS.default),
        "HEDDLE_CAPS__MAX": str(CAPS.max),
        "HEDDLE_NOTIFY__PROVIDER_DOWN": "6",
        "OPENAI_API_KEY": "not-a-key",
    }


class Busy:
    """Limits `busy` for some seconds from its first call on, and counts what it is asked."""

    def __init__(self) -> None:
        self.until: float | None = None
        self.counts: Counter[str] = Counter()

    async def behave(self, exchange: Exchange) -> None:
        name = exchange.body["model"]
        now = time.monotonic()
        if name == "busy":
            self.until = self.until or now + LIMITED
            if now < self.until:
                self.counts["limited"] += 1
                left = {"retry-after": f"{self.until - now:.1f}"}
                await fails(429, "too many requests", headers=left)(exchange)
                return
        self.counts[name] += 1
        await says("Good morning, all is done.")(exchange)


async def say(talk: Talk, person: PersonId, thread: str, model: str) -> SessionNumber:
    """Start a session with a model."""
    key = receipt_key("test", "w", "r", f"{person}-{thread}")
    where = ThreadKey("test", "w", "r", f"{person}-{thread}")
    arrival = Arrival(key, where, person, "Good morning", "test", model=model)
    return (await receive(talk.service.ports, arrival)).session.number


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    """Look at the database again and again: other processes change it."""
    deadline = time.monotonic() + PATIENCE
    while not await reached():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s"
        await asyncio.sleep(0.2)


async def all_done(talk: Talk, numbers: Sequence[SessionNumber]) -> None:
    ended = [talk.until(each, State.DONE, State.FAILED) for each in numbers]
    assert {each.state for each in await asyncio.gather(*ended)} == {State.DONE}


async def waits_of(talk: Talk, number: SessionNumber) -> int:
    kinds = frozenset({Kind.WAIT})
    return len(await talk.service.store.read(lambda reads: reads.events(number, kinds=kinds)))


@pytest.mark.alone
async def test_one_limit_holds_five_sessions_back_and_spares_the_others(tmp_path: Path) -> None:
    busy = Busy()
    async with OpenAiServer(busy.behave).running() as server:
        with running(tmp_path / "data", **variables(server.base)) as up:
            async with talking(up.folder, MODELS, CAPS) as talk:
                ann = talk.person.id
                first = await say(talk, ann, "first", "busy")
                await talk.until_event(first, Kind.WAIT)
                began = time.monotonic()
                waiting = [await say(talk, ann, f"busy-{each}", "busy") for each in range(4)]
                spared = [await say(talk, ann, f"calm-{each}", "calm") for each in range(2)]
                others = [await say(talk, ann, f"either-{each}", "either") for each in range(2)]
                await all_done(talk, [*spared, *others])
                assert time.monotonic() - began < LIMITED, "they waited for nobody"
                await all_done(talk, [first, *waiting])
                notices = [await waits_of(talk, each) for each in (first, *waiting)]
                items = await talk.service.store.read(lambda reads: reads.items(open_only=False))
            metrics = up.get("/metrics").text
    assert busy.counts["limited"] <= 2
    assert busy.counts["calm"] == 4
    assert notices == [1] * 5
    assert not [each for each in items if each.reason in (Reason.RATE_LIMITED, Reason.NO_WORKER)]
    hits = busy.counts["limited"]
    assert (
        f'heddle_rate_limit_hits_total{{model="openai/busy",provider="openai"}} {hits}.0' in metrics
    )
    assert 'heddle_model_fallbacks_total{model="openai/busy",other="openai/calm"' in metrics


async def test_an_outage_is_told_once_to_each_person_and_outlived(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/v1"
    with running(tmp_path / "data", **variables(address)) as up:
        async with talking(up.folder, MODELS, CAPS) as talk:
            store = talk.service.store
            bob = await sign_in(talk.service.ports, Identity("test", "w", "bob"), "Bob")
            people = {talk.person.id: 30, bob.id: 2}
            numbers = [
                await say(talk, person, f"t{each}", "busy")
                for person, count in people.items()
                for each in range(count)
            ]

            async def alerts(person: PersonId) -> list[tuple[ItemState, int]]:
                found = await store.read(lambda reads: reads.items(person, open_only=False))
                return [
                    (each.state, len(each.facts["sessions"]))
                    for each in found
                    if each.reason is Reason.PROVIDER_DOWN
                ]

            async def all_known() -> bool:
                known = [await alerts(each) for each in people]
                return known == [[(ItemState.OPEN, count)] for count in people.values()]

            await until(all_known)
            async with OpenAiServer(says("Good morning, all is done.")).running(port) as server:
                await all_done(talk, numbers)

                async def told(person: PersonId) -> Counter[DeliveryKind]:
                    rows = await store.read(lambda reads: reads.deliveries(person=person))
                    return Counter(each.kind for each in rows)

                async def all_told() -> bool:
                    return all([(await told(each))[DeliveryKind.BACK] for each in people])

                await until(all_told)
                assert len(server.requests) == len(numbers)
            for person, count in people.items():
                assert await alerts(person) == [(ItemState.RESOLVED, count)]
                kinds = await told(person)
                assert (kinds[DeliveryKind.ASK], kinds[DeliveryKind.BACK]) == (1, 1)
            assert {await waits_of(talk, each) for each in numbers} == {1}
