"""The deployment's secrets: set by the admin, stored encrypted, never shown again."""

from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit


async def keep_secret(ports: Ports, admin: PersonId, name: str, value: str) -> None:
    """Store or replace the secret; an empty value removes it.

    Raises Refused if the caller is not the admin.
    """
    ciphertext = ports.cipher.encrypt(value.strip())

    def work(tx: Tx) -> None:
        person = tx.persons.get(admin)
        if person is None or not person.admin:
            raise Refused("Only the admin can set keys.")
        if value.strip():
            tx.vault.put(name, ciphertext, tx.now())
        else:
            tx.vault.remove(name)

    await commit(ports, work)
