"""Whoever sets a chat channel up is heddle's admin, there as on the web."""

from dataclasses import replace

from service.domain.ids import PersonId
from service.domain.persons import Identity, Person
from service.ports.clock import Ids
from service.ports.store import Tx


def own(tx: Tx, ids: Ids, owner: Identity, identity: Identity, name: str) -> PersonId:
    """Make the identity that of the person behind `owner`, made as the admin if need be.

    Was it somebody else's until now, because they wrote before, all of theirs goes along.
    """
    admin = tx.persons.by_identity(owner)
    if admin is None:
        admin = Person(PersonId(ids.new()), name, True, None, tx.now())
        tx.persons.add(admin)
        tx.persons.link(owner, admin.id)
    before = tx.persons.by_identity(identity)
    if before is not None and before.id != admin.id:
        # Always in the same order, so that two who do this never wait for each other.
        for each in sorted((before.id, admin.id)):
            tx.persons.lock(each)
        tx.persons.merge(before.id, admin.id)
    tx.persons.link(identity, admin.id)
    if not admin.admin:
        tx.persons.save(replace(tx.persons.lock(admin.id), admin=True))
    return admin.id
