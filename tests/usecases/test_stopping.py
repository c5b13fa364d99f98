"""The operator stops somebody's session: it ends as by its owner's word, and its owner is told."""

import pytest

from service.domain.deliveries import DeliveryKind
from service.domain.errors import Refused
from service.domain.events import Control, Kind
from service.domain.ids import SessionNumber
from service.domain.items import ItemState
from service.domain.states import State
from service.usecases.stop import stop_as_operator
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import ANN

ONE = SessionNumber(1)
WHY = "It costs a dollar a minute"


async def test_it_ends_and_its_owner_is_told_once_why(chatting: Chatting) -> None:
    await chatting.link(ANN)
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    stopped = await stop_as_operator(chatting.ports, ONE, f" {WHY} ")
    assert (stopped.state, stopped.turn_id) == (State.STOPPED, None)
    assert (await chatting.item(item)).state is ItemState.WITHDRAWN
    (order,) = await chatting.events(Kind.CONTROL)
    assert (order.actor, order.payload["order"]) == ("heddle", Control.STOP)
    assert order.payload["text"] == WHY
    *_, state = await chatting.events(Kind.STATE)
    assert state.payload["why"] == f"heddle's operator stopped it: {WHY}"
    (told,) = [each for each in await chatting.deliveries() if each.kind is DeliveryKind.STOPPED]
    assert told.loud
    assert (told.facts["session"], told.facts["reason"]) == (ONE, WHY)


async def test_its_slot_is_free_and_a_message_goes_on_with_it(chatting: Chatting) -> None:
    for number in range(4):
        await chatting.says("Write a haiku", thread=f"t{number}")
    assert (await chatting.session(4)).state is State.QUEUED
    await stop_as_operator(chatting.ports, ONE, "")
    assert (await chatting.session(4)).state is State.RUNNING
    await stop_as_operator(chatting.ports, SessionNumber(2), "")
    await chatting.says("Go on", thread="t0")
    assert (await chatting.session(1)).state is State.RUNNING


async def test_what_is_not_there_or_closed_is_refused_and_nobody_is_told(
    chatting: Chatting,
) -> None:
    await chatting.says("Write a haiku")
    with pytest.raises(Refused, match="There is no session 7"):
        await stop_as_operator(chatting.ports, SessionNumber(7), "")
    with pytest.raises(Refused, match="at most 200 characters"):
        await stop_as_operator(chatting.ports, ONE, "x" * 201)
    assert (await chatting.session()).state is State.RUNNING
    await stop_as_operator(chatting.ports, ONE, "")
    with pytest.raises(Refused, match="is stopped already"):
        await stop_as_operator(chatting.ports, ONE, WHY)
    kinds = [each.kind for each in await chatting.deliveries()]
    assert kinds.count(DeliveryKind.STOPPED) == 1
