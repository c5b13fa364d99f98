"""compose.yaml and `.env.example`: valid, pinned, and of one mind with the code."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings
from deploy.grafana.boards.build import RUNBOOKS
from service.domain.providers import PROVIDERS
from service.settings.reading import load
from tests.deploy.reading import (
    DEPLOY,
    PORT,
    ROOT,
    asked_for,
    commands,
    compose,
    example,
    variables,
)

SERVICES: dict[str, Any] = compose()["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "heddle"}
TEXT = (DEPLOY / "compose.yaml").read_text()
FILLED = {
    "HEDDLE_SECRET_KEY": "A" * 43 + "=",
    "HEDDLE_HTTP__TOKEN": "t" * 32,
    "HEDDLE_ALERTS__TOKEN": "a" * 32,
}


def test_it_is_what_the_specification_allows() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(DEPLOY / "compose.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_everything_that_the_deployment_needs_runs() -> None:
    others = {"postgres", "queue", "prometheus", "alertmanager", "grafana"}
    assert SERVICES.keys() == {*others, *OURS}
    assert {"migrate", "bot", "worker"} == OURS
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_images_are_pinned_and_services_are_kept_running_and_checked() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] in ("unless-stopped", "on-failure:5")
        if name in OURS:
            context = (DEPLOY / service["build"]["context"]).resolve()
            assert (context / service["build"]["dockerfile"]).is_file()
            assert context == ROOT
        else:
            assert re.search(r":v?\d+\.\d+", service["image"]), f"{name} is not pinned"
            assert service["healthcheck"]["test"]
    assert SERVICES["migrate"]["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("name", sorted(OURS))
def test_commands_exist(name: str) -> None:
    command = SERVICES[name]["command"]
    assert command[0] in commands()
    help_of = [sys.executable, "-m", "bot", command[0], "--help"]
    shown = subprocess.run(help_of, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(option in shown for option in command if option.startswith("--"))


def test_what_waits_for_what() -> None:
    for name in ("bot", "worker"):
        waits = {other: each["condition"] for other, each in SERVICES[name]["depends_on"].items()}
        assert waits == {
            "postgres": "service_healthy",
            "queue": "service_healthy",
            "migrate": "service_completed_successfully",
        }
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_everything_that_is_mounted_is_there() -> None:
    named = set(compose()["volumes"])
    used = set()
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), source
                assert volume.endswith(":ro")
            else:
                used.add(source)
    assert used == named


def test_every_variable_is_explained_and_no_password_has_a_default() -> None:
    asked = asked_for(TEXT)
    given = example()
    assert asked.keys() == given.keys()
    needed = {name for name, more in asked.items() if more.startswith(":?")}
    assert {name for name in needed if given[name]} == set()
    assert {"POSTGRES_PASSWORD", "QUEUE_PASSWORD", "GRAFANA_PASSWORD"} <= needed
    lines = (DEPLOY / ".env.example").read_text().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"\w+=", line):
            before = lines[number - 1]
            assert before.startswith("#") or re.match(r"\w+=", before), f"{line}: say what it is"
    assert {".env", "heddle.env"} <= set((ROOT / ".gitignore").read_text().split())


def given_to(name: str) -> dict[str, str]:
    """Return the variables of a service as an engine hands them over, with filled secrets."""
    needed = {key: "secret" for key, more in asked_for(TEXT).items() if more.startswith(":?")}
    values = {**example(), **needed, **FILLED}

    def filled(text: str) -> str:
        return re.sub(r"\$\{(\w+)[^}]*\}", lambda match: values[match[1]], text)

    return {key: filled(str(text)) for key, text in SERVICES[name]["environment"].items()}


def test_heddle_gets_its_own_variables_only_and_others_get_none_of_them() -> None:
    known = variables() | {each.variable for each in PROVIDERS}
    for name, service in SERVICES.items():
        given = set(service.get("environment", ()))
        if name in OURS:
            assert given <= known
            assert service["env_file"] == [{"path": "heddle.env", "required": False}]
        else:
            assert not given & known
            assert "env_file" not in service
    settings = {each for each in example() if each in known}
    assert settings == set(SERVICES["bot"]["environment"]) - {
        "HEDDLE_DATABASE_URL",
        "HEDDLE_REDIS_URL",
    }


@pytest.mark.parametrize("name", sorted(OURS))
def test_heddle_takes_the_settings(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in [each for each in os.environ if each.startswith("HEDDLE_")]:
        monkeypatch.delenv(each)
    for each, text in given_to(name).items():
        monkeypatch.setenv(each, text)
    settings = load(Settings, tmp_path).settings
    assert settings.database_url == "postgresql+asyncpg://heddle:secret@postgres:5432/heddle"
    assert settings.redis_url == "redis://:secret@queue:6379/0"
    assert settings.http.token is not None
    assert settings.secret_key is not None
    assert (settings.worker.port == PORT) == (name == "worker")


def test_workers_and_bots_share_their_files_and_can_write_nowhere_else() -> None:
    for name in OURS:
        service = SERVICES[name]
        assert {volume.split(":")[1] for volume in service["volumes"]} == {
            "/var/lib/heddle/captures",
            "/var/lib/heddle/workspaces",
        }
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_addresses_between_services_are_right() -> None:
    assert SERVICES["bot"]["ports"][0].endswith(f":{PORT}:{PORT}")
    scraping = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    jobs = {job["job_name"]: job for job in scraping["scrape_configs"]}
    for role in ("bot", "worker"):
        (found,) = jobs[f"heddle-{role}"]["dns_sd_configs"]
        assert (found["names"], found["type"], found["port"]) == ([role], "A", PORT)
        said = {"target_label": "role", "replacement": role}
        assert jobs[f"heddle-{role}"]["relabel_configs"] == [said]
    (alerting,) = scraping["alerting"]["alertmanagers"]
    assert alerting["static_configs"] == [{"targets": ["alertmanager:9093"]}]
    routing = yaml.safe_load((DEPLOY / "alertmanager" / "alertmanager.yml").read_text())
    receivers = {each["name"]: each["webhook_configs"][0] for each in routing["receivers"]}
    assert receivers["heddle"]["url"] == f"http://bot:{PORT}/alerts"
    assert receivers["heddle"]["send_resolved"]
    (given,) = SERVICES["alertmanager"]["secrets"]
    secret = given["source"]
    assert given["mode"] & 0o004, "Alertmanager runs as nobody and has to read it"
    shown = receivers["heddle"]["http_config"]["authorization"]
    assert shown == {"credentials_file": f"/run/secrets/{secret}"}
    assert compose()["secrets"] == {secret: {"environment": "HEDDLE_ALERTS__TOKEN"}}
    assert "bot" not in receivers["outside"]["url"]
    routed = [each["receiver"] for each in routing["route"]["routes"]]
    assert (routed, routing["route"]["receiver"]) == (["outside", "pager", "heddle"], "heddle")
    sources = yaml.safe_load(
        (DEPLOY / "grafana" / "provisioning" / "datasources" / "prometheus.yaml").read_text()
    )
    assert sources["datasources"][0]["url"] == "http://prometheus:9090"


def test_alerts_lead_to_the_pages_that_grafana_serves() -> None:
    scraping = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    (port,) = SERVICES["grafana"]["ports"]
    served = f"http://localhost:{port.split(':')[1]}{RUNBOOKS}"
    assert scraping["global"]["external_labels"] == {"runbooks": served}
    mounts = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"])
    assert mounts["../docs/runbooks"] == f"/usr/share/grafana{RUNBOOKS}"


def test_grafana_reads_the_dashboards_where_they_are_mounted() -> None:
    folder = DEPLOY / "grafana" / "provisioning" / "dashboards"
    (provider,) = yaml.safe_load((folder / "heddle.yaml").read_text())["providers"]
    mounts = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"])
    assert mounts["./grafana/dashboards"] == provider["options"]["path"]
    assert mounts["./grafana/provisioning"] == "/etc/grafana/provisioning"
