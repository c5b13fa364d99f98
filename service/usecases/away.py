"""heddle was away: each owner hears what was picked up after that, in one quiet line."""

from collections.abc import Mapping, Sequence

from service.domain.deliveries import DeliveryKind
from service.domain.ids import PersonId
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import notices
from service.usecases.commit import commit


async def tell_away(
    ports: Ports,
    since: float,
    until: float,
    picked_up: Mapping[PersonId, int],
    unread: Sequence[str] = (),
) -> None:
    """Tell each person how many messages of theirs were picked up after an outage. `unread` names
    what could not be read. Raises Temporary.
    """
    for person in sorted(picked_up):
        count = picked_up[person]

        def work(tx: Tx, person: PersonId = person, count: int = count) -> None:
            tx.persons.lock(person)
            notices.post(
                tx,
                ports,
                person,
                notices.direct(tx, person),
                DeliveryKind.AWAY,
                loud=False,
                since=since,
                until=until,
                count=count,
                unread=list(unread),
            )

        await commit(ports, work)
