"""The configurations of Prometheus and Alertmanager, judged by their own tools."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.reading import DEPLOY


def tool(name: str) -> str:
    """Return the tool; where it is missing the test is skipped (in CI: fails)."""
    found = shutil.which(name)
    if found is None:
        assert os.environ.get("CI") != "true", f"{name} is missing"
        pytest.skip(f"no {name}: install Debian's prometheus and prometheus-alertmanager")
    return found


@pytest.mark.parametrize("name", ["prometheus.yml", "one-host.yml"])
def test_prometheus_takes_its_configuration(name: str) -> None:
    command = [tool("promtool"), "check", "config", str(DEPLOY / "prometheus" / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_alertmanager_takes_its_configuration() -> None:
    path = DEPLOY / "alertmanager" / "alertmanager.yml"
    command = [tool("amtool"), "check-config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (["alertname=HeddleWatchdog", "severity=none"], "outside"),
        (["alertname=HeddleTargetDown", "severity=critical"], "heddle"),
    ],
)
def test_alerts_go_to_heddle_and_the_watchdog_leaves_it(labels: list[str], receiver: str) -> None:
    path = DEPLOY / "alertmanager" / "alertmanager.yml"
    command = [tool("amtool"), "config", "routes", "test", f"--config.file={path}", *labels]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == receiver


def test_rules_stand_where_both_configurations_look(tmp_path: Path) -> None:
    """Whatever rules there are, both configurations name their folder as they stand to it."""
    shutil.copytree(DEPLOY / "prometheus", tmp_path / "prometheus")
    folder = tmp_path / "prometheus" / "rules"
    folder.mkdir(exist_ok=True)
    (folder / "broken.yml").write_text("groups: [{name: x, rules: [{alert: A, expr: '('}]}]\n")
    for name in ("prometheus.yml", "one-host.yml"):
        command = [tool("promtool"), "check", "config", str(tmp_path / "prometheus" / name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert "broken.yml" in done.stdout + done.stderr
