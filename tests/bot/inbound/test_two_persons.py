"""What is whose: refusals, sharing, and what collaborators may and may not do."""

import pytest

from service.domain.events import Kind
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.states import State
from tests.bot.inbound.scene import Scene

EVERYTHING = [
    "status 1",
    "stop 1",
    "park 1",
    "resume 1",
    "retry 1",
    "redirect 1 use Stripe",
    "answer 1 Stripe",
    "note 1 hello",
    "queue up 1",
    "model 1",
    "model 1 fast",
    "share 1 @bob",
    "unshare 1 @ann",
    "rename 1 Mine",
    "mute 1",
]


@pytest.mark.parametrize("line", EVERYTHING)
async def test_a_stranger_learns_and_changes_nothing(
    scene: Scene, ann: Person, bob: Person, line: str
) -> None:
    await scene.started(ann)
    await scene.asks(1, "Stripe or Adyen?")
    before = await scene.session(1)
    taken = await scene.order(bob, line)
    missing = await scene.order(bob, line.replace("1", "77"))
    assert taken.refused
    assert taken.text.replace("1", "77") == missing.text
    assert await scene.session(1) == before


async def test_a_stranger_cannot_write_in_a_thread(scene: Scene, ann: Person, bob: Person) -> None:
    session = await scene.started(ann)
    heard = await scene.say(bob, "Do it my way", session.thread)
    assert heard.refused
    assert "share" in heard.text
    assert len(await scene.events(1, Kind.MESSAGE)) == 1


async def test_a_stranger_can_start_a_session_of_their_own_from_any_thread(
    scene: Scene, ann: Person, bob: Person
) -> None:
    session = await scene.started(ann)
    heard = await scene.say(bob, "!start Something else", session.thread)
    assert heard.session == 2
    assert (await scene.session(2)).owner_id == bob.id


async def test_lists_show_what_is_mine_and_what_is_shared(
    scene: Scene, ann: Person, bob: Person
) -> None:
    await scene.started(ann, "A secret of Ann's")
    await scene.started(ann, "A common thing")
    await scene.order(ann, "share 2 @bob")
    text = (await scene.order(bob, "list")).text
    assert "A common thing" in text
    assert "secret" not in text


@pytest.fixture
async def shared(scene: Scene, ann: Person, bob: Person) -> None:
    """Session 1 of Ann's, in which Bob collaborates."""
    await scene.started(ann)
    heard = await scene.order(ann, "share 1 @BOB")
    assert heard.text == "Bob can now write, answer, stop and redirect in session 1."


@pytest.mark.usefixtures("shared")
async def test_a_collaborator_writes(scene: Scene, bob: Person) -> None:
    heard = await scene.say(bob, "And the fourth", (await scene.session(1)).thread)
    assert heard.fate == Fate.NEXT
    assert (await scene.events(1, Kind.MESSAGE))[-1].payload["name"] == "Bob"


@pytest.mark.usefixtures("shared")
async def test_a_collaborator_answers(scene: Scene, bob: Person) -> None:
    await scene.asks(1, "Stripe or Adyen?")
    heard = await scene.order(bob, "answer 1 Stripe")
    assert heard.text == "Answered. Session 1 goes on."
    assert (await scene.events(1, Kind.ANSWER))[-1].payload["name"] == "Bob"


@pytest.mark.usefixtures("shared")
async def test_a_collaborator_redirects_and_stops(scene: Scene, bob: Person) -> None:
    assert not (await scene.order(bob, "redirect 1 use Stripe")).refused
    assert not (await scene.order(bob, "stop 1")).refused
    assert await scene.states(1) == [State.STOPPED]
    assert "Bob" in (await scene.session(1)).breadcrumb


OWNERS = ["share 1 @cat", "unshare 1 @bob", "mute 1", "queue up 1"]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("line", OWNERS)
async def test_what_is_the_owners_is_refused_to_a_collaborator_by_name(
    scene: Scene, bob: Person, line: str
) -> None:
    await scene.person("Cat")
    heard = await scene.order(bob, line)
    assert heard.refused
    assert heard.text == "Only Ann, who owns session 1, can do that."


@pytest.mark.usefixtures("shared")
async def test_a_budget_is_the_owners(scene: Scene, ann: Person, bob: Person) -> None:
    item = await scene.is_over_budget(1)
    for heard in (
        await scene.order(bob, "answer 1 Go on"),
        await scene.inbound.answer(bob, item, "Go on", "web"),
    ):
        assert heard.refused
        assert heard.text == "Only Ann, who owns session 1, can decide that."
    kept = await scene.say(bob, "Go on", (await scene.session(1)).thread)
    assert kept.fate == Fate.KEPT
    assert await scene.states(1) == [State.WAITING]
    granted = await scene.order(ann, "answer 1 go on")
    assert granted.text == "Answered. Session 1 goes on."
    assert (await scene.session(1)).grants == 1


@pytest.mark.usefixtures("shared")
async def test_a_collaborators_work_uses_the_owners_slots(
    scene: Scene, ann: Person, bob: Person
) -> None:
    for _ in range(3):
        await scene.started(ann)
    await scene.order(ann, "park 1")
    assert await scene.states(4) == [State.RUNNING]
    heard = await scene.say(bob, "Go on", (await scene.session(1)).thread)
    assert heard.text == (
        "Session 1 is queued, position 1 of 1: it starts when its owner has a free slot."
    )


@pytest.mark.usefixtures("shared")
async def test_who_is_no_collaborator_any_more_is_out(
    scene: Scene, ann: Person, bob: Person
) -> None:
    heard = await scene.order(ann, "unshare 1 bob")
    assert heard.text == "Bob no longer has access to session 1; what they wrote stays."
    assert (await scene.order(bob, "status 1")).refused


async def test_ones_own_session_is_not_shared_with_oneself(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    assert (await scene.order(ann, "share 1 @ann")).refused


async def test_caps_and_queues_are_each_persons_own(scene: Scene, ann: Person, bob: Person) -> None:
    for _ in range(5):
        await scene.started(ann)
    heard = await scene.say(bob, "My first")
    assert heard.text == "Session 6 has started."
    assert (await scene.order(bob, "queue")).text == (
        "1 of 3 slots taken, by 6. Nothing is queued."
    )
