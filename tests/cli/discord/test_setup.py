"""`heddle discord setup`: from nothing to a message that is answered, and every way to fail."""

import threading
from pathlib import Path

import pytest

from bot.bootstrap.discord import TOKEN, given_of
from bot.cli.chat import hello
from bot.cli.exits import Exit
from bot.discord.given import Given
from bot.discord.greeting import Greeting
from bot.web.login import ADMIN
from service.domain.persons import Identity
from service.domain.receipts import Fate, Receipt, receipt_key
from tests.cli.conftest import Heddle
from tests.cli.deployment import accounts, answering, change, in_force, kept, read
from tests.servers.discord.person import Person
from tests.servers.discord.server import FakeDiscord

pytestmark = pytest.mark.usefixtures("looks_often")


@pytest.fixture
def token(discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", discord.token)


def identity(person: Person) -> Identity:
    return Identity("discord", "@me", person.id)


def given() -> Given | None:
    """Return what a bot of the deployment would use."""

    return in_force(given_of)


@pytest.mark.usefixtures("token")
def test_a_token_is_checked_and_kept_and_the_person_is_the_admin(
    heddle: Heddle, discord: FakeDiscord, ann: Person
) -> None:
    with answering(discord, ann):
        result = heddle("discord", "setup", "--you", ann.id)
    assert result.exit_code == 0, result.output
    assert "You are Ann" in result.output
    assert "heddle is in loom" in result.output
    assert "Discord is set up and answers, after" in result.output
    assert "scope=bot+applications.commands" in result.output
    found = given()
    assert found is not None
    assert found.token == discord.token
    assert accounts() == {ADMIN, identity(ann)}
    greeted, answered, confirmed = discord.messages(ann.dm)
    assert "Hello Ann" in greeted["content"]
    assert answered["author"]["id"] == ann.id
    assert "I hear you" in confirmed["content"]
    assert {each["name"] for each in discord.core.commands[""]} >= {"heddle"}
    assert discord.token not in result.output
    discord.until(lambda: not discord.identified)


@pytest.mark.usefixtures("token")
def test_it_can_be_run_again_and_keeps_one_person(
    heddle: Heddle, discord: FakeDiscord, ann: Person
) -> None:
    for _ in range(2):
        assert heddle("discord", "setup", "--you", ann.id, "--wait", "0").exit_code == 0
    assert accounts() == {ADMIN, identity(ann)}
    assert len(read(lambda reads: reads.persons())) == 1
    assert len(discord.called("bulk_set_application_commands")) == 1


@pytest.mark.usefixtures("token")
def test_the_applications_owner_is_known_by_name(heddle: Heddle, discord: FakeDiscord) -> None:
    result = heddle("discord", "setup", "--you", "@owner", "--wait", "0")
    assert result.exit_code == 0, result.output
    assert "You are owner" in result.output


def test_without_a_token_it_says_where_one_is(
    heddle: Heddle, discord: FakeDiscord, tmp_path: Path
) -> None:
    result = heddle("discord", "setup")
    assert result.exit_code == Exit.REFUSED
    assert "https://discord.com/developers/applications" in result.output
    assert "Message Content Intent" in result.output
    assert "DISCORD_TOKEN" in str(result.exception)
    assert kept(tmp_path) == []
    assert discord.calls == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DISCORD_TOKEN", "a-client-secret", "three parts"),
        ("DISCORD_TOKEN", "MTAw.wrong.token", "Reset Token"),
        ("DISCORD_YOU", "nobody", "Copy User ID"),
        ("DISCORD_YOU", "123456789012345678", "knows nobody"),
    ],
)
@pytest.mark.usefixtures("token")
def test_what_is_wrong_is_named_and_nothing_is_kept(
    heddle: Heddle,
    discord: FakeDiscord,
    ann: Person,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    value: str,
    says: str,
) -> None:
    monkeypatch.setenv("DISCORD_YOU", ann.id)
    monkeypatch.setenv(name, value)
    result = heddle("discord", "setup", "--wait", "0")
    assert result.exit_code in (Exit.REFUSED, Exit.USAGE)
    assert says in str(result.exception)
    assert value not in str(result.exception) or name == "DISCORD_YOU"
    assert kept(tmp_path) == []
    assert discord.messages(ann.dm) == []


@pytest.mark.usefixtures("token")
def test_a_missing_intent_is_named(heddle: Heddle, discord: FakeDiscord, tmp_path: Path) -> None:
    discord.core.privileged.discard("message_content")
    result = heddle("discord", "setup")
    assert "Message Content Intent" in str(result.exception)
    assert f"{discord.world.application}/bot" in str(result.exception)
    assert kept(tmp_path) == []


@pytest.mark.usefixtures("token")
def test_a_bot_that_is_nowhere_is_to_be_invited(heddle: Heddle, discord: FakeDiscord) -> None:
    discord.kick_bot(discord.guild)
    result = heddle("discord", "setup")
    assert result.exit_code == Exit.REFUSED
    assert f"client_id={discord.world.application}" in result.output


@pytest.mark.usefixtures("token")
def test_closed_direct_messages_are_named_and_the_token_stays(
    heddle: Heddle, discord: FakeDiscord, ann: Person, tmp_path: Path
) -> None:
    ann.closes_dms()
    result = heddle("discord", "setup", "--you", ann.id)
    assert "allow direct messages" in str(result.exception)
    assert kept(tmp_path) == [TOKEN]


@pytest.mark.usefixtures("token")
def test_no_answer_is_said(heddle: Heddle, discord: FakeDiscord, ann: Person) -> None:
    result = heddle("discord", "setup", "--you", ann.id, "--wait", "0.1")
    assert "No answer came" in str(result.exception)


@pytest.mark.usefixtures("token")
def test_an_answer_that_does_not_arrive_is_said(
    heddle: Heddle, discord: FakeDiscord, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Greeting, "_ear", lambda _self, _heard: lambda *_: None)
    with answering(discord, ann):
        result = heddle("discord", "setup", "--you", ann.id)
    assert "did not arrive here" in str(result.exception)


@pytest.mark.usefixtures("token")
def test_a_running_heddle_hears_the_answer(
    heddle: Heddle, discord: FakeDiscord, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def yes(*_: object) -> bool:
        return True

    monkeypatch.setattr(hello, "is_running", yes)
    monkeypatch.setattr(hello, "is_connected", yes)

    def takes_in() -> None:
        discord.until(lambda: len(discord.messages(ann.dm)) == 2, patience=30.0)
        answer = discord.messages(ann.dm)[1]["id"]
        key = receipt_key("discord", "@me", ann.dm.id, answer)
        change(lambda tx: tx.receipts.add(Receipt(key, None, None, Fate.COMMAND, tx.now())))

    thread = threading.Thread(target=takes_in, daemon=True)
    thread.start()
    with answering(discord, ann):
        result = heddle("discord", "setup", "--you", ann.id)
    thread.join(30)
    assert result.exit_code == 0, result.exception
    assert "heddle heard you" in result.output
    assert discord.gateway.identified == []


def test_a_token_in_the_settings_is_used_and_none_is_kept(
    heddle: Heddle,
    discord: FakeDiscord,
    ann: Person,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HEDDLE_DISCORD__TOKEN", discord.token)
    result = heddle("discord", "setup", "--you", ann.id, "--wait", "0")
    assert result.exit_code == 0, result.exception
    assert "in the settings" in result.output
    assert kept(tmp_path) == []
    assert accounts() == {ADMIN, identity(ann)}
