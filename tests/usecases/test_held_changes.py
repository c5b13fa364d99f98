"""Held messages that change, and rooms in which others may do more or less."""

from dataclasses import replace

import pytest

from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.items import LET_STEER, USE_THIS, Item, ItemState
from service.domain.receipts import Fate
from service.domain.rooms import Who
from service.ports.store import Tx
from service.usecases.edit import delete, edit
from service.usecases.redirect import redirect
from service.usecases.resume import retry
from service.usecases.stop import stop
from tests.usecases.conftest import TellingSetting
from tests.usecases.scene import ANN, BOB, ask, calls
from tests.usecases.strangers import EVE, Strangers
from tests.usecases.telling import Telling

ONE = SessionNumber(1)


@pytest.fixture
def telling(room: Strangers) -> Telling:
    """The scene of the room."""
    return room.telling


async def decide(telling: Telling, item: Item, choice: str) -> None:
    await telling.takes(item, choice, ANN, "slack")


async def test_it_changes_and_goes_with_its_message(telling: Telling, room: Strangers) -> None:
    await room.write("First", key="one")
    await room.write("Secnd", key="two")
    await edit(telling.ports, BOB, "two", "Second")
    assert await room.texts() == ["First", "Second"]
    with pytest.raises(Refused, match="Only who wrote"):
        await edit(telling.ports, EVE, "two", "Third")
    with pytest.raises(Refused, match="Only who wrote"):
        await delete(telling.ports, EVE, "two")
    await delete(telling.ports, BOB, "one")
    (item,) = await room.held()
    assert (item.ask, (await room.receipt("one")).fate) == ("Bob wrote: “Second”", Fate.DELETED)
    await delete(telling.ports, BOB, "two")
    gone = await telling.item(item)
    assert (gone.state, gone.answer) == (ItemState.WITHDRAWN, "Bob deleted it")
    assert "Second" not in gone.ask
    assert (await room.receipt("two")).fate is Fate.DELETED
    assert await room.held() == []


async def test_a_used_message_can_be_deleted_like_any_other(
    telling: Telling, room: Strangers
) -> None:
    await room.write("Secret", key="bob")
    (item,) = await room.held()
    await decide(telling, item, USE_THIS)
    await delete(telling.ports, BOB, "bob")
    assert (await telling.events(Kind.MESSAGE))[-1].erased
    assert (await room.receipt("bob")).fate is Fate.DELETED


async def test_a_stop_closes_it_and_other_orders_leave_it(
    telling: Telling, room: Strangers
) -> None:
    await room.write("Hello", key="bob")
    await retry(telling.ports, ANN, ONE)
    await redirect(telling.ports, ANN, ONE, "There", "r1")
    await room.write("Go on", ANN)
    assert (await room.receipt("bob")).fate is Fate.HELD
    await stop(telling.ports, ANN, ONE)
    assert (await room.receipt("bob")).fate is Fate.CLOSED
    assert await room.held() == []


async def test_where_everybody_steers_nothing_is_held(telling: Telling, room: Strangers) -> None:
    await room.rules(steer=Who.EVERYBODY)
    assert (await room.write("Go on")).receipt.fate is Fate.NEXT
    assert await room.said() == [("Ann", "Build it"), ("Bob", "Go on")]
    telling.script(calls(ask("Stripe or Adyen?")))
    await telling.works()
    assert (await room.write("Adyen", EVE)).receipt.fate is Fate.ANSWERED


async def test_where_nobody_else_reads_a_stranger_is_refused(
    telling: Telling, room: Strangers
) -> None:
    await telling.says("Build it", "private")
    with pytest.raises(Refused, match="belongs to somebody else"):
        await telling.says("Hello", "private", BOB)


async def test_a_rooms_settings_hold_for_who_starts(telling_setting: TellingSetting) -> None:
    telling = await telling_setting(models=("demo", "smart"))
    room = Strangers(telling)
    await room.rules(model="smart")
    assert (await room.write("Go", ANN, thread="a")).session.model == "smart"
    assert (await room.write("Go", ANN, thread="b", model="demo")).session.model == "demo"
    await room.rules(model="gone", start=Who.OWNER)
    with pytest.raises(Refused, match="Only heddle's admins start sessions in this channel"):
        await room.write("Go", BOB, thread="c")
    await telling.store.run(
        lambda tx: tx.persons.save(replace(tx.persons.lock(ANN), admin=True)),
    )
    assert (await room.write("Go", ANN, thread="d")).session.model == "demo"


async def test_two_accounts_become_one_person(telling: Telling, room: Strangers) -> None:
    await room.write("From the one", BOB, key="one")
    await room.write("From the other", EVE, key="two")

    def merge(tx: Tx) -> None:
        for each in (BOB, EVE):
            tx.persons.lock(each)
        tx.persons.merge(BOB, EVE)

    await telling.store.run(merge)
    await room.write("From both", EVE, key="three")
    first, second = await room.held()
    assert await room.texts() == ["From the one", "From both", "From the other"]
    await edit(telling.ports, EVE, "one", "Changed")
    await delete(telling.ports, EVE, "two")
    assert await room.held() == [await telling.item(first)]
    assert (await telling.item(second)).state is ItemState.WITHDRAWN
    await decide(telling, first, LET_STEER)
    people = await telling.store.read(lambda reads: reads.collaborators(ONE))
    assert [each.id for each in people] == [EVE]
    assert [text for _, text in await room.said()] == ["Build it", "Changed", "From both"]
    await delete(telling.ports, EVE, "one")
    assert (await telling.events(Kind.MESSAGE))[1].erased
