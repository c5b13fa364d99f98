"""Where a person is active: there they are told first, and there they may have been away."""

from collections.abc import Collection

from service.domain.deliveries import direct_lane
from service.domain.ids import PersonId
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

Use = tuple[PersonId, ThreadKey | str]
"""A person at a place; a channel's name stands for their direct messages there."""


async def note_use(ports: Ports, uses: Collection[Use]) -> None:
    """Note that persons are active at places now, all in one transaction."""

    def work(tx: Tx) -> None:
        found = {(person, str(place)) for person, place in uses if isinstance(place, ThreadKey)}
        for person, channel in uses:
            if isinstance(channel, str):
                found |= {(person, lane) for lane in _direct(tx, person, channel)}
        # In one order, so that two processes which note the same rows never wait in a circle.
        for person, place in sorted(found):
            tx.surfaces.used(person, ThreadKey.parse(place), tx.now())

    await commit(ports, work)


def _direct(tx: Tx, person: PersonId, channel: str) -> list[str]:
    known = tx.persons.identities(person)
    return [direct_lane(each) for each in known if each.channel == channel]
