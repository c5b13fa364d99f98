"""A pool is named wherever a session is shown, unless it is the usual one."""

from dataclasses import replace

from bot.presenter.session_cards import status_card
from bot.presenter.status import status
from service.domain.conditions import UNKNOWN
from service.domain.ids import SessionNumber
from service.domain.policy import Policy
from service.domain.states import State
from service.queries.standing import Standing
from service.queries.why import Why
from tests.ports.store.samples import AT, person, session

ROW = replace(session("a", state=State.RUNNING, pool="gpu-box"), number=SessionNumber(7))


def test_only_a_pool_of_its_own_is_worth_naming() -> None:
    policy = replace(Policy(), default_pool="main")
    assert policy.unusual_pool("main") == ""
    assert policy.unusual_pool("gpu-box") == "gpu-box"


def test_the_card_names_it_beside_the_slot() -> None:
    standing = Standing(AT + 60, ROW, person(), [], [], 1, 3, slot=1, pool="gpu-box")
    assert status_card(standing, "UTC").place == "slot 1 of 3, pool gpu-box"
    assert status_card(replace(standing, slot=None), "UTC").place == "pool gpu-box"
    assert status_card(replace(standing, pool=""), "UTC").place == "slot 1 of 3"


def test_the_status_names_it_beside_the_model() -> None:
    found = Why(ROW, "Ann", AT, UNKNOWN, [], [], [], "", "gpu-box")
    assert ", pool gpu-box, used" in status(found, [], "UTC")
    assert "pool" not in status(replace(found, pool=""), [], "UTC")
