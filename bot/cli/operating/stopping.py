"""`heddle stop`: the operator ends one session."""

from bot.bootstrap.changing import change
from service.domain.ids import SessionNumber
from service.ports.bundle import Ports
from service.usecases.stop import stop_as_operator


def stop_one(number: int, reason: str) -> None:
    """Stop a session and say what that means for its owner. Raises Refused."""

    async def deed(ports: Ports) -> tuple[str, str]:
        session = await stop_as_operator(ports, SessionNumber(number), reason)
        owner = await ports.store.read(lambda reads: reads.person(session.owner_id))
        return session.title, owner.name if owner else session.owner_id

    title, owner = change(deed)
    print(f"Stopped: {number} · {title}. What it made so far is kept.")
    print(f"{owner} is told, and goes on with a message in its thread.")
