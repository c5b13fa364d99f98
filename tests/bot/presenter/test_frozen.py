"""What people read while an operator holds work back."""

from dataclasses import replace

import pytest

from bot.discord.rendering import card as on_discord
from bot.presenter.conditions import frozen
from bot.presenter.inbox import inbox
from bot.presenter.lists import listing
from bot.presenter.messages import message
from bot.presenter.session_cards import home_card, settings_card, status_card
from bot.slack.rendering import card as on_slack
from bot.slack.rendering import home as on_home
from service.domain.conditions import UNKNOWN, Condition, What
from service.domain.freezes import Freeze, Scope, holding
from service.domain.ids import SessionNumber
from service.domain.preferences import Preferences
from service.domain.receipts import Fate
from service.domain.states import State
from service.queries.board import Board
from service.queries.inbox import Inbox
from service.queries.lists import Line, Listing
from service.queries.standing import Standing
from tests.ports.store.samples import ANN, AT, BOB, person, receipt, session

ROW = replace(session("a", state=State.RUNNING), number=SessionNumber(7))
TOLD = "heddle is frozen by its operator since 08:00 UTC: New disk, back at 14:00"
FREEZE = Freeze(Scope.ALL, "", "New disk, back at 14:00", AT)


@pytest.mark.parametrize("fate", [Fate.NEXT, Fate.QUEUED, Fate.KEPT, Fate.ANSWERED])
def test_whoever_writes_is_told_why_nothing_moves(fate: Fate) -> None:
    told = message(receipt("k", ROW.number, 2, fate), ROW, "It is queued.", frozen(FREEZE, AT))
    assert told == f"{TOLD}. Your message is kept; the agent reads it when that ends."


def test_what_is_over_is_told_as_ever() -> None:
    stopped = receipt("k", ROW.number, 2, Fate.CLOSED)
    assert message(stopped, ROW, "", TOLD) == message(stopped, ROW, "")


def test_the_status_card_says_so_on_every_surface() -> None:
    held = Condition(What.FROZEN, AT, freeze=FREEZE)
    standing = Standing(AT + 60, ROW, person(), [], [], 1, 3, ready_since=AT, condition=held)
    card = status_card(standing, "UTC")
    assert (card.state, card.wait_reason, card.wait_until) == ("Frozen", TOLD, None)
    assert "New disk, back at 14:00" in on_slack._waits(card)
    assert "New disk, back at 14:00" in on_discord._waits(card)
    thawed = status_card(replace(standing, condition=UNKNOWN), "UTC")
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
    whole = frozen(Freeze(Scope.ALL, "", "", AT), AT, "Europe/Berlin")
    assert whole == "heddle is frozen by its operator since 09:00"
    told = frozen(freezes[1], AT + 86_400, "UTC")
    assert told == "heddle is frozen by its operator in default since 15 Jan 08:00 UTC: theirs"


def test_lists_say_what_is_frozen_and_since_when() -> None:
    held = Condition(What.FROZEN, AT, freeze=FREEZE)
    told = listing(Listing([Line(ROW, [], held)], AT + 60, more=False), "open")
    assert "running, frozen by its operator since 08:00 UTC: New disk" in told


def test_the_inbox_tells_what_is_held_back_and_that_nothing_is_to_be_done() -> None:
    one = inbox(Inbox(AT, frozen=FREEZE, held=1), "UTC")
    rest = "One of your sessions is held back; it goes on by itself when that ends."
    assert one == f"{TOLD}. {rest}\n\nNothing needs you now."
    assert "3 of your sessions are held back" in inbox(Inbox(AT, frozen=FREEZE, held=3), "UTC")
    assert inbox(Inbox(AT), "UTC") == "Nothing needs you now."
    settings = settings_card(Preferences(ANN), 3, 3, [], [], {})
    home = home_card(Inbox(AT, frozen=FREEZE, held=1), Board(AT, 1, 3), settings, {}, {})
    assert "New disk, back at 14:00" in str(on_home.view(home))
