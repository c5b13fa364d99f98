"""`heddle slack setup`: from nothing to a message that is answered, and every way to fail."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from bot.bootstrap.slack import APP, BOT, SIGNING
from bot.cli.chat import hello
from bot.cli.exits import Exit
from bot.cli.up.lock import locked
from bot.slack.manifest import manifest
from bot.web.login import ADMIN
from service.domain.ids import PersonId
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate, Receipt, receipt_key
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import accounts, answering, change, kept, read
from tests.cli.slack.conftest import SECRET, given
from tests.servers.slack import person as people
from tests.servers.slack.server import FakeSlack

pytestmark = pytest.mark.usefixtures("looks_often")


@pytest.fixture
def tokens(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)


def identity(slack: FakeSlack, person: people.Person) -> Identity:
    return Identity("slack", slack.workspace.team, person.id)


def test_the_manifest_is_printed(heddle: Heddle) -> None:
    assert yaml.safe_load(heddle("slack", "manifest").output) == manifest()
    address = "https://heddle.example.org"
    printed = heddle("slack", "manifest", "--http", address).output
    assert yaml.safe_load(printed) == manifest(address)


@pytest.mark.usefixtures("tokens")
def test_tokens_are_checked_and_kept_and_the_person_is_the_admin(
    heddle: Heddle, slack: FakeSlack, ann: people.Person
) -> None:
    with answering(slack, ann):
        result = heddle("slack", "setup", "--you", "ann@example.com")
    assert result.exit_code == 0, result.output
    assert "You are Ann" in result.output
    assert "Slack is set up and answers, after" in result.output
    assert "heddle up" in result.output
    found = given()
    assert found is not None
    assert (found.bot_token, found.app_token) == (slack.bot_token, slack.app_token)
    assert accounts() == {ADMIN, identity(slack, ann)}
    greeted, answered, confirmed = slack.messages(ann.dm)
    assert "Hello Ann" in greeted["text"]
    assert answered["user"] == ann.id
    assert "I hear you" in confirmed["text"]
    assert slack.bot_token not in result.output
    assert not slack.sockets.connections


@pytest.mark.usefixtures("tokens")
def test_it_can_be_run_again_and_keeps_one_person(
    heddle: Heddle, slack: FakeSlack, ann: people.Person
) -> None:
    for _ in range(2):
        assert heddle("slack", "setup", "--you", "@ann", "--wait", "0").exit_code == 0
    assert accounts() == {ADMIN, identity(slack, ann)}
    assert len(read(lambda reads: reads.persons())) == 1


@pytest.mark.usefixtures("tokens")
def test_who_wrote_before_becomes_one_with_the_admin(
    heddle: Heddle, slack: FakeSlack, ann: people.Person
) -> None:
    heddle("migrate")

    def work(tx: Tx) -> None:
        tx.persons.add(Person(PersonId("p-slack"), "ann", False, None, tx.now()))
        tx.persons.link(identity(slack, ann), PersonId("p-slack"))

    change(work)
    assert heddle("slack", "setup", "--you", ann.id, "--wait", "0").exit_code == 0
    assert accounts() == {ADMIN, identity(slack, ann)}
    owner = read(lambda reads: reads.person_by_identity(identity(slack, ann)))
    assert owner is not None
    assert owner.admin


def test_a_configuration_token_makes_the_app(
    heddle: Heddle, slack: FakeSlack, ann: people.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.core.scopes.clear()
    slack.workspace.messages_tab = "off"
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", slack.config_token)
    made = heddle("slack", "setup")
    assert made.exit_code == Exit.REFUSED
    assert f"https://api.slack.com/apps/{slack.workspace.app}" in made.output
    assert "SLACK_BOT_TOKEN" in str(made.exception)
    assert slack.core.manifests == [manifest()]
    monkeypatch.delenv("SLACK_CONFIG_TOKEN")
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    with answering(slack, ann):
        done = heddle("slack", "setup", "--you", "ann")
    assert done.exit_code == 0, done.exception


def test_without_one_a_link_makes_it(heddle: Heddle, slack: FakeSlack, tmp_path: Path) -> None:
    result = heddle("slack", "setup")
    assert "https://api.slack.com/apps?new_app=1&manifest_yaml=" in result.output
    assert "connections:write" in result.output
    assert result.exit_code == Exit.REFUSED
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "this one is a person's"),
        ("SLACK_BOT_TOKEN", "xapp-1", "this is the app-level token"),
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "invalid_auth"),
        ("SLACK_APP_TOKEN", "xoxb-1", "this is the bot token"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "App-Level Tokens"),
        ("SLACK_YOU", "nobody@example.com", "users_not_found"),
        ("SLACK_YOU", "@nobody", "nobody is called 'nobody'"),
        ("SLACK_YOU", "heddle", "is a bot"),
        ("SLACK_CONFIG_TOKEN", "xoxe-wrong", "twelve hours"),
    ],
)
def test_a_wrong_value_is_named_with_its_fix_and_nothing_is_kept(
    heddle: Heddle,
    slack: FakeSlack,
    ann: people.Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    says: str,
) -> None:
    if name != "SLACK_CONFIG_TOKEN":
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("SLACK_YOU", "ann")
    monkeypatch.setenv(name, value)
    result = heddle("slack", "setup")
    assert result.exit_code == Exit.REFUSED
    assert says in str(result.exception)
    assert kept(tmp_path) == []


@pytest.mark.usefixtures("tokens")
def test_a_missing_scope_is_named(heddle: Heddle, slack: FakeSlack, tmp_path: Path) -> None:
    slack.core.scopes -= {"reactions:write", "im:history"}
    result = heddle("slack", "setup", "--you", "ann")
    assert result.exit_code == Exit.REFUSED
    assert "lacks im:history, reactions:write" in str(result.exception)
    assert "heddle slack manifest" in str(result.exception)
    assert kept(tmp_path) == []


@pytest.mark.usefixtures("tokens")
def test_a_slack_that_is_away_is_a_matter_of_time(
    heddle: Heddle, slack: FakeSlack, tmp_path: Path
) -> None:
    slack.stop()
    result = heddle("slack", "setup", "--you", "ann")
    assert result.exit_code == Exit.UNAVAILABLE
    assert "cannot be reached" in str(result.exception)
    assert kept(tmp_path) == []


@pytest.mark.usefixtures("tokens")
def test_a_closed_messages_tab_is_named(
    heddle: Heddle, slack: FakeSlack, ann: people.Person
) -> None:
    slack.workspace.messages_tab = "off"
    result = heddle("slack", "setup", "--you", "ann")
    assert result.exit_code == Exit.REFUSED
    assert "Messages Tab" in str(result.exception)


@pytest.mark.usefixtures("tokens")
def test_no_answer_is_told_with_the_likely_reason(
    heddle: Heddle, slack: FakeSlack, ann: people.Person
) -> None:
    result = heddle("slack", "setup", "--you", "ann", "--wait", "0.1")
    assert result.exit_code == Exit.REFUSED
    assert "No answer came" in str(result.exception)
    assert "app-home" in str(result.exception)
    assert given() is not None


@pytest.mark.usefixtures("tokens")
def test_an_answer_that_does_not_arrive_is_told_apart(
    heddle: Heddle, slack: FakeSlack, ann: people.Person
) -> None:
    slack.core.subscriptions = {"app_mention"}
    with answering(slack, ann):
        result = heddle("slack", "setup", "--you", "ann")
    assert result.exit_code == Exit.REFUSED
    assert "did not arrive" in str(result.exception)
    assert "message.im" in str(result.exception)


@contextmanager
def a_running_heddle(slack: FakeSlack, ann: people.Person, tmp_path: Path) -> Iterator[None]:
    """Hold the folder as `heddle up` does, and take Ann's answer in as its bot does."""

    def take_in() -> None:
        slack.until(lambda: len(slack.messages(ann.dm)) == 2, patience=30.0)
        ts = slack.messages(ann.dm)[1]["ts"]
        key = receipt_key("slack", slack.workspace.team, ann.dm.id, ts)
        change(lambda tx: tx.receipts.add(Receipt(key, None, None, Fate.COMMAND, tx.now())))

    thread = threading.Thread(target=take_in, daemon=True)
    thread.start()
    with locked(tmp_path / "data", "http://127.0.0.1:1"):
        yield
    thread.join(30.0)


def connections(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the running heddle's metrics tell how many connections it has."""

    async def page(_host: str, _port: int, _path: str) -> str:
        return f'heddle_channel_connections{{channel="slack"}} {count}.0\n'

    monkeypatch.setattr(hello, "page", page)


@pytest.mark.usefixtures("tokens")
def test_a_running_heddle_that_does_not_connect_is_named(
    heddle: Heddle,
    slack: FakeSlack,
    ann: people.Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heddle("migrate")
    connections(monkeypatch, 0)
    monkeypatch.setattr(hello, "_CONNECTING", 0.1)
    with locked(tmp_path / "data", "http://127.0.0.1:1"):
        result = heddle("slack", "setup", "--you", "ann")
    assert result.exit_code == Exit.REFUSED
    assert "does not listen to Slack" in str(result.exception)
    assert "bot.log" in str(result.exception)
    assert slack.messages(ann.dm) == []


@pytest.mark.usefixtures("tokens")
def test_a_running_heddle_hears_the_answer_itself(
    heddle: Heddle,
    slack: FakeSlack,
    ann: people.Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heddle("migrate")
    connections(monkeypatch, 1)
    with a_running_heddle(slack, ann, tmp_path), answering(slack, ann):
        result = heddle("slack", "setup", "--you", "ann")
    assert result.exit_code == 0, result.exception
    assert "heddle heard you" in result.output
    # One look at whether Socket Mode is open, and no connection that would take events away.
    assert len(slack.called("apps.connections.open")) == 1
    assert len(slack.messages(ann.dm)) == 2


def test_tokens_in_the_settings_are_used_and_not_kept(
    heddle: Heddle,
    slack: FakeSlack,
    ann: people.Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEDDLE_SLACK__BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("HEDDLE_SLACK__APP_TOKEN", slack.app_token)
    result = heddle("slack", "setup", "--you", "ann", "--wait", "0")
    assert result.exit_code == 0, result.exception
    assert kept(tmp_path) == []
    assert accounts() == {ADMIN, identity(slack, ann)}
    found = given()
    assert found is not None
    assert found.bot_token == slack.bot_token


def test_http_mode_takes_the_signing_secret_and_needs_a_public_address(
    heddle: Heddle, slack: FakeSlack, ann: people.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SLACK__MODE", "http")
    refused = heddle("slack", "setup")
    assert "HEDDLE_PUBLIC_URL" in str(refused.exception)
    monkeypatch.setenv("HEDDLE_PUBLIC_URL", "https://heddle.example.org")
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "short")
    assert "32" in str(heddle("slack", "setup").exception)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    assert heddle("slack", "setup", "--you", "ann", "--wait", "0").exit_code == 0
    found = given()
    assert found is not None
    assert found.by_http
    assert (found.signing_secret, found.app_token) == (SECRET, "")


@pytest.mark.usefixtures("tokens")
def test_what_is_kept_is_encrypted(
    heddle: Heddle, slack: FakeSlack, ann: people.Person, tmp_path: Path
) -> None:
    heddle("slack", "setup", "--you", "ann", "--wait", "0")
    assert kept(tmp_path) == [APP, BOT]
    assert SIGNING not in kept(tmp_path)
    held = b"".join(each.read_bytes() for each in (tmp_path / "data").glob("heddle.db*"))
    assert slack.bot_token.encode() not in held
