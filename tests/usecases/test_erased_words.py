"""No column of any table keeps a sentence of who was erased, but for what agents made of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from service.agent.compaction import kept_verbatim
from service.domain import events
from service.domain.captures import Captured, CapturedFile
from service.domain.deliveries import Delivery, DeliveryKind, phone_lane
from service.domain.events import Attachment, History, Kind
from service.domain.ids import DeliveryId, ItemId, PersonId, PhoneId, SessionNumber, TurnId
from service.domain.items import Item, ItemKind, ItemState, Reason
from service.domain.receipts import Fate, Receipt
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.turns import Turn, TurnState
from service.ports.store import Tx
from service.usecases import lifecycle
from service.usecases.erase_person import erase_person
from service.usecases.receive import Arrival, receive
from service.usecases.redirect import redirect
from service.usecases.resume import retry
from service.usecases.stop import stop
from service.usecases.upload import upload
from tests.fakes.clock import FakeClock, FakeIds
from tests.fixtures_store import AnyStore
from tests.usecases.dumped import standing
from tests.usecases.scene import ANN, BOB, Scene, ask, calls, prose
from tests.usecases.test_erasing_persons import Gone

HIS, ASKING, HERS, HELD_BACK = (SessionNumber(number) for number in (1, 2, 3, 4))
TASK = "Sell the blue house by the river"
ASIDE = "Nobody must know of the cellar"
ANSWER = "Take the buyer from Lisbon"
COURSE = "Ask the notary in Porto instead"
HINT = "Look into the grey folder"
HELD = "Count the silver spoons as well"
FILE = "plan-of-the-house.pdf"
WORDS = {TASK, ASIDE, ANSWER, COURSE, HINT, HELD, FILE}
"""What Bob said."""
GUESS = "Whoever pays before Easter"
CALL = "reads the letters to the bank"
MADE = {GUESS, CALL}
"""What his agent made of it."""
OURS = "Paint the fence green"
"""What Ann said."""


@pytest.fixture
async def scene(store: AnyStore, clock: FakeClock, ids: FakeIds) -> Scene:
    """Bob worked with agents of his own, and with Ann's."""
    scene = Scene(store, clock, ids)
    await scene.meet(ANN, BOB)
    scene.script(prose("Sold."), calls(ask("Which one?", default=GUESS)))
    file = await upload(scene.ports, BOB, FILE, "application/pdf", FILE.encode())
    for thread in ("one", "two"):
        await says(scene, f"{TASK}\n\n{ASIDE}", thread, files=[file])
        await scene.works()
    await store.run(working)
    for thread in ("three", "four"):
        scene.script(prose())
        await says(scene, OURS, thread, ANN)
        await scene.works()
        await says(scene, HELD, thread, key=f"held {thread}")
    await store.run(lambda tx: tx.sessions.share(HERS, BOB))
    scene.script(calls(ask("Which buyer?")), prose(), prose())
    for text in (TASK, ANSWER):
        await says(scene, text, "three", files=[file])
        await scene.works()
    await redirect(scene.ports, BOB, HERS, COURSE, "course", unseen=True)
    await scene.works()
    await retry(scene.ports, BOB, HERS, HINT, unseen=True)
    await stop(scene.ports, ANN, HERS)
    await store.run(pressed)
    for number in (HIS, HERS):
        await store.run(partial(repeated, number=number))
    return scene


async def says(
    scene: Scene,
    text: str,
    thread: str,
    person: PersonId = BOB,
    files: Sequence[Attachment] = (),
    key: str = "",
) -> None:
    where = ThreadKey("slack", "T1", "C1", thread)
    key = key or scene.ports.ids.new()
    await receive(scene.ports, Arrival(key, where, person, text, "slack", files, open_room=True))


def working(tx: Tx) -> None:
    """Rows say what his agent was at, and what it has saved."""
    tx.add_capture(Captured(ASKING, 1, "file:///2", [CapturedFile(FILE, 1, "")]), 1, 1.0)
    turn = Turn(TurnId("at it"), ASKING, "default", 1.0, 1.0, state=TurnState.ENDED)
    tx.turns.add(replace(turn, in_flight={"label": CALL}, wait_reason=CALL))


def pressed(tx: Tx) -> None:
    """Ann pressed a button about a session of his on her phone, too late."""
    tx.sessions.share(HIS, ANN)
    facts = {"session": HIS, "title": TASK, "why": "It is over.", "items": []}
    kind, place = DeliveryKind.TOO_LATE, phone_lane(PhoneId("p"))
    tx.outbox.add(Delivery(DeliveryId("late"), place, ANN, kind, 1.0, 1.0, facts))


def repeated(tx: Tx, number: SessionNumber) -> None:
    """heddle repeats what Bob said: to the agent, to people, and below a summary."""
    session, now = tx.sessions.lock(number), tx.now()
    said = tx.events.after(number, 0)
    bobs = next(each for each in said if each.actor == BOB)
    line = f"Parked; next: {TASK}"
    summary = "They talked." + kept_verbatim(History(said), session.next_seq, 100_000)
    assert TASK in summary
    assert ASIDE in summary or number == HERS
    drafts = [
        events.nudge("drift", f"You were asked for “{TASK}”. Go back to it."),
        events.breadcrumb(line, "heddle"),
        events.compaction(summary, 1),
    ]
    tx.sessions.save(lifecycle.append(tx, session, drafts))
    row = Item(ItemId(f"alert {number}"), number, session.owner_id, ItemKind.ALERT, line, now)
    tx.items.add(
        replace(
            row,
            reason=Reason.DRIFT,
            state=ItemState.RESOLVED,
            answer="Stop",
            resolved_at=now,
            resolved_by=ANN,
        )
    )
    told = f"Session {number} is asked: {TASK}"
    tx.receipts.add(Receipt(f"told {number}", number, bobs.seq, Fate.COMMAND, now, told))


async def test_no_table_keeps_a_sentence(scene: Scene) -> None:
    found = await standing(scene.store, WORDS | MADE)
    assert {word for word, _ in found} == WORDS | MADE
    assert {"sessions.title", "sessions.breadcrumb", "items.default", "deliveries.facts"} <= {
        place for _, place in found
    }
    erased = await erase_person(scene.ports, Gone(), BOB)
    assert (erased.sessions, erased.handed) == (2, 0)
    assert await standing(scene.store, WORDS | MADE) == set()
    assert {place for _, place in await standing(scene.store, {OURS})} >= {
        "sessions.title",
        "events.payload",
    }


async def test_no_table_keeps_a_sentence_of_what_was_handed_over(scene: Scene) -> None:
    erased = await erase_person(scene.ports, Gone(), BOB, ANN)
    assert (erased.sessions, erased.handed) == (0, 2)
    # Ann got the captures' files, so she sees what they are called.
    assert await standing(scene.store, WORDS) == {(FILE, "captures.files")}
    one = await scene.session(HIS)
    assert (one.title, one.owner_id, one.state) == ("Session 1", ANN, State.DONE)
    assert one.breadcrumb == "Handed over; last: Sold."
    assert [each.payload["text"] for each in await scene.events(Kind.ASSISTANT)] == ["Sold."]
    captured = await scene.events(Kind.CAPTURED)
    assert {each.payload["title"] for each in captured} == {"Session 1"}


async def test_an_agent_goes_on_without_them(scene: Scene) -> None:
    await erase_person(scene.ports, Gone(), BOB)
    scene.script(prose("Green."))
    await says(scene, "Go on", "three", ANN)
    await scene.works()
    assert (await scene.session(HERS)).state is State.DONE
    read = scene.read()
    assert OURS in read
    assert not [each for each in WORDS if each in read]


async def test_what_was_held_back_is_withdrawn(scene: Scene) -> None:
    def is_held(each: Item) -> bool:
        return each.kind is ItemKind.HELD

    assert [each.session for each in await scene.items(HELD_BACK) if is_held(each)] == [HELD_BACK]
    await erase_person(scene.ports, Gone(), BOB)
    assert await scene.items(HELD_BACK) == []
    found = await scene.store.read(lambda reads: reads.items(session=HELD_BACK, open_only=False))
    (held,) = [each for each in found if is_held(each)]
    assert (held.state, held.facts["name"]) == (ItemState.WITHDRAWN, "Erased bob")
    receipt, _ = await scene.store.run(lambda tx: tx.receipts.get("held four"))
    assert receipt is not None
    assert receipt.fate is Fate.CLOSED
