"""An operator ends one session beside a running deployment."""

from pathlib import Path

import pytest

from service.domain import demo
from service.domain.deliveries import DeliveryKind
from service.domain.events import Kind
from service.domain.states import State
from tests.e2e.running import running
from tests.e2e.talking import talking
from tests.e2e.test_frozen import heddle

pytestmark = pytest.mark.timeout(180)


async def test_it_ends_at_once_what_it_made_is_kept_and_the_others_go_on(tmp_path: Path) -> None:
    with running(tmp_path / "data") as up:
        async with talking(up.folder) as talk:
            first = (await talk.say("t1", demo.HANDBOOK)).session.number
            await talk.until_step(first, 1)
            second = (await talk.say("t2", demo.HAIKU)).session.number
            told = await heddle(up, "stop", str(first), "--reason", "It runs away")
            assert told.startswith(f"Stopped: {first} · ")
            stopped = await talk.until(first, State.STOPPED)
            assert stopped.turn_id is None
            await talk.until_event(first, Kind.CAPTURED)
            assert (await talk.until(second, State.DONE)).captures == 1
            (news,) = [
                each
                for each in await talk.service.store.read(
                    lambda reads: reads.deliveries(person=talk.person.id)
                )
                if each.kind is DeliveryKind.STOPPED
            ]
            assert news.facts["reason"] == "It runs away"
            assert "heddle's operator: stop: It runs away" in await heddle(up, "why", str(first))
            assert (await talk.say("t1", demo.NAMES)).session.number == first
            await talk.until(first, State.DONE)
