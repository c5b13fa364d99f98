"""`heddle person admin`: who is one, and who is from now on."""

from dataclasses import replace

import pytest

from bot.cli.exits import Exit
from bot.web.login import ADMIN
from service.domain.ids import PersonId
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import ANN, person


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    """Ann signed in with the token; Bob is there."""
    assert heddle("migrate").exit_code == 0

    def work(tx: Tx) -> None:
        tx.persons.add(replace(person(), name="Ann", admin=True))
        tx.persons.link(ADMIN, ANN)
        tx.persons.add(replace(person(PersonId("bob")), name="Bob", admin=False))

    change(work)
    return heddle


def admins() -> set[str]:
    return {each.name for each in read(lambda reads: reads.persons()) if each.admin}


def test_an_admin_hands_over_and_is_erased(deployment: Heddle) -> None:
    assert deployment("person", "admin").output == "Admins: Ann.\n"
    refused = deployment("person", "erase", "Ann", "--yes")
    assert refused.exit_code == Exit.REFUSED
    assert "`heddle person admin Ann --revoke`" in str(refused.exception)

    assert "Bob is an admin now" in deployment("person", "admin", "Bob").output
    assert "Bob is an admin already" in deployment("person", "admin", "Bob").output
    told = deployment("person", "admin", "Ann", "--revoke").output
    assert "Admins: Bob." in told
    assert "Who signs in with the token is Bob from now on." in told
    assert "HEDDLE_HTTP__TOKEN" in told
    assert "Ann is erased" in deployment("person", "erase", "Ann", "--yes").output
    assert admins() == {"Bob"}


def test_the_last_admin_stays_one(deployment: Heddle) -> None:
    refused = deployment("person", "admin", "Ann", "--revoke")
    assert refused.exit_code == Exit.REFUSED
    assert "Make another one first: `heddle person admin NAME`." in str(refused.exception)
    assert deployment("person", "admin", "--revoke").exit_code == Exit.USAGE
    assert admins() == {"Ann"}


def test_nobody_is_an_admin_before_the_first_sign_in(heddle: Heddle) -> None:
    heddle("migrate")
    assert "who first signs in with the token becomes one" in heddle("person", "admin").output
