"""What strangers write into somebody's thread: held, let in, left out, changed."""

import asyncio

import pytest

from service.domain import held
from service.domain.errors import Refused
from service.domain.events import Attachment, Kind
from service.domain.ids import BlobId, PersonId, SessionNumber
from service.domain.items import DISMISS, LET_STEER, USE_THIS, Item, Severity
from service.domain.receipts import Fate
from service.domain.states import State
from service.usecases.assign import assign
from service.usecases.configure import mute
from service.usecases.dismiss import dismiss
from service.usecases.edit import edit
from tests.usecases.scene import ANN, BOB, ask, calls, prose
from tests.usecases.strangers import EVE, Strangers
from tests.usecases.telling import Telling

ONE = SessionNumber(1)


@pytest.fixture
def telling(room: Strangers) -> Telling:
    """The scene of the room."""
    return room.telling


async def decide(telling: Telling, item: Item, choice: str, person: PersonId = ANN) -> None:
    await telling.takes(item, choice, person, "slack")


async def test_it_is_held_and_the_owner_is_told_once(telling: Telling, room: Strangers) -> None:
    first = await room.write("Use the staging\ndatabase")
    second = await room.write("And be quick")
    assert (first.receipt.fate, second.receipt.fate) == (Fate.HELD, Fate.HELD)
    (item,) = await room.held()
    assert item.ask == "Bob wrote 2 messages, the last one: “And be quick”"
    assert (item.severity, item.choices) == (
        Severity.INFORMATIVE,
        (USE_THIS, LET_STEER, DISMISS),
    )
    assert await room.texts() == ["Use the staging\ndatabase", "And be quick"]
    assert len(await telling.told()) == 1
    await telling.leaps(3 * 3600)
    assert len(await telling.told()) == 1
    assert await room.said() == [("Ann", "Build it")]
    assert (await telling.session()).state is State.DONE


async def test_the_same_message_again_is_held_once(room: Strangers) -> None:
    first = await room.write("Hello", key="same")
    again = await room.write("Hello", key="same")
    assert (first.again, again.again, again.receipt) == (False, True, first.receipt)
    assert await room.texts() == ["Hello"]


async def test_each_author_is_one_item(telling: Telling, room: Strangers) -> None:
    await room.write("From Bob")
    await room.write("From Eve", EVE)
    await room.write("Bob again")
    assert [held.author(each) for each in await room.held()] == [BOB, EVE]
    assert len(await telling.told()) == 2


async def test_what_is_used_is_read_in_order_with_its_authors_name(
    telling: Telling, room: Strangers
) -> None:
    file = Attachment(BlobId("b"), "plan.pdf", "application/pdf", 9)
    await room.write("First", key="one")
    await room.write("Second", key="two", files=[file])
    (item,) = await room.held()
    await decide(telling, item, USE_THIS)
    assert await room.said() == [("Ann", "Build it"), ("Bob", "First"), ("Bob", "Second")]
    assert [(await room.receipt(key)).fate for key in ("one", "two")] == [Fate.NEXT, Fate.NEXT]
    events = await telling.events(Kind.MESSAGE)
    assert [(await room.receipt(key)).seq for key in ("one", "two")] == [
        each.seq for each in events[1:]
    ]
    assert events[-1].actor == BOB
    assert events[-1].payload["attachments"][0]["name"] == "plan.pdf"
    telling.script(prose("Thanks"))
    await telling.works()
    assert "Ann: Build it" not in telling.read()  # What was said to the model stays as it was.
    assert "Bob: First\n\nBob: Second" in telling.read()
    assert (await room.receipt("two")).fate is Fate.READ
    assert held.messages(await telling.item(item)) == []


async def test_it_steers_a_session_at_work(telling: Telling, room: Strangers) -> None:
    await room.write("More of it", ANN)
    await room.write("Mind the tests", key="bob")
    (item,) = await room.held()
    await decide(telling, item, USE_THIS)
    assert (await room.receipt("bob")).fate is Fate.NEXT
    assert (await telling.session()).state is State.RUNNING


async def test_who_is_let_in_steers_from_then_on(telling: Telling, room: Strangers) -> None:
    await room.write("Mind the tests")
    (item,) = await room.held()
    await decide(telling, item, LET_STEER)
    assert await room.said() == [("Ann", "Build it"), ("Bob", "Mind the tests")]
    assert (await room.write("And the docs")).receipt.fate is Fate.NEXT
    assert await room.held() == []


@pytest.mark.parametrize("by_button", [True, False])
async def test_what_is_left_out_is_closed(
    telling: Telling, room: Strangers, by_button: bool
) -> None:
    await room.write("Nonsense", key="bob")
    (item,) = await room.held()
    if by_button:
        await decide(telling, item, DISMISS)
    else:
        await dismiss(telling.ports, ANN, item.id, "slack")
    assert (await room.receipt("bob")).fate is Fate.CLOSED
    assert await room.said() == [("Ann", "Build it")]
    again = await room.write("Nonsense", key="bob")
    assert (again.again, again.receipt.fate) == (True, Fate.CLOSED)
    await room.write("Sense")
    assert len(await telling.told()) == 2
    with pytest.raises(Refused, match="never saw this"):
        await edit(telling.ports, BOB, "bob", "Better")


async def test_a_stranger_answers_no_question(telling: Telling, room: Strangers) -> None:
    await room.write("Go on", ANN)
    telling.script(calls(ask("Stripe or Adyen?")))
    await telling.works()
    assert (await room.write("Adyen", key="bob")).receipt.fate is Fate.HELD
    (item,) = await room.held()
    await decide(telling, item, USE_THIS)
    session = await telling.session()
    assert (session.state, (await room.receipt("bob")).fate) == (State.WAITING, Fate.KEPT)
    assert len(await telling.items()) == 1
    await room.write("Stripe", ANN)
    telling.script(prose())
    await telling.works()
    assert "Bob: Adyen" in telling.read()
    assert "Ann answered: Stripe" in telling.read()
    assert (await room.receipt("bob")).fate is Fate.READ


async def test_a_parked_question_stays_with_its_owner(telling: Telling, room: Strangers) -> None:
    await room.write("Go on", ANN)
    telling.script(calls(ask("Stripe or Adyen?")))
    await telling.works()
    await telling.leaps(telling.ports.policy.park_anyway + 60)
    assert (await telling.session()).state is State.PARKED
    await room.write("Adyen", key="bob")
    (item,) = await room.held()
    await decide(telling, item, USE_THIS)
    assert ((await telling.session()).state, (await room.receipt("bob")).fate) == (
        State.PARKED,
        Fate.KEPT,
    )


async def test_only_the_owner_lets_somebody_steer(telling: Telling, room: Strangers) -> None:
    await room.write("Hello", EVE, key="eve")
    (item,) = await room.held()
    with pytest.raises(Refused, match="You have no session 1"):
        await decide(telling, item, USE_THIS, EVE)
    await assign(telling.ports, ANN, item.id, "Bob")
    with pytest.raises(Refused, match="Only Ann, who owns session 1, can let them steer"):
        await decide(telling, item, LET_STEER, BOB)
    await decide(telling, item, USE_THIS, BOB)
    assert (await room.receipt("eve")).fate is Fate.NEXT
    with pytest.raises(Refused, match=r"Bob answered this at .* from Slack: Use this"):
        await decide(telling, item, LET_STEER)


async def test_what_is_too_much_is_turned_away_and_said(telling: Telling, room: Strangers) -> None:
    for number in range(held.MOST):
        assert (await room.write(f"Word {number}")).receipt.fate is Fate.HELD
    away = await room.write("One more", key="more")
    assert away.receipt.fate is Fate.REFUSED
    assert "Write it again when Ann has decided" in away.receipt.reply
    assert (await room.write("One more", key="more")).receipt == away.receipt
    (item,) = await room.held()
    assert item.ask.endswith("(1 more came after that and were not kept)")
    assert len(await room.texts()) == held.MOST
    assert len(await telling.told()) == 1
    await decide(telling, item, USE_THIS)
    assert len(await room.said()) == 1 + held.MOST


async def test_what_is_too_long_all_in_all_is_turned_away(room: Strangers) -> None:
    await room.write("x" * 60_000)
    assert (await room.write("y" * 60_000)).receipt.fate is Fate.REFUSED
    assert (await room.write("short")).receipt.fate is Fate.HELD


async def test_of_a_muted_session_nobody_is_told(telling: Telling, room: Strangers) -> None:
    await mute(telling.ports, ANN, ONE, muted=True)
    await room.write("Hello")
    assert await telling.told() == []
    assert len(await room.held()) == 1


async def test_two_who_decide_at_once(telling: Telling, room: Strangers) -> None:
    await room.write("Hello", key="bob")
    (item,) = await room.held()
    outcomes = await asyncio.gather(
        decide(telling, item, USE_THIS), decide(telling, item, DISMISS), return_exceptions=True
    )
    assert [isinstance(each, Refused) for each in outcomes].count(True) == 1
    assert len(await room.said()) == 2
