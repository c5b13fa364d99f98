"""`heddle stop`: what it says, and what it refuses."""

from bot.cli.exits import Exit
from service.domain.ids import SessionNumber
from service.domain.states import State
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import ann_and_a_session


def test_one_session_is_stopped_and_its_owner_named(heddle: Heddle) -> None:
    heddle("migrate")
    number = change(ann_and_a_session)
    text = heddle("stop", str(number), "--reason", "It runs away").output
    assert text.startswith(f"Stopped: {number} · ")
    assert "Ann is told, and goes on with a message in its thread." in text
    found = read(lambda reads: reads.session(SessionNumber(number)))
    assert found is not None
    assert found.state is State.STOPPED
    assert "heddle's operator: stop: It runs away" in heddle("why", str(number)).output
    again = heddle("stop", str(number))
    assert again.exit_code == Exit.REFUSED
    assert f"Session {number} is stopped already" in str(again.exception)


def test_a_session_that_is_not_there_is_named(heddle: Heddle) -> None:
    heddle("migrate")
    refused = heddle("stop", "12")
    assert refused.exit_code == Exit.REFUSED
    assert "There is no session 12. `heddle sessions list` shows all." in str(refused.exception)
