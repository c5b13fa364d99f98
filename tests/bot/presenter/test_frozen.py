"""What people read while an operator holds work back."""

from dataclasses import replace

import pytest

from bot.discord.rendering import card as on_discord
from bot.presenter.messages import message
from bot.presenter.session_cards import status_card
from bot.slack.rendering import card as on_slack
from service.domain.freezes import Freeze, Scope, holding
from service.domain.ids import SessionNumber
from service.domain.receipts import Fate
from service.domain.states import State
from service.queries.standing import Standing
from tests.ports.store.samples import ANN, AT, BOB, person, receipt, session

ROW = replace(session("a", state=State.RUNNING), number=SessionNumber(7))
TOLD = "heddle is frozen by its operator: New disk, back at 14:00"
FREEZE = Freeze(Scope.ALL, "", "New disk, back at 14:00", AT)


@pytest.mark.parametrize("fate", [Fate.NEXT, Fate.QUEUED, Fate.KEPT, Fate.ANSWERED])
def test_whoever_writes_is_told_why_nothing_moves(fate: Fate) -> None:
    told = message(receipt("k", ROW.number, 2, fate), ROW, "It is queued.", FREEZE.sentence())
    assert told == f"{TOLD}. Your message is kept; the agent reads it when that ends."


def test_what_is_over_is_told_as_ever() -> None:
    stopped = receipt("k", ROW.number, 2, Fate.CLOSED)
    assert message(stopped, ROW, "", TOLD) == message(stopped, ROW, "")


def test_the_status_card_says_so_on_every_surface() -> None:
    standing = Standing(AT + 60, ROW, person(), [], [], 1, 3, ready_since=AT, frozen=TOLD)
    card = status_card(standing, "UTC")
    assert (card.state, card.wait_reason, card.wait_until) == ("Frozen", TOLD, None)
    assert "New disk, back at 14:00" in on_slack._waits(card)
    assert "New disk, back at 14:00" in on_discord._waits(card)
    thawed = status_card(replace(standing, frozen=""), "UTC")
    assert on_slack._waits(thawed) == on_discord._waits(thawed) == ""


def test_the_widest_freeze_is_told() -> None:
    freezes = [
        Freeze(Scope.PERSON, ANN, "mine", AT),
        Freeze(Scope.POOL, "default", "theirs", AT),
        FREEZE,
    ]
    assert holding(freezes, "default", ANN) == FREEZE
    assert holding(freezes[:2], "gpu", ANN) == freezes[0]
    assert holding(freezes[:2], "gpu", BOB) is None
    assert freezes[1].sentence() == "heddle is frozen by its operator in default: theirs"
    assert Freeze(Scope.ALL, "", "", AT).sentence() == "heddle is frozen by its operator"
