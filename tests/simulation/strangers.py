"""Who writes where they may not: held, let in or left out, each message with one outcome."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.domain.rooms import Room, RoomKey, Who
from service.domain.threads import ThreadKey
from tests.simulation.mirror import Mirror

if TYPE_CHECKING:
    from tests.simulation.people import Somebody

ROOM = RoomKey("web", "local", "room")
Broken = tuple[int, str]


async def set_rules(somebody: "Somebody") -> None:
    """Choose who may steer in the room; now and then everybody may."""
    world = somebody.world
    steer = Who.EVERYBODY if world.chaos.stream("room").random() < 0.15 else Who.OWNER
    await world.inner.run(lambda tx: tx.rooms.save(Room(ROOM, steer=steer)))


async def intrude(somebody: "Somebody") -> None:
    """Write into a thread of somebody else's."""
    rows = somebody.world.mirror.rows(
        "SELECT thread FROM sessions WHERE owner_id != ? AND number NOT IN"
        " (SELECT session FROM collaborators WHERE person_id = ?) ORDER BY number",
        somebody.id,
        somebody.id,
    )
    if rows:
        await somebody.write(ThreadKey.parse(somebody.choose([row[0] for row in rows])))


def check(mirror: Mirror) -> Iterator[Broken]:
    """What is said to be held is held by one open item, and by one for each author."""
    waiting = dict(mirror.rows("SELECT key, session FROM receipts WHERE fate = 'held'"))
    authors: set[tuple[int, str]] = set()
    for session, stored in mirror.rows(
        "SELECT session, facts FROM items WHERE state = 'open' AND kind = 'held'"
    ):
        facts = json.loads(stored)
        if (session, facts["author"]) in authors:
            yield session, f"two items hold what {facts['name']} wrote"
        authors.add((session, facts["author"]))
        if not facts["messages"]:
            yield session, f"an item holds nothing of what {facts['name']} wrote"
        for each in facts["messages"]:
            if waiting.pop(each["key"], None) != session:
                yield session, f"{each['text']!r} is in an item and its receipt says otherwise"
    for key, session in waiting.items():
        yield session, f"{key!r} is held by no item"
