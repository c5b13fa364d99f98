"""A process that takes in messages as fast as it can, beside others that do the same."""

import asyncio
import json
import sys
from dataclasses import asdict, replace

from service.bootstrap.opening import opened
from service.domain.ids import PersonId
from service.settings.service import ServiceSettings
from tests.bench.bare import heard, said
from tests.bench.loads import saturated
from tests.bench.rows.intake import PEOPLE, taking
from tests.fakes.hints import FakeDoorbell, FakeSignals


async def write(settings: ServiceSettings, number: str, seconds: float) -> None:
    """Tell when ready, wait for the word, write, tell what it took."""
    people = [PersonId(f"p{each}") for each in range(PEOPLE)]
    async with opened(settings) as service:
        ports = replace(service.ports, doorbell=FakeDoorbell(), signals=FakeSignals())
        take = taking(ports, people, f"writer{number}")
        await take(-1)
        said("ready")
        await heard()
        said(asdict(await saturated(take, seconds)))


if __name__ == "__main__":
    asyncio.run(write(ServiceSettings(**json.loads(sys.argv[1])), sys.argv[2], float(sys.argv[3])))
