"""Who goes takes nothing along that others wrote, though they wrote what everybody does."""

from dataclasses import replace

import pytest

from service.agent.compaction import kept_verbatim
from service.agent.context import DELETED
from service.domain import events
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from service.domain.events import Attachment, Draft, History, Kind
from service.domain.ids import BlobId, ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind, Reason
from service.domain.sessions import Session
from service.ports.store import Tx
from service.usecases import lifecycle
from service.usecases.erase_person import erase_person
from service.usecases.redirect import redirect
from tests.fakes.clock import FakeClock, FakeIds
from tests.fixtures_store import AnyStore
from tests.usecases.scene import Scene
from tests.usecases.test_erased_words import says
from tests.usecases.test_erasing_persons import Gone

AL, HAL = PersonId("al"), PersonId("hal")
ONE = SessionNumber(1)
LONG = "Ask the notary in Porto instead"
REPORT = Attachment(BlobId("b"), "report.md", "text/markdown", 9)
REMARKS = (
    "You were asked for “continue with plan B”. Go back to it.",
    "Your tests write a report.md, which changes nothing.",
    "The attached file final-report.md is at inbox/final-report-2.md.",
    "An alert is open: Hal wrote: “wait for me”",
    f"They would re{LONG}ed.",
)
THEIRS = (
    "You were asked for “continue”. Go back to it.",
    "The attached file report.md is at inbox/report-2.md.",
    "An alert is open: Al wrote: “wait for me”",
    "An alert is open: Al wrote 2 messages, the last one: “wait for me”",
    "Al retried it. Their hint: continue",
    f"You were asked for “{LONG}”.",
)


@pytest.fixture
async def scene(store: AnyStore, clock: FakeClock, ids: FakeIds) -> Scene:
    """Al and Hal both are known."""
    scene = Scene(store, clock, ids)
    await scene.meet(AL, HAL)
    return scene


async def talked(scene: Scene, owner: PersonId, *remarks: str) -> None:
    """They wrote much the same, and heddle repeated it: to the agent and below a summary."""
    await scene.says("hi", "one", owner)

    def work(tx: Tx) -> None:
        for each in (AL, HAL):
            if each != owner:
                tx.sessions.share(ONE, each)
        session = append(
            tx,
            events.message(AL, "Al", "continue", [REPORT]),
            events.message(AL, "Al", LONG),
            events.answer(HAL, "Hal", ItemId("q"), "c", "continue with plan B", ()),
            events.message(HAL, "Hal", "Please continue. Al wrote report.md; which one is it?"),
            *map(events.notice, remarks),
            events.breadcrumb("Parked; next: continue with plan B", "heddle"),
        )
        summary = kept_verbatim(History(tx.events.after(ONE, 0)), session.next_seq, 100_000)
        append(tx, events.compaction(f"They talked.{summary}", 1))
        held(tx, session.owner_id)

    await scene.store.run(work)


def append(tx: Tx, *drafts: Draft) -> Session:
    session = lifecycle.append(tx, tx.sessions.lock(ONE), drafts)
    tx.sessions.save(session)
    return session


def held(tx: Tx, owner: PersonId) -> None:
    """What Al wrote was held back once, and heddle told of an alert that quotes what Hal wrote."""
    facts = {"author": AL, "name": "Al", "messages": [], "turned_away": 0}
    row = Item(ItemId("held"), ONE, owner, ItemKind.HELD, "Al wrote: “wait for me”", tx.now())
    tx.items.add(replace(row, facts=facts))
    alert = replace(row, id=ItemId("alert"), kind=ItemKind.ALERT, reason=Reason.DRIFT, ask="")
    tx.items.add(replace(alert, ask="Asked for “continue with plan B”; Hal wrote: “no”"))


async def remarks(scene: Scene) -> list[str]:
    return [each.payload["text"] for each in await scene.events(Kind.NOTICE)]


async def summary(scene: Scene) -> str:
    (event,) = await scene.events(Kind.COMPACTION)
    return str(event.payload["summary"])


async def test_what_others_wrote_stays_though_they_wrote_the_same_words(scene: Scene) -> None:
    await talked(scene, HAL, *REMARKS)
    before = await summary(scene)
    await erase_person(scene.ports, Gone(), AL)
    assert await remarks(scene) == [*REMARKS]
    left = await summary(scene)
    entries = before.split("\n- ")
    assert left.split("\n- ") == [
        each for each in entries if not each.startswith(("Not read yet: Al wrote: ", "Al wrote: "))
    ]
    assert "Hal decided: continue with plan B" in left
    assert "which one is it?" in left
    session = await scene.session(1)
    assert (session.title, session.breadcrumb) == ("hi", "Parked; next: continue with plan B")
    items = await scene.store.read(lambda reads: reads.items(session=ONE, open_only=False))
    assert [each.ask for each in items if each.kind is ItemKind.ALERT] == [
        "Asked for “continue with plan B”; Hal wrote: “no”"
    ]


async def test_a_short_title_goes_without_words_that_hold_its_letters(scene: Scene) -> None:
    await talked(scene, AL, *REMARKS)
    await erase_person(scene.ports, Gone(), AL, HAL)
    assert await remarks(scene) == [*REMARKS]
    left = await summary(scene)
    assert "Hal decided: continue with plan B" in left
    assert "which one is it?" in left
    crumbs = [each.payload["text"] for each in await scene.events(Kind.BREADCRUMB)]
    assert "Parked; next: continue with plan B" in crumbs
    assert (await scene.session(1)).title == "Session 1"


async def test_what_quotes_them_whole_goes(scene: Scene) -> None:
    await talked(scene, HAL, *THEIRS)
    await erase_person(scene.ports, Gone(), AL)
    assert set(await remarks(scene)) == {DELETED}


async def test_what_somebody_else_said_too_is_theirs_as_well(scene: Scene) -> None:
    await talked(scene, HAL, *THEIRS[:2])
    await scene.store.run(lambda tx: append(tx, events.message(HAL, "Hal", "continue", [REPORT])))
    await erase_person(scene.ports, Gone(), AL)
    assert await remarks(scene) == [*THEIRS[:2]]


async def test_what_somebody_else_typed_into_a_form_still_reaches_the_thread(scene: Scene) -> None:
    await says(scene, "hi", "one", HAL)
    await scene.store.run(lambda tx: tx.sessions.share(ONE, AL))
    for person in (AL, HAL):
        await redirect(scene.ports, person, ONE, "continue", f"by {person}", unseen=True)
    shown = await typed(scene)
    assert [each.facts["name"] for each in shown] == ["Al", "Hal"]
    await erase_person(scene.ports, Gone(), AL)
    assert await typed(scene) == shown[1:]
    assert shown[1].state is DeliveryState.WAITING


async def typed(scene: Scene) -> list[Delivery]:
    found = await scene.store.read(lambda reads: reads.deliveries(person=HAL))
    return sorted(
        (each for each in found if each.kind is DeliveryKind.STEERED), key=lambda each: each.id
    )
