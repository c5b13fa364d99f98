"""`heddle freeze` and `heddle thaw`: what they say, and whom they name."""

import pytest

from bot.cli.exits import Exit
from service.domain.freezes import Scope
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import ANN, ann_and_a_session, turn


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    assert heddle("migrate").exit_code == 0

    def work(tx: Tx) -> None:
        tx.turns.add(turn("a", ann_and_a_session(tx)))

    change(work)
    return heddle


def test_all_is_frozen_and_thawed(deployment: Heddle) -> None:
    text = deployment("freeze", "--reason", "New disk, back at 14:00").output
    assert "Frozen: everything. People read: heddle is frozen by its operator since" in text
    assert ": New disk, back at 14:00.\n" in text
    assert "Frozen since" in deployment("workers").output
    assert deployment("workers").exit_code == Exit.OK, "nobody is missed while all is frozen"
    assert deployment("thaw").output == "Thawed: 1 turn goes on now.\n"
    again = deployment("thaw")
    assert again.exit_code == Exit.REFUSED
    assert "Frozen: nothing" in str(again.exception)


def test_a_person_is_named_as_people_name_them(deployment: Heddle) -> None:
    assert "the sessions of ann" in deployment("freeze", "--person", "ann").output
    (found,) = read(lambda reads: reads.freezes())
    assert (found.scope, found.name) == (Scope.PERSON, ANN)
    unknown = deployment("freeze", "--person", "Anna")
    assert unknown.exit_code == Exit.REFUSED
    assert "Did you mean Ann?" in str(unknown.exception)


def test_what_stays_frozen_is_said(deployment: Heddle) -> None:
    deployment("freeze", "--pool", "default", "--reason", "Driver update")
    deployment("freeze")
    text = deployment("thaw").output
    assert "0 turns go on now" in text
    assert "Still frozen: pool default; 1 turn is held back." in text


def test_what_is_frozen_is_named_as_people_name_it(deployment: Heddle) -> None:
    deployment("freeze", "--person", "ann", "--reason", "Moves house")
    assert "the sessions of Ann: Moves house" in deployment("workers").output
    other = deployment("thaw", "--pool", "default")
    assert "That is not frozen. Frozen: the sessions of Ann." in str(other.exception)
    deployment("freeze")
    assert "Still frozen: the sessions of Ann;" in deployment("thaw").output


def test_a_reason_is_one_line_that_fits_on_a_card(deployment: Heddle) -> None:
    deployment("freeze", "--reason", " New disk,\n back at 14:00 ")
    (found,) = read(lambda reads: reads.freezes())
    assert found.reason == "New disk, back at 14:00"
    longer = deployment("freeze", "--reason", "x" * 201)
    assert longer.exit_code == Exit.REFUSED
    assert "at most 200 characters, this one has 201" in str(longer.exception)
    assert read(lambda reads: reads.freezes()) == [found]


def test_a_pool_and_a_person_are_two_freezes(deployment: Heddle) -> None:
    both = deployment("freeze", "--pool", "default", "--person", "Ann")
    assert both.exit_code == Exit.REFUSED


def test_a_pool_that_is_not_there_is_not_frozen_in_silence(deployment: Heddle) -> None:
    unknown = deployment("freeze", "--pool", "gpu-bx")
    assert unknown.exit_code == Exit.REFUSED
    assert "There is no pool 'gpu-bx'. You can use: default." in str(unknown.exception)
    assert not read(lambda reads: reads.freezes())
