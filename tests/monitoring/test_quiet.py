"""No alert fires where nothing is wrong: on a quiet evening, at the first start, in an upgrade.

The series are those that heddle itself exposes, so that a new metric cannot be forgotten here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from service.adapters.telemetry.prometheus import PrometheusTelemetry
from service.domain.ids import WorkerId
from service.domain.workers import Worker
from service.ports.census import Census
from tests.adapters.telemetry.test_prometheus import report_everything
from tests.monitoring.asked import RULES
from tests.servers.prometheus import promtool

MINUTES = 120
AT_WORK = [Worker(WorkerId("w"), "default", "host", 1, "1", 200, seen_at=0.0)]
BUSY = ("heddle_sweep_seconds_count", "heddle_sweep_seconds_sum", "heddle_sweep_seconds_bucket")


def exposed(*, leads: bool | None, used: bool) -> dict[str, float]:
    """Return the samples of a process: a worker's, or a bot's that leads or does not."""
    telemetry = PrometheusTelemetry(folders={"data": Path("/")})
    if used:
        report_everything(telemetry)
        telemetry.connected("slack", 1)
    if leads is not None:
        telemetry.lead(leads=leads)
        telemetry.connected("discord", int(leads))
    if leads:
        telemetry.show(0.0, Census(), (), (), AT_WORK)
    body, _ = telemetry.expose()
    return {
        f"{sample.name}{{{','.join(f'{k}={v!r}' for k, v in sample.labels.items())}}}".replace(
            "'", '"'
        ): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
        if not sample.name.startswith("heddle_disk")
    }


def series(name: str, samples: dict[str, float], first: int, last: int) -> Iterator[dict[str, str]]:
    """Return a process's series: it is there from one minute to another, and sweeps if it leads."""
    before = f"_x{first - 1} " if first else ""
    after = " stale" if last < MINUTES else ""
    leads = samples.get("heddle_exporter_leading{}") == 1
    every = {
        "up{}": 1.0,
        'heddle_disk_free_bytes{folder="data"}': 6e9,
        'heddle_disk_size_bytes{folder="data"}': 9e9,
        **samples,
    }
    for sample, value in every.items():
        step = 60 if leads and sample.startswith(BUSY) else 0
        labels = sample.replace("{", f'{{job="heddle-{name[:3]}",instance="{name}",')
        spread = f"{before}{value:.9g}+{step}x{last - first}{after}"
        yield {"series": labels.replace(",}", "}"), "values": spread}


def quiet_evening() -> Iterator[dict[str, str]]:
    yield from series("bot-1", exposed(leads=True, used=True), 0, MINUTES)
    yield from series("bot-2", exposed(leads=False, used=True), 0, MINUTES)
    yield from series("worker-1", exposed(leads=None, used=True), 0, MINUTES)


def first_start() -> Iterator[dict[str, str]]:
    yield from series("bot-1", exposed(leads=True, used=False), 1, MINUTES)
    yield from series("worker-1", exposed(leads=None, used=False), 2, MINUTES)


def rolling_upgrade() -> Iterator[dict[str, str]]:
    yield from series("bot-1", exposed(leads=True, used=True), 0, 40)
    yield from series("bot-2", exposed(leads=True, used=False), 41, MINUTES)
    yield from series("worker-1", exposed(leads=None, used=True), 0, 42)
    yield from series("worker-2", exposed(leads=None, used=False), 42, MINUTES)


@pytest.mark.parametrize("scene", [quiet_evening, first_start, rolling_upgrade])
def test_nothing_fires_where_nothing_is_wrong(
    scene: Callable[[], Iterator[dict[str, str]]], tmp_path: Path
) -> None:
    moments = [5, 20, 39, 41, 42, 43, 44, 45, 50, 57, 70, MINUTES - 1]
    watchdog = 'ALERTS{alertname="HeddleWatchdog",alertstate="firing",severity="none"}'
    case: dict[str, Any] = {
        "interval": "1m",
        "input_series": list(scene()),
        "promql_expr_test": [
            {
                "expr": 'ALERTS{alertstate="firing"}',
                "eval_time": f"{minute}m",
                "exp_samples": [{"labels": watchdog, "value": 1}],
            }
            for minute in moments
        ],
    }
    files = [str(path) for path in sorted(RULES.glob("*.yml"))]
    file = tmp_path / "quiet.yml"
    file.write_text(
        yaml.safe_dump({"rule_files": files, "evaluation_interval": "1m", "tests": [case]})
    )
    run = promtool("test", "rules", str(file))
    assert run.returncode == 0, run.stdout + run.stderr
