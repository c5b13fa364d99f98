"""Where a person is active: there they are told first, and there they may have been away."""

from collections.abc import Collection

from service.domain.ids import PersonId
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

Use = tuple[PersonId, ThreadKey]


async def note_use(ports: Ports, uses: Collection[Use]) -> None:
    """Note that persons are active at places now, all in one transaction."""

    def work(tx: Tx) -> None:
        # In one order, so that two processes which note the same rows never wait in a circle.
        for person, place in sorted(uses, key=lambda use: (use[0], str(use[1]))):
            tx.surfaces.used(person, place, tx.now())

    await commit(ports, work)
