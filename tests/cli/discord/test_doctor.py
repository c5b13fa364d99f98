"""What the doctor says of Discord, with everything right and with each thing wrong."""

from pathlib import Path

import pytest

from bot.bootstrap.discord import TOKEN
from bot.cli.doctor import chat
from bot.cli.doctor.findings import Finding, State
from service.adapters.secrets.cipher import new_key
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, cipher
from tests.cli.doctoring import Ahead, found
from tests.servers.discord.person import Person
from tests.servers.discord.server import FakeDiscord

pytestmark = pytest.mark.usefixtures("no_models")


@pytest.fixture
def set_up(
    heddle: Heddle, discord: FakeDiscord, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> Heddle:
    """A deployment whose set-up went well; heddle sees #general."""
    discord.channel("general")
    with monkeypatch.context() as given:
        given.setenv("DISCORD_TOKEN", discord.token)
        assert heddle("discord", "setup", "--you", ann.id, "--wait", "0").exit_code == 0
    return heddle


def discords(heddle: Heddle) -> dict[str, Finding]:
    return found(heddle, "discord")


def test_without_a_set_up_it_says_how(heddle: Heddle, discord: FakeDiscord, tmp_path: Path) -> None:
    rows = discords(heddle)
    assert list(rows) == ["discord"]
    assert rows["discord"].state is State.OK
    assert "heddle discord setup" in rows["discord"].text
    assert not (tmp_path / "data").exists()
    assert discord.calls == []


def test_all_is_well_and_nothing_is_written_or_listened_to(
    set_up: Heddle, discord: FakeDiscord, ann: Person
) -> None:
    before = len(discord.messages(ann.dm))
    rows = discords(set_up)
    assert {each.state for each in rows.values()} == {State.OK}, rows
    assert rows["discord"].text == f"heddle (application {discord.world.application})"
    assert rows["discord servers"].text == "in loom"
    assert rows["discord rooms"].text == "all permissions in #general"
    assert "/heddle" in rows["discord commands"].text
    assert len(discord.messages(ann.dm)) == before
    assert discord.gateway.identified == []


def test_a_token_that_was_reset(set_up: Heddle, discord: FakeDiscord) -> None:
    sealed = cipher().encrypt("MTAw.old.token")
    change(lambda tx: tx.vault.put(TOKEN, sealed, tx.now()))
    rows = discords(set_up)
    assert list(rows) == ["discord"]
    assert rows["discord"].state is State.FAILED
    assert "Reset Token" in rows["discord"].text
    assert "heddle discord setup" in rows["discord"].text


def test_a_token_that_the_key_does_not_open(
    set_up: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SECRET_KEY", new_key())
    assert discords(set_up)["discord"].state is State.FAILED


def test_a_missing_intent(set_up: Heddle, discord: FakeDiscord) -> None:
    discord.core.privileged.discard("message_content")
    row = discords(set_up)["discord intents"]
    assert row.state is State.FAILED
    assert "Message Content Intent" in row.text


def test_permissions_are_named_by_channel(set_up: Heddle, discord: FakeDiscord) -> None:
    builds, ideas = discord.channel("builds"), discord.forum("ideas")
    discord.permit(builds, attach_files=False, add_reactions=False)
    discord.permit(ideas, create_public_threads=False, read_message_history=False)
    discord.channel("hidden", bot=False)
    row = discords(set_up)["discord rooms"]
    assert row.state is State.FAILED
    assert "#builds in loom: Attach Files, Add Reactions" in row.text
    assert "#ideas in loom: Read Message History" in row.text
    assert "hidden" not in row.text
    assert "general" not in row.text


def test_servers_and_the_list_that_lets_them_in(
    set_up: Heddle, discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_DISCORD__SERVERS", "elsewhere")
    row = discords(set_up)["discord servers"]
    assert row.state is State.WARNING
    assert "HEDDLE_DISCORD__SERVERS" in row.text
    monkeypatch.setenv("HEDDLE_DISCORD__SERVERS", "loom")
    monkeypatch.setenv("HEDDLE_DISCORD__FORUMS", "#ideas")
    rows = discords(set_up)
    assert rows["discord servers"].state is State.OK
    assert "ideas" in rows["discord rooms"].text
    discord.kick_bot(discord.guild)
    assert "oauth2/authorize" in discords(set_up)["discord servers"].text


def test_commands_that_discord_does_not_know(set_up: Heddle, discord: FakeDiscord) -> None:
    discord.core.commands[""] = []
    row = discords(set_up)["discord commands"]
    assert row.state is State.WARNING
    assert "heddle discord setup" in row.text


def test_discord_cannot_be_reached(set_up: Heddle, discord: FakeDiscord) -> None:
    discord.stop()
    rows = discords(set_up)
    assert list(rows) == ["discord"]
    assert rows["discord"].state is State.FAILED
    assert "does not answer" in rows["discord"].text


@pytest.mark.parametrize(("ahead", "state"), [(20.0, State.WARNING), (600.0, State.FAILED)])
def test_a_clock_that_is_off(
    set_up: Heddle, monkeypatch: pytest.MonkeyPatch, ahead: float, state: State
) -> None:
    monkeypatch.setattr(chat, "time", Ahead(ahead))
    row = discords(set_up)["discord clock"]
    assert row.state is state
    assert "NTP" in row.text
