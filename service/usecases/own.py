"""Whoever sets a chat channel up is heddle's admin, there as on the web."""

from dataclasses import replace

from service.domain.persons import Identity, Person
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import identify


def own(tx: Tx, ports: Ports, owner: Identity, identity: Identity, name: str) -> Person:
    """Make the identity that of the person behind `owner`, made as the admin if need be.

    Was it somebody else's until now, because they wrote before, all of theirs goes along.
    """
    admin = tx.persons.by_identity(owner)
    if admin is None:
        admin = identify.create(tx, ports, owner, name, admin=True)
    elif not admin.admin:
        tx.persons.save(replace(tx.persons.lock(admin.id), admin=True))
    return identify.adopt(tx, ports, identity, admin.id)
