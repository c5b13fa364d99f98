"""Commands: what they print, what scripts read, and how they end."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.app import app
from bot.cli.exits import MEANINGS, Exit, exit_of
from service.__main__ import EXITS
from service.adapters.clock.system import SystemClock
from service.adapters.store.opening import open_store
from service.domain import events
from service.domain.errors import Bug, HeddleError, Misconfigured, Permanent, Refused, Temporary
from service.domain.events import Event
from service.domain.states import State
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.ports.store.samples import ANN, item, person, session


def commands() -> list[list[str]]:
    found = [
        [each.name or each.callback.__name__] for each in app.registered_commands if each.callback
    ]
    for group in app.registered_groups:
        inner = group.typer_instance
        assert inner is not None
        found.extend([[str(group.name), str(each.name)] for each in inner.registered_commands])
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(
    heddle: Heddle,
    command: list[str],
) -> None:
    result = heddle(*command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"heddle {' '.join(command)}" in result.output


@pytest.mark.alone
def test_help_is_immediate_and_loads_nothing_heavy() -> None:
    began = time.monotonic()
    code = (
        "import sys; from bot.cli.app import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'litellm', 'redis', 'arq', 'uvicorn', 'pydantic', 'starlette'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert "loaded: []" in output
    assert time.monotonic() - began < 2


def filled(data_dir: Path, work: Callable[[Tx], object]) -> None:
    async def run() -> None:
        store = open_store(f"sqlite:///{data_dir / 'heddle.db'}", SystemClock())
        await store.run(work)
        await store.close()

    asyncio.run(run())


@pytest.fixture
def deployment(heddle: Heddle, tmp_path: Path) -> Heddle:
    """A migrated database with two sessions."""
    assert heddle("migrate").exit_code == 0

    def work(tx: Tx) -> None:
        tx.persons.add(person())
        tx.sessions.open(session("a", ANN, state=State.DONE, title="[Compare] papers"))
        waiting = tx.sessions.open(
            session("b", ANN, state=State.WAITING, title="Fix the build", next_seq=2)
        )
        tx.items.add(item("i1", waiting.number, ask="Which branch?"))
        message = events.message(ANN, "Ann", "Please fix [it]")
        tx.events.append([Event(waiting.number, 1, message.kind, ANN, tx.now(), message.payload)])

    filled(tmp_path / "data", work)
    return heddle


def test_migrating_twice_says_so(heddle: Heddle) -> None:
    assert "Migrated: 0001" in heddle("migrate").output
    assert "up to date" in heddle("migrate").output


def test_without_migration_a_command_says_what_to_do(heddle: Heddle) -> None:
    result = heddle("sessions", "list")
    assert result.exit_code == Exit.REFUSED
    assert "heddle migrate" in str(result.exception)


def test_a_folder_without_a_heddle_is_doubted_first(heddle: Heddle, tmp_path: Path) -> None:
    """Whoever forgot to say where heddle is must not be led to make a second one."""
    told = str(heddle("freeze").exception)
    assert told.startswith("There is no heddle in this database")
    assert "HEDDLE_DATA_DIR" in told
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", [("why",), ("sessions", "show"), ("eval", "session")])
def test_a_number_that_no_session_can_have_is_no_bug(
    deployment: Heddle, command: tuple[str, ...]
) -> None:
    assert deployment(*command, str(2**63 - 1)).exit_code == Exit.REFUSED
    assert deployment(*command, str(2**63)).exit_code == Exit.USAGE


def test_a_state_that_no_session_is_in_is_named(deployment: Heddle) -> None:
    text = deployment("sessions", "list", "--state", "failed", "--state", "parked").output
    assert text == "No session is failed or parked. `heddle sessions list` shows all.\n"


def test_an_empty_deployment_says_that_it_is(heddle: Heddle) -> None:
    heddle("migrate")
    assert "no session yet" in heddle("sessions", "list").output
    assert json.loads(heddle("sessions", "list", "--json").output) == []


def test_sessions_are_listed_for_people_and_for_scripts(deployment: Heddle) -> None:
    text = deployment("sessions", "list").output
    assert "[Compare] papers" in text
    assert "Fix the build" in text
    rows = json.loads(deployment("sessions", "list", "--state", "waiting", "--json").output)
    assert [(each["number"], each["state"], each["owner"]) for each in rows] == [
        (2, "waiting", "Ann")
    ]
    rows = json.loads(deployment("sessions", "list", "--json").output)
    assert [(each["number"], each["outlook"]) for each in rows] == [(2, "needs_you"), (1, "rests")]
    assert rows[0]["why"].startswith("needs its owner: question ")


def test_a_state_that_there_is_not_is_a_wrong_command(deployment: Heddle) -> None:
    result = deployment("sessions", "list", "--state", "asleep")
    assert result.exit_code == Exit.USAGE
    assert "running" in result.output


def test_one_session_is_shown(deployment: Heddle) -> None:
    text = deployment("sessions", "show", "2").output
    assert "Session 2: Fix the build" in text
    assert "Which branch?" in text
    facts = json.loads(deployment("sessions", "show", "2", "--json").output)
    assert facts["thread"] == "slack:T1:C1:b"
    assert facts["items"][0]["ask"] == "Which branch?"


def test_why_tells_what_happened_what_it_waits_for_and_what_is_next(deployment: Heddle) -> None:
    text = deployment("why", "2").output
    assert "Ann: Please fix [it]" in text
    assert "an answer to: Which branch?" in text
    assert "nothing by itself" in text
    facts = json.loads(deployment("why", "2", "--json").output)
    assert facts["waits_for"] == ["an answer to: Which branch?"]
    assert facts["timeline"][0]["text"] == "Please fix [it]"


def test_an_export_is_json_lines(deployment: Heddle, tmp_path: Path) -> None:
    result = deployment("sessions", "export", "2", "--output", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 0
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert [json.loads(line)["record"] for line in lines] == ["session", "item", "event"]
    assert deployment("sessions", "export", "2").output.splitlines()[1:] == lines[1:]


@pytest.mark.parametrize("command", [["why"], ["sessions", "show"], ["sessions", "export"]])
def test_an_unknown_session_is_refused(deployment: Heddle, command: list[str]) -> None:
    result = deployment(*command, "99")
    assert result.exit_code == Exit.REFUSED
    assert "sessions list" in str(result.exception)


def test_the_settings_are_shown_without_secrets(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_REDIS_URL", "redis://:hunter2@host:6379/0")
    for output in (heddle("config", "show").output, heddle("config", "show", "--json").output):
        assert "hunter2" not in output
        assert "redis://:***@host:6379/0" in output
    rows = json.loads(heddle("config", "show", "--json").output)
    assert {"key": "http.port", "value": "8420", "place": "default"} in rows


def test_settings_are_checked(heddle: Heddle, tmp_path: Path) -> None:
    assert heddle("config", "check").exit_code == 0
    (tmp_path / "heddle.toml").write_text("prot = 1\n[http]\nport = 0\n")
    result = heddle("config", "check")
    assert result.exit_code == Exit.CONFIGURATION
    assert isinstance(result.exception, Misconfigured)
    assert len(str(result.exception).splitlines()) == 3


def test_every_exit_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)


@pytest.mark.parametrize(
    "error", [Misconfigured("x"), Refused("x"), Temporary("x"), Permanent("x"), Bug("x")]
)
def test_a_worker_ends_like_the_command_that_became_it(error: HeddleError) -> None:
    assert next(code for kind, code in EXITS if isinstance(error, kind)) == exit_of(error)


def heddle_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_errors_are_a_sentence_and_an_exit_code_never_a_traceback(tmp_path: Path) -> None:
    cases = [
        (["why", "0"], Exit.USAGE, {}),
        (["nonsense"], Exit.USAGE, {}),
        (["config", "check"], Exit.CONFIGURATION, {"HEDDLE_PORT": "1"}),
        (["why", "1"], Exit.REFUSED, {}),
        (["bot"], Exit.REFUSED, {}),
        (["worker"], Exit.REFUSED, {}),
        (["worker"], Exit.CONFIGURATION, {"HEDDLE_WORKER__CONCURRENCY": "0"}),
        (
            ["sessions", "list"],
            Exit.UNAVAILABLE,
            {"HEDDLE_DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/heddle"},
        ),
    ]
    for arguments, code, environment in cases:
        done = heddle_process(*arguments, **environment)
        assert done.returncode == code, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
        assert "hunter2" not in done.stderr + done.stdout
        assert done.stderr.strip()
