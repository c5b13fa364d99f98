"""All secrets are encrypted anew with the first of the deployment's keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from service.domain.errors import Refused
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many secrets are encrypted with the first key now, and which none of the keys opens."""

    secrets: int
    unreadable: Sequence[str]


async def rotate_secrets(ports: Ports) -> Rotated:
    """Encrypt every secret anew, each in its own transaction; safe to repeat and to break off.

    One that somebody writes at the same moment is left as they write it. Raises Temporary.
    """
    stored, _ = await ports.store.run(lambda tx: list(tx.vault.all()))
    unreadable = []
    for name, before in stored:
        try:
            after = ports.cipher.encrypt(ports.cipher.decrypt(before))
        except Refused:
            unreadable.append(name)
            continue
        await commit(ports, partial(_replace, name=name, before=before, after=after))
    return Rotated(len(stored) - len(unreadable), unreadable)


def _replace(tx: Tx, name: str, before: bytes, after: bytes) -> None:
    tx.vault.replace(name, before, after)
