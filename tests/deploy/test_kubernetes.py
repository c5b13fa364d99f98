"""The manifests: valid for Kubernetes, of one mind with the code, and as closed as can be."""

import re
from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.cli.operating.pruning import seconds_of
from service.worker.process import END
from tests.deploy.reading import DEPLOY, PORT, commands, secrets, variables

FOLDER = DEPLOY / "kubernetes"
VERSIONS = ("1.30", "1.37")
Manifest = dict[str, Any]


def manifests() -> Iterator[Manifest]:
    customised = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    for name in customised["resources"]:
        yield from yaml.safe_load_all((FOLDER / name).read_text())


ALL = list(manifests())
WORKLOADS = [each for each in ALL if each["kind"] in ("Deployment", "Job", "CronJob")]
DEPLOYMENTS = [each for each in WORKLOADS if each["kind"] == "Deployment"]
NIGHTLY = [each for each in WORKLOADS if each["kind"] == "CronJob"]


def named(manifest: Manifest) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


def template_of(workload: Manifest) -> Manifest:
    spec = workload["spec"]
    found: Manifest = spec.get("jobTemplate", {"spec": spec})["spec"]["template"]
    return found


def pod_of(workload: Manifest) -> Manifest:
    found: Manifest = template_of(workload)["spec"]
    return found


def container_of(workload: Manifest) -> Manifest:
    (found,) = pod_of(workload)["containers"]
    return dict(found)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", ALL, ids=named)
def test_it_is_what_kubernetes_takes(manifest: Manifest, version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)


def test_no_file_is_forgotten() -> None:
    customised = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(customised["resources"]) == files
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(customised["images"][0]["newTag"]))
    assert {container_of(each)["image"] for each in WORKLOADS} == {"heddle"}


@pytest.mark.parametrize("workload", WORKLOADS, ids=named)
def test_roles_and_variables_exist_and_secrets_are_references(workload: Manifest) -> None:
    container = container_of(workload)
    assert container["args"][0] in commands()
    own = {each["name"] for each in container.get("env", ())}
    assert own <= variables()
    assert not own & secrets()
    assert {"secretRef": {"name": "heddle"}} in container["envFrom"]


def test_no_secret_stands_in_a_file() -> None:
    assert not [each for each in ALL if each["kind"] == "Secret"]
    (settings,) = [each for each in ALL if each["kind"] == "ConfigMap"]
    assert settings["data"].keys() <= variables() - secrets()
    comment = (FOLDER / "settings.yaml").read_text()
    told = set(re.findall(r"HEDDLE_\w+", comment.partition("apiVersion")[0]))
    assert told <= secrets()
    assert {"HEDDLE_DATABASE_URL", "HEDDLE_REDIS_URL", "HEDDLE_SECRET_KEY"} <= told


@pytest.mark.parametrize("workload", WORKLOADS, ids=named)
def test_it_may_do_nothing_that_it_need_not(workload: Manifest) -> None:
    pod, container = pod_of(workload), container_of(workload)
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] >= 10_000
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    rights = container["securityContext"]
    assert rights["allowPrivilegeEscalation"] is False
    assert rights["readOnlyRootFilesystem"]
    assert rights["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("workload", DEPLOYMENTS, ids=named)
def test_probes_ask_the_routes_that_there_are(workload: Manifest) -> None:
    container = container_of(workload)
    assert container["ports"] == [{"name": "http", "containerPort": PORT}]
    asked = {name: container[name]["httpGet"] for name in ("startupProbe", "livenessProbe")}
    assert all(each == {"path": "/healthz", "port": "http"} for each in asked.values())
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    if container["args"] == ["worker"]:
        given = {each["name"]: each["value"] for each in container["env"]}
        assert given["HEDDLE_WORKER__PORT"] == str(PORT)
        assert given["HEDDLE_WORKER__HOST"] == "0.0.0.0"
        assert given["HEDDLE_POOL"] == workload["metadata"]["labels"]["pool"]


@pytest.mark.parametrize("workload", DEPLOYMENTS, ids=named)
def test_turns_have_their_time_to_be_handed_over(workload: Manifest) -> None:
    assert pod_of(workload)["terminationGracePeriodSeconds"] > END + 5


def labels() -> list[dict[str, str]]:
    return [template_of(each)["metadata"]["labels"] for each in WORKLOADS]


def meant(selector: Manifest) -> list[dict[str, str]]:
    """Return the labels of the pods that a selector means."""
    chosen = [
        found for found in labels() if selector.get("matchLabels", {}).items() <= found.items()
    ]
    for each in selector.get("matchExpressions", ()):
        assert each["operator"] == "In"
        chosen = [found for found in chosen if found.get(each["key"]) in each["values"]]
    return chosen


def test_every_selector_means_a_pod() -> None:
    for each in ALL:
        if each["kind"] == "Service":
            assert meant({"matchLabels": each["spec"]["selector"]}), named(each)
        elif each["kind"] in ("Deployment", "PodDisruptionBudget"):
            assert len(meant(each["spec"]["selector"])) == 1, named(each)
        elif each["kind"] == "NetworkPolicy":
            assert meant(each["spec"]["podSelector"]), named(each)


def test_every_deployment_has_a_budget_and_more_than_one_pod() -> None:
    budgets = [each["spec"]["selector"] for each in ALL if each["kind"] == "PodDisruptionBudget"]
    for each in DEPLOYMENTS:
        assert each["spec"]["selector"] in budgets
        assert each["spec"]["replicas"] >= 2


def test_nothing_is_open_that_no_policy_opens() -> None:
    policies = {
        each["metadata"]["name"]: each["spec"] for each in ALL if each["kind"] == "NetworkPolicy"
    }
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ports = {
        port["port"]
        for spec in policies.values()
        for rule in (*spec.get("egress", ()), *spec.get("ingress", ()))
        for port in rule["ports"]
    }
    assert ports == {53, 443, 5432, 6379, "http"}
    (internet,) = policies["internet"]["egress"]
    assert "169.254.0.0/16" in internet["to"][0]["ipBlock"]["except"]


def test_a_pool_shares_one_root_and_everybody_the_results() -> None:
    claims = {
        each["metadata"]["name"]: each["spec"]["accessModes"]
        for each in ALL
        if each["kind"] == "PersistentVolumeClaim"
    }
    assert claims == {"captures": ["ReadWriteMany"], "workspaces-default": ["ReadWriteMany"]}
    for workload in (*DEPLOYMENTS, *NIGHTLY):
        volumes = {
            each["name"]: each["persistentVolumeClaim"]["claimName"]
            for each in pod_of(workload)["volumes"]
            if "persistentVolumeClaim" in each
        }
        mounted = {
            each["name"]: each["mountPath"] for each in container_of(workload)["volumeMounts"]
        }
        assert volumes["captures"] == "captures"
        assert mounted["captures"] == "/var/lib/heddle/captures"
        if "pool" in workload["metadata"]["labels"]:
            pool = workload["metadata"]["labels"]["pool"]
            assert volumes["workspaces"] == f"workspaces-{pool}"
            assert mounted["workspaces"] == "/var/lib/heddle/workspaces"


def test_every_pools_old_sessions_are_taken_nightly_and_by_one_at_a_time() -> None:
    pools = {each["metadata"]["labels"].get("pool") for each in DEPLOYMENTS} - {None}
    assert {each["metadata"]["labels"]["pool"] for each in NIGHTLY} == pools
    for each in NIGHTLY:
        assert re.fullmatch(r"\d+ \d+ \* \* \*", each["spec"]["schedule"])
        assert each["spec"]["concurrencyPolicy"] == "Forbid"
        assert not each["spec"]["suspend"]
        command, option, span = container_of(each)["args"]
        assert (command, option) == ("prune", "--older-than")
        assert seconds_of(span) == 30 * 86_400
        mounts = {mount["name"]: mount for mount in container_of(each)["volumeMounts"]}
        assert mounts["captures"]["readOnly"]
        assert not mounts["workspaces"].get("readOnly")


def test_pruning_reaches_the_database_and_the_queue_and_nothing_else() -> None:
    pods = [template_of(each)["metadata"]["labels"] for each in NIGHTLY]
    opened = [
        each["metadata"]["name"]
        for each in ALL
        if each["kind"] == "NetworkPolicy"
        and each["metadata"]["name"] != "nothing"
        and any(pod in pods for pod in meant(each["spec"]["podSelector"]))
    ]
    assert opened == ["out"]
