"""What the doctor says of Slack, with everything right and with each thing wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap.slack import APP, BOT
from bot.cli.doctor import chat
from bot.cli.doctor.findings import Finding, State
from bot.web.login import ADMIN
from service.adapters.secrets.cipher import new_key
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, direct_lane
from service.domain.ids import DeliveryId
from service.domain.persons import Identity
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, cipher, read
from tests.cli.doctoring import Ahead, found
from tests.servers.ports import free_port
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack

pytestmark = pytest.mark.usefixtures("no_models")


@pytest.fixture
def set_up(
    heddle: Heddle, slack: FakeSlack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> Heddle:
    """A deployment whose set-up went well; Ann has written to heddle, which is in #general."""
    with monkeypatch.context() as given:
        given.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        given.setenv("SLACK_APP_TOKEN", slack.app_token)
        assert heddle("slack", "setup", "--you", "ann", "--wait", "0").exit_code == 0
    ann.says(ann.dm, "hello")
    slack.channel("general", ann)
    return heddle


def slacks(heddle: Heddle) -> dict[str, Finding]:
    return found(heddle, "slack")


def put(name: str, text: str) -> None:
    sealed = cipher().encrypt(text)
    change(lambda tx: tx.vault.put(name, sealed, tx.now()))


def test_without_a_set_up_it_says_how(heddle: Heddle, slack: FakeSlack, tmp_path: Path) -> None:
    rows = slacks(heddle)
    assert list(rows) == ["slack"]
    assert rows["slack"].state is State.OK
    assert "heddle slack setup" in rows["slack"].text
    assert not (tmp_path / "data").exists()
    assert slack.calls == []


def test_all_is_well_and_nothing_is_written_or_listened_to(
    set_up: Heddle, slack: FakeSlack, ann: Person
) -> None:
    before = len(slack.messages(ann.dm))
    rows = slacks(set_up)
    assert {each.state for each in rows.values()} == {State.OK}, rows
    assert rows["slack"].text == "@heddle in Loom (T0LOOM001)"
    assert "127.0.0.1" in rows["slack events"].text
    assert rows["slack rooms"].text == "in #general"
    assert len(slack.messages(ann.dm)) == before
    assert not slack.sockets.connections


def test_a_token_that_was_revoked(set_up: Heddle, slack: FakeSlack) -> None:
    put(BOT, "xoxb-revoked")
    rows = slacks(set_up)
    assert list(rows) == ["slack"]
    assert rows["slack"].state is State.FAILED
    assert "invalid_auth" in rows["slack"].text
    assert "heddle slack setup" in rows["slack"].text


def test_a_wrong_app_level_token(set_up: Heddle, slack: FakeSlack) -> None:
    put(APP, "xapp-revoked")
    rows = slacks(set_up)
    assert rows["slack events"].state is State.FAILED
    assert "connections:write" in rows["slack events"].text
    assert rows["slack scopes"].state is State.OK


def test_a_token_that_is_missing_for_the_mode(
    set_up: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SLACK__MODE", "http")
    row = slacks(set_up)["slack"]
    assert row.state is State.FAILED
    assert "signing secret" in row.text


def test_tokens_that_the_key_does_not_open(set_up: Heddle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_SECRET_KEY", new_key())
    rows = found(set_up)
    assert rows["slack"].state is State.FAILED
    assert "slack.bot_token" in rows["secret key"].text


def test_missing_scopes_are_named(set_up: Heddle, slack: FakeSlack) -> None:
    slack.core.scopes -= {"files:write", "users:read.email"}
    row = slacks(set_up)["slack scopes"]
    assert row.state is State.FAILED
    assert "files:write, users:read.email" in row.text
    assert f"https://api.slack.com/apps/{slack.workspace.app}/app-manifest" in row.text


def test_a_closed_messages_tab_shows_in_what_could_not_be_brought(
    set_up: Heddle, slack: FakeSlack, ann: Person
) -> None:
    slack.workspace.messages_tab = "off"
    lane = direct_lane(Identity("slack", slack.workspace.team, ann.id))
    admin = read(lambda reads: reads.person_by_identity(ADMIN))
    assert admin is not None

    def work(tx: Tx) -> None:
        kind, now = DeliveryKind.PHONE_WORKS, tx.now()
        made = Delivery(DeliveryId("d1"), lane, admin.id, kind, now, now)
        tx.outbox.add(made)
        refused = "the app takes no direct messages (chat.postMessage: messages_tab_disabled)"
        dead = DeliveryState.DEAD
        tx.outbox.settle(replace(made, state=dead, failure=refused, settled_at=now))

    change(work)
    row = slacks(set_up)["slack tab"]
    assert row.state is State.FAILED
    assert f"{slack.workspace.app}/app-home" in row.text
    assert "Messages Tab" in row.text


def test_whether_the_tab_is_open_is_not_known_before_somebody_wrote(
    set_up: Heddle, slack: FakeSlack, ann: Person
) -> None:
    for each in slack.messages(ann.dm):
        if each["user"] == ann.id:
            ann.deletes(ann.dm, each["ts"])
    row = slacks(set_up)["slack tab"]
    assert row.state is State.WARNING
    assert "Messages Tab" in row.text


def test_slack_cannot_be_reached(set_up: Heddle, slack: FakeSlack) -> None:
    slack.stop()
    rows = slacks(set_up)
    assert list(rows) == ["slack"]
    assert "cannot be reached" in rows["slack"].text


def test_the_sockets_host_cannot_be_reached(
    set_up: Heddle, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack.core, "address", f"http://127.0.0.1:{free_port()}")
    row = slacks(set_up)["slack events"]
    assert row.state is State.FAILED
    assert "cannot be reached" in row.text


@pytest.mark.parametrize(("ahead", "state"), [(20.0, State.WARNING), (600.0, State.FAILED)])
def test_a_clock_that_is_off(
    set_up: Heddle, monkeypatch: pytest.MonkeyPatch, ahead: float, state: State
) -> None:
    monkeypatch.setattr(chat, "time", Ahead(ahead))
    row = slacks(set_up)["slack clock"]
    assert row.state is state
    assert "NTP" in row.text


def test_rooms_and_the_list_that_lets_them_in(
    set_up: Heddle, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SLACK__ROOMS", "#agents")
    row = slacks(set_up)["slack rooms"]
    assert row.state is State.WARNING
    assert "HEDDLE_SLACK__ROOMS" in row.text
    monkeypatch.setenv("HEDDLE_SLACK__ROOMS", "#general")
    assert slacks(set_up)["slack rooms"].state is State.OK
    for channel in slack.workspace.channels.values():
        if channel.name == "general":
            slack.remove_bot(channel)
    assert "/invite @heddle" in slacks(set_up)["slack rooms"].text


def test_http_mode_needs_an_address_that_slack_can_call(
    heddle: Heddle, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SLACK__MODE", "http")
    monkeypatch.setenv("HEDDLE_SLACK__BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("HEDDLE_SLACK__SIGNING_SECRET", slack.signing_secret)
    row = slacks(heddle)["slack events"]
    assert row.state is State.FAILED
    assert "HEDDLE_PUBLIC_URL" in row.text
    monkeypatch.setenv("HEDDLE_PUBLIC_URL", "https://heddle.example.org")
    row = slacks(heddle)["slack events"]
    assert row.state is State.OK
    assert "https://heddle.example.org/slack/events" in row.text
