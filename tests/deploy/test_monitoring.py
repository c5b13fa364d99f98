"""The configurations of Prometheus and Alertmanager, judged by their own tools."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.reading import DEPLOY


def tool(name: str) -> str:
    """Return the tool; where it is missing the test is skipped (in CI: fails)."""
    found = shutil.which(name)
    if found is None:
        assert os.environ.get("CI") != "true", f"{name} is missing"
        pytest.skip(f"no {name}: install Debian's prometheus and prometheus-alertmanager")
    return found


CONFIGURATIONS = ("prometheus.yml", "one-host.yml", "kubernetes.yml")


def checked(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Let promtool judge a configuration in a folder like ours. Debian's knows no Kubernetes."""
    path = folder / name
    read = yaml.safe_load(path.read_text())
    for job in read["scrape_configs"]:
        if job.pop("kubernetes_sd_configs", None):
            job["static_configs"] = [{"targets": ["pod:8420"]}]
    path.write_text(yaml.safe_dump(read))
    command = [tool("promtool"), "check", "config", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_prometheus_takes_its_configuration(name: str, tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "prometheus", tmp_path / "prometheus")
    done = checked(tmp_path / "prometheus", name)
    assert done.returncode == 0, done.stdout + done.stderr


def test_jobs_have_names_that_rules_and_dashboards_look_for() -> None:
    for name in CONFIGURATIONS:
        read = yaml.safe_load((DEPLOY / "prometheus" / name).read_text())
        jobs = {each["job_name"] for each in read["scrape_configs"]}
        assert {each for each in jobs if each.startswith("heddle")}, name


def test_pods_are_found_by_the_labels_and_the_port_that_they_have() -> None:
    read = yaml.safe_load((DEPLOY / "prometheus" / "kubernetes.yml").read_text())
    (job,) = read["scrape_configs"]
    component = "__meta_kubernetes_pod_label_app_kubernetes_io_component"
    assert {"source_labels": [component], "target_label": "role"} in job["relabel_configs"]
    kept = {
        each["source_labels"][0]: each["regex"]
        for each in job["relabel_configs"]
        if each.get("action") == "keep"
    }
    for name in ("bot.yaml", "worker.yaml"):
        pod = next(yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text()))["spec"]
        found = pod["template"]["metadata"]["labels"]
        (container,) = pod["template"]["spec"]["containers"]
        assert kept == {
            "__meta_kubernetes_pod_label_app_kubernetes_io_name": found["app.kubernetes.io/name"],
            "__meta_kubernetes_pod_container_port_name": container["ports"][0]["name"],
        }
        assert found["app.kubernetes.io/component"] == name.removesuffix(".yaml")


def test_alertmanager_takes_its_configuration() -> None:
    path = DEPLOY / "alertmanager" / "alertmanager.yml"
    command = [tool("amtool"), "check-config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        (["alertname=HeddleWatchdog", "severity=none"], "outside"),
        (["alertname=HeddleTargetDown", "severity=critical"], "pager,heddle"),
        (["alertname=HeddleFrozen", "severity=warning"], "heddle"),
    ],
)
def test_alerts_go_to_heddle_and_what_is_critical_past_it_as_well(
    labels: list[str], receivers: str
) -> None:
    path = DEPLOY / "alertmanager" / "alertmanager.yml"
    command = [tool("amtool"), "config", "routes", "test", f"--config.file={path}", *labels]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == receivers


def test_rules_stand_where_each_configuration_looks(tmp_path: Path) -> None:
    """Whatever rules there are, each configuration names their folder as it stands to it."""
    shutil.copytree(DEPLOY / "prometheus", tmp_path / "prometheus")
    folder = tmp_path / "prometheus" / "rules"
    folder.mkdir(exist_ok=True)
    (folder / "broken.yml").write_text("groups: [{name: x, rules: [{alert: A, expr: '('}]}]\n")
    for name in CONFIGURATIONS:
        done = checked(tmp_path / "prometheus", name)
        assert done.returncode != 0
        assert "broken.yml" in done.stdout + done.stderr
