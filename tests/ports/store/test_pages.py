"""A list of sessions is paged through without leaving one out or bringing one twice."""

from collections.abc import Sequence
from functools import partial

import pytest

from service.domain.ids import PersonId, SessionNumber
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.reads import Reads
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, ann, person, session

MOMENTS = [0, 1, 1, 1, 0, 1, 1, 2, 1]
"""When each of them changed: several at once, in several states."""


def some(tx: Tx) -> None:
    ann(tx)
    tx.persons.add(person(BOB))
    for place, moment in enumerate(MOMENTS):
        state = State.DONE if place % 2 else State.STOPPED
        opened = tx.sessions.open(session(f"{place}", state=state, changed_at=AT + moment))
        tx.sessions.share(opened.number, BOB)


def listed(
    reads: Reads, viewer: PersonId | None, size: int, before: tuple[float, SessionNumber] | None
) -> Sequence[Session]:
    """Return a page of sessions at rest."""
    states = (State.DONE, State.STOPPED)
    return reads.sessions(viewer, states=states, limit=size, before=before)


@pytest.mark.parametrize("viewer", [None, ANN, BOB])
@pytest.mark.parametrize("size", [1, 2, 3, 9])
async def test_pages_meet_within_one_moment(
    store: AnyStore, viewer: PersonId | None, size: int
) -> None:
    await store.run(some)
    found: list[tuple[float, SessionNumber]] = []
    while True:
        after = found[-1] if found else None
        page = await store.read(partial(listed, viewer=viewer, size=size, before=after))
        found += [(each.changed_at, each.number) for each in page]
        if len(page) < size:
            break
    assert len(found) == len(set(found)) == len(MOMENTS)
    assert found == sorted(found, reverse=True)
