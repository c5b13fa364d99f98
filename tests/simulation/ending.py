"""After the misfortunes end: everything must come to rest, and then add up."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator

from service.domain.ids import PersonId
from service.domain.items import LEAVE_FILES
from service.domain.receipts import PENDING
from service.domain.states import AT_REST
from service.usecases.edit import DELETED
from tests.simulation import threads
from tests.simulation.crowd import Crowd, Sent
from tests.simulation.invariants import WORTH_SAVING
from tests.simulation.mirror import OverRow
from tests.simulation.models import MARK
from tests.simulation.world import World

PATIENCE = 3600.0
"""Virtual seconds that a world without misfortunes may take until everything rests."""

LOOK = 5.0


async def drain(world: World, crowd: Crowd) -> None:
    """Have people answer and resume until nothing is open; break a rule if that never ends."""
    world.story.tell("world", 0, "the misfortunes end")
    end = asyncio.get_running_loop().time() + PATIENCE
    while True:
        await asyncio.sleep(LOOK)
        left = list(_unfinished(world))
        if not left and not crowd.channel.open:
            return
        if asyncio.get_running_loop().time() > end:
            session, why = left[0] if left else (0, "a request is never acknowledged")
            world.story.broken(session, f"it never comes to rest: {why}")
            return
        await _help(world, crowd)


async def _help(world: World, crowd: Crowd) -> None:
    """Answer every open item and resume what keeps messages."""
    owners = {somebody.id: somebody for somebody in crowd.people}
    for item in sorted(world.mirror.now.items.values(), key=lambda each: each.id):
        if item.reason == "turn_failed":
            await owners[PersonId(item.owner)].use_large_model(item.session)
        if item.choices or item.kind == "question":
            await owners[PersonId(item.owner)].answer(item)
    kept = world.mirror.rows("SELECT DISTINCT session FROM receipts WHERE fate = 'kept'")
    for (number,) in kept:
        session = world.mirror.now.sessions[number]
        if session.state in AT_REST and session.state != "done":
            await owners[PersonId(session.owner)].use_large_model(number)
            await owners[PersonId(session.owner)].resume(number)


def _unfinished(world: World) -> Iterator[tuple[int, str]]:
    now = world.mirror.now
    for session in now.sessions.values():
        if session.state not in AT_REST:
            yield session.number, f"it is {session.state}"
        if ("capture", str(session.number)) in now.timers:
            yield session.number, "it is not saved"
        if ("check_in", str(session.number)) in now.timers:
            yield session.number, "it is still to be checked in on"
    for item in now.items.values():
        yield item.session, f"{item} is open"
    for delivery in now.waiting.values():
        yield 0, f"{delivery} waits"
    yield from threads.unshown(world)
    pending = ", ".join(f"'{fate}'" for fate in sorted(PENDING))
    for session, seq, fate in world.mirror.rows(
        f"SELECT session, seq, fate FROM receipts WHERE fate IN ({pending})"
    ):
        yield session, f"message {seq} is {fate}"


def add_up(world: World, crowd: Crowd) -> Iterator[tuple[int, str]]:
    """Yield what does not add up at the end."""
    yield from _messages(world, crowd)
    yield from _orders(world, crowd)
    yield from _spent(world)
    yield from _events(world)
    yield from _captures(world)
    yield from _told(world)
    yield from threads.compare(world)
    for kind, ref in sorted(world.mirror.now.timers):
        if kind != "tell":
            yield 0, f"the timer {kind} {ref} is left over"


def _told(world: World) -> Iterator[tuple[int, str]]:
    """What ended is as it ended; nobody is told anything once nothing is open."""
    ended = dict(world.outgoing.ended)
    for identity, lane, state in world.mirror.rows("SELECT id, lane, state FROM deliveries"):
        known = ended.pop(identity, "sent" if lane.startswith("web:") else "waiting")
        # A bot that stood still may have posted it after it was withdrawn.
        late = (known, state) == ("withdrawn", "sent") and world.talk.of(f"post {identity}")
        if state != known and not late:
            yield 0, f"delivery {identity} ended as {known} and is {state}"
    for identity in ended:
        yield 0, f"delivery {identity} is gone"
    for row in world.mirror.rows(
        "SELECT id, session, state, resolved_by, resolved_from, resolved_at FROM items"
    ):
        over = OverRow(*row)
        if world.telling.ended.get(over.id, over) != over:
            yield over.session, f"item {over.id} ended differently: {over}"
    answers = Counter(
        event.payload["item"]
        for events in world.mirror.events.values()
        for event in events
        if event.kind == "answer"
    )
    for item, session, state in world.mirror.rows(
        "SELECT id, session, state FROM items WHERE kind = 'question'"
    ):
        if answers[item] != (state == "resolved"):
            yield session, f"question {item} is {state} and has {answers[item]} answers"


def _messages(world: World, crowd: Crowd) -> Iterator[tuple[int, str]]:
    """Every accepted message has one receipt and one event, and was read if it says so."""
    receipts = {
        row[0]: row[1:] for row in world.mirror.rows("SELECT key, session, seq, fate FROM receipts")
    }
    homes = _homes(world)
    for sent in crowd.sent:
        found, home = receipts.get(sent.key), homes.get(sent.mark, [])
        if sent.outcome == "done" and found is None:
            yield 0, f"{sent.mark} was acknowledged and has no receipt"
        if found is None:
            if home:
                yield home[0][0], f"{sent.mark} has no receipt and stands at {home}"
            continue
        session, seq, fate = found
        if seq is None:
            yield from _never_let_in(sent, session, fate, home)
            continue
        if home != [(session, seq)]:
            yield session, f"{sent.mark} has the receipt {found} and stands at {home}"
        if fate == "read" and not sent.changed:
            yield from _read(world, session, seq)


def _homes(world: World) -> dict[str, list[tuple[int, int]]]:
    """Return at which events each message stands, by its mark."""
    homes: dict[str, list[tuple[int, int]]] = {}
    for number, events in world.mirror.events.items():
        for event in events:
            if event.kind in ("message", "answer"):
                word = str(event.payload.get("text", "")).partition(":")[0]
                homes.setdefault(word, []).append((number, event.seq))
    return homes


def _never_let_in(
    sent: Sent, session: int, fate: str, home: list[tuple[int, int]]
) -> Iterator[tuple[int, str]]:
    """What a stranger wrote was left out, deleted or too much; then it is in no history."""
    if fate not in ("closed", "deleted", "refused") or home:
        yield session, f"{sent.mark} is {fate} and stands at {home}"


def _read(world: World, session: int, seq: int) -> Iterator[tuple[int, str]]:
    """The message, as it was edited last, was in a request to a model."""
    payload = world.mirror.rows(
        "SELECT payload FROM events WHERE session = ? AND seq = ?", session, seq
    )[0][0]
    unseen = set(MARK.findall(payload)) - world.reading.marks[session]
    if unseen:
        yield session, f"{sorted(unseen)} counts as read, and no model was sent it"


def _spent(world: World) -> Iterator[tuple[int, str]]:
    """What the sessions of a person used is what their days used."""
    used = world.mirror.rows(
        "SELECT owner_id, SUM(steps), SUM(tokens), SUM(cost_usd), SUM(seconds) FROM sessions"
        " GROUP BY owner_id"
    )
    for owner, *sums in used:
        days = world.mirror.rows(
            "SELECT SUM(steps), SUM(tokens), SUM(cost_usd), SUM(seconds) FROM spend"
            " WHERE person_id = ?",
            owner,
        )[0]
        if any(abs(a - (b or 0)) > 1e-6 for a, b in zip(sums, days, strict=True)):
            yield 0, f"the sessions of {owner} used {sums}, their days {days}"


def _orders(world: World, crowd: Crowd) -> Iterator[tuple[int, str]]:
    """A command that was carried out left its word once, a refused one nowhere."""
    fates = dict(world.mirror.rows("SELECT key, fate FROM receipts"))
    words: Counter[str] = Counter()
    for events in world.mirror.events.values():
        words.update(e.payload["text"] for e in events if e.kind in ("note", "control"))
    for mark, (key, number, habit) in crowd.orders.items():
        done = fates.get(key) == "command" and habit in ("note", "retry")
        if words[mark] != int(done):
            yield number, f"{habit} {mark} is {fates.get(key)} and left {words[mark]} events"


def _events(world: World) -> Iterator[tuple[int, str]]:
    """Numbers without gaps; payloads as they were written, unless erased or edited."""
    for number, events in world.mirror.events.items():
        rows = world.mirror.rows(
            "SELECT seq, kind, payload, erased FROM events WHERE session = ? ORDER BY seq", number
        )
        if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
            yield number, "its events have gaps"
        for event, (seq, kind, payload, erased) in zip(events, rows, strict=True):
            if erased and payload != "{}":
                yield number, f"event {seq} is erased and still says {payload}"
            same = event.seq == seq and event.kind == kind
            edited = erased or '"edited":' in payload or DELETED in payload
            if not same or (not edited and json.loads(payload) != event.payload):
                yield number, f"event {seq} is not what it was"


def _captures(world: World) -> Iterator[tuple[int, str]]:
    """What was to be saved is in one of the bundles."""
    for session in world.mirror.now.sessions.values():
        saved: set[int] = set()
        for (number, version), bundle in world.disk.bundles.items():
            if number == session.number and version <= session.captures:
                saved.update(event["seq"] for event in bundle.transcript)
        events = world.mirror.events[session.number]
        left = world.mirror.rows(
            "SELECT id FROM items WHERE session = ? AND answer = ?", session.number, LEAVE_FILES
        )
        lost = [
            event.seq
            for event in events
            if event.kind in WORTH_SAVING
            and event.seq not in saved
            and event.seq <= session.captured_upto
            and not left
        ]
        if lost:
            yield session.number, f"events {lost} are in no capture"
