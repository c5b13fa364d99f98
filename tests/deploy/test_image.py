"""The Dockerfile, without an engine: its steps are run here, on what it copies and no more."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from service.settings.reading import load
from tests.deploy.reading import PORT, ROOT, commands, instructions, variables
from tests.e2e.running import environment, wait_until
from tests.servers.ports import free_port
from tests.servers.valkey import Valkey

ROLES = ("bot", "worker", "migrate", "up")


def copied() -> list[str]:
    """Return what is copied from the sources."""
    found = [rest.split() for word, rest in instructions() if word == "COPY"]
    return [name for names in found if not names[0].startswith("--from") for name in names[:-1]]


def variables_of_the_image() -> dict[str, str]:
    text = [rest for word, rest in instructions() if word == "ENV"][-1]
    return dict(pair.split("=", 1) for pair in text.split())


def ran(step: str) -> str:
    """Return the RUN step that says this."""
    (found,) = [rest for word, rest in instructions() if word == "RUN" and step in rest]
    return found


def test_everything_that_is_copied_is_there_and_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    let_through = {line[1:] for line in ignored if line.startswith("!")}
    assert ignored[next(i for i, line in enumerate(ignored) if not line.startswith("#"))] == "*"
    assert {name for name in copied() if not (ROOT / name).exists()} == set()
    assert set(copied()) == let_through


def test_the_image_is_of_two_stages_and_runs_as_nobody_special() -> None:
    words = [word for word, _ in instructions()]
    assert words.count("FROM") == 2
    bases = [rest for word, rest in instructions() if word == "FROM"]
    assert all(base.startswith("python:${PYTHON}-slim-") for base in bases)
    (user,) = [rest for word, rest in instructions() if word == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert f"--uid {user.split(':')[0]}" in ran("useradd")
    assert "RUN" not in words[words.index("USER") :]


def test_its_variables_and_commands_exist() -> None:
    own = {name for name in variables_of_the_image() if name.startswith("HEDDLE_")}
    assert own <= variables()
    assert set(ROLES) <= commands()
    assert ("ENTRYPOINT", '["heddle"]') in instructions()
    assert ("CMD", '["up"]') in instructions()
    assert ("EXPOSE", str(PORT)) in instructions()


def test_the_lock_is_pinned_by_hashes() -> None:
    assert "--require-hashes" in ran("requirements.lock")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / "requirements.lock").read_text())
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the build stage makes of the sources: a folder of packages, compiled."""
    folder = tmp_path_factory.mktemp("image")
    sources, packages = folder / "src", folder / "lib"
    sources.mkdir()
    for name in copied():
        there = ROOT / name
        if there.is_dir():
            shutil.copytree(there, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(there, sources / name)
    pip = ran("--no-deps").split()[1:]
    target = ["--target", str(packages), "--disable-pip-version-check", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", *pip, *target], cwd=sources, check=True)
    compiling = ran("compileall").split()[1:-1]
    subprocess.run([sys.executable, *compiling, str(packages)], check=True)
    return packages


def inside(installed: Path, folder: Path, **more: str) -> dict[str, str]:
    """Return a container's variables, with its folder and packages here."""
    base = environment(folder, free_port())
    image = variables_of_the_image()
    own = {name: text for name, text in image.items() if name != "PATH"}
    place = {"HEDDLE_DATA_DIR": str(folder), "PYTHONPATH": str(installed)}
    return {**base, **own, **place, **more}


def test_all_that_heddle_reads_is_in_the_image(installed: Path) -> None:
    wanted = {
        path.relative_to(ROOT)
        for package in ("bot", "service", "migrations")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path for path in wanted if not (installed / path).exists()} == set()
    compiled = {path.stem.split(".")[0] for path in (installed / "bot").rglob("*.pyc")}
    assert {path.stem for path in (installed / "bot").rglob("*.py")} <= compiled


@pytest.mark.parametrize("role", ROLES)
def test_every_role_starts(installed: Path, tmp_path: Path, role: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", role, "--help"],
        env=inside(installed, tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert role in done.stdout


def test_a_migrated_bot_is_healthy_by_the_images_own_check(
    installed: Path, tmp_path: Path, own_valkey: Valkey
) -> None:
    port = free_port()
    more = {"HEDDLE_HTTP__PORT": str(port), "HEDDLE_REDIS_URL": own_valkey.url}
    container = inside(installed, tmp_path / "data", **more)
    heddle = [sys.executable, "-m", "bot"]
    migrated = subprocess.run(
        [*heddle, "migrate", "--wait", "60"],
        env=container,
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert migrated.stdout.startswith("Migrated: 0001")
    check = next(rest for word, rest in instructions() if word == "HEALTHCHECK")
    command: list[str] = json.loads(check.partition("CMD ")[2])
    assert f":{PORT}/" in command[-1]
    looking = [sys.executable, *command[1:-1], command[-1].replace(f":{PORT}/", f":{port}/")]

    def healthy() -> bool:
        asked = subprocess.run(looking, capture_output=True, check=False, env=os.environ)
        return asked.returncode == 0

    assert not healthy()
    with subprocess.Popen([*heddle, "bot"], env=container, cwd=tmp_path, stderr=-3) as bot:
        try:
            wait_until(healthy, "the check finds the bot healthy")
            scraped = httpx.get(f"http://127.0.0.1:{port}/metrics", headers={"host": f"bot:{PORT}"})
            assert scraped.status_code == 200
        finally:
            bot.terminate()
        assert bot.wait(30) == 0


def test_the_images_variables_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HEDDLE_")]:
        monkeypatch.delenv(name)
    for name, text in variables_of_the_image().items():
        if name.startswith("HEDDLE_"):
            monkeypatch.setenv(name, text)
    settings = load(Settings, tmp_path).settings
    assert (settings.http.host, settings.http.port) == ("0.0.0.0", PORT)
    assert settings.captures == Path("/var/lib/heddle/captures")
    assert settings.workspaces == Path("/var/lib/heddle/workspaces")
