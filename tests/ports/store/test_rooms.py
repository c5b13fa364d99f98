"""Rooms, and which sessions of a workspace changed."""

from dataclasses import replace

from service.domain.rooms import Room, RoomKey, Verbosity, Who
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, ann, session

KEY = RoomKey("slack", "T1", "C:1")
SET = Room(
    KEY, "general", "fast", Who.OWNER, Who.EVERYBODY, Verbosity.SILENT, AT, ANN, ("R1",), "fix"
)


async def test_a_room_is_as_it_was_set_last(store: AnyStore) -> None:
    assert await store.read(lambda reads: reads.room(KEY)) == Room(KEY)
    await store.run(lambda tx: tx.rooms.save(Room(KEY, "old", changed_at=AT - 1)))
    await store.run(lambda tx: tx.rooms.save(SET))
    assert await store.read(lambda reads: reads.room(KEY)) == SET
    assert (await store.run(lambda tx: tx.rooms.get(KEY)))[0] == SET
    other = replace(KEY, room="C2")
    assert (await store.run(lambda tx: tx.rooms.get(other)))[0] == Room(other)


async def threads(
    store: AnyStore,
    workspace: str = "T1",
    *,
    live: bool,
    since: float = AT,
    limit: int = 9,
    channel: str = "slack",
) -> list[str]:
    found = await store.read(
        lambda reads: reads.threads_of(channel, workspace, live=live, since=since, limit=limit)
    )
    return [each.thread.thread for each in found]


async def test_the_threads_of_a_workspace_are_found_by_when_they_changed(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        ann(tx)
        for index, state in enumerate(State):
            tx.sessions.open(session(state, state=state, changed_at=AT + index))
        for channel, workspace in (("web", "T1"), ("slack", "T10"), ("slack", "T1:"), ("x", "T1")):
            thread = ThreadKey(channel, workspace, "C1", "elsewhere")
            tx.sessions.open(session("", thread=thread, changed_at=AT + 99))

    await store.run(work)
    assert await threads(store, live=True) == ["waiting", "running", "queued"]
    assert await threads(store, live=False) == ["stopped", "failed", "done", "parked"]
    assert await threads(store, live=False, since=AT + 5) == ["stopped", "failed"]
    assert await threads(store, live=False, limit=1) == ["stopped"]
    assert await threads(store, live=True, since=AT + 3) == []
    assert await threads(store, "T1:", live=True) == ["elsewhere"]
    assert await threads(store, "T2", live=True) == []
    assert await threads(store, live=True, channel="web") == [], "the web has no threads to read"


async def test_a_thread_is_found_as_it_changes(store: AnyStore) -> None:
    def work(tx: Tx) -> Session:
        ann(tx)
        opened = tx.sessions.open(session("one"))
        tx.sessions.save(replace(opened, state=State.DONE, changed_at=AT + 5, budget_usd=2.0))
        return opened

    opened, _ = await store.run(work)
    assert await threads(store, live=True, since=0.0) == []
    found = await store.read(
        lambda reads: reads.threads_of("slack", "T1", live=False, since=AT + 1, limit=1)
    )
    assert found == [replace(opened, state=State.DONE, changed_at=AT + 5, budget_usd=2.0)]
