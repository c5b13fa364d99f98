"""Prometheus finds the processes that live, and only those."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.adapters.telemetry import targets
from tests.fakes.clock import FakeIds


def found(folder: Path) -> list[dict[str, object]]:
    return [each for path in sorted(folder.glob("*.json")) for each in json.loads(path.read_text())]


def test_a_process_is_found_as_long_as_it_says_so(tmp_path: Path, ids: FakeIds) -> None:
    folder = tmp_path / "not" / "there"
    with targets.listed(folder, "worker", "127.0.0.1", 41234, ids):
        assert found(folder) == [{"targets": ["127.0.0.1:41234"], "labels": {"role": "worker"}}]
        with targets.listed(folder, "bot", "::1", 8420, ids):
            assert found(folder)[0] == {"targets": ["[::1]:8420"], "labels": {"role": "bot"}}
        assert len(found(folder)) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_who_listens_everywhere_is_found_by_name(tmp_path: Path, host: str, ids: FakeIds) -> None:
    with targets.listed(tmp_path, "worker", host, 9, ids):
        assert found(tmp_path)[0]["targets"] == [f"{os.uname().nodename}:9"]


PROCESS = """
import os, sys
from pathlib import Path
from service.adapters.clock.system import SystemIds
from service.adapters.telemetry import targets
with targets.listed(Path(sys.argv[1]), "worker", "127.0.0.1", 7, SystemIds()):
    print("listed", flush=True)
    sys.stdin.read()
"""


def test_who_was_killed_is_forgotten_and_who_lives_is_not(tmp_path: Path, ids: FakeIds) -> None:
    command = [sys.executable, "-c", PROCESS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert targets.prune(tmp_path) == 0
        assert len(found(tmp_path)) == 1
        process.kill()
        process.wait()
        assert len(found(tmp_path)) == 1, "it could not tidy up"
        with targets.listed(tmp_path, "worker", "127.0.0.1", 8, ids):
            assert [each["targets"] for each in found(tmp_path)] == [["127.0.0.1:8"]]


def test_a_file_is_whole_whenever_it_is_seen(
    tmp_path: Path, ids: FakeIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def looking(path: Path, to: Path) -> Path:
        seen.append([each.name for each in tmp_path.glob("*.json")])
        return path.replace(to)

    monkeypatch.setattr(Path, "rename", looking)
    with targets.listed(tmp_path, "worker", "127.0.0.1", 7, ids):
        assert seen == [[]], "the file had no name that Prometheus reads before it was whole"
        assert len(found(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path, ids: FakeIds) -> None:
    (tmp_path / "file").touch()
    with targets.listed(tmp_path / "file", "worker", "127.0.0.1", 7, ids):
        assert (tmp_path / "file").is_file()
