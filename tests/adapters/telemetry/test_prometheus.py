"""Reports become metrics that Prometheus can read."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.adapters.telemetry.prometheus import OTHER, PrometheusTelemetry
from service.domain.budgets import Usage
from service.domain.states import State
from service.ports.reads import Census
from service.ports.telemetry import Telemetry


def report_everything(telemetry: Telemetry) -> None:
    telemetry.message_received("web", "queued")
    telemetry.turn_dispatched(0.012)
    telemetry.turn_ended("finished", 12.5)
    telemetry.step_ended("model", True, 1.5)
    telemetry.step_ended("write_file", False, 0.01)
    telemetry.model_called("openai/gpt-5", "ok", Usage(1, 1200, 0.25, 1.5), 0.4)
    telemetry.model_called("openai/gpt-5", "limited", Usage(), None)
    telemetry.waited("openai/gpt-5", "limited", 7.0)
    telemetry.limit_hit("openai/gpt-5")
    telemetry.left("openai/gpt-5", "tokens", 900, 2.5)
    telemetry.fell_back("openai/gpt-5", "groq/llama")
    telemetry.lease_lost(True)
    telemetry.bell_repaired()
    telemetry.hint_lost("ring")
    telemetry.capture_ended(True, 0.2)
    telemetry.item_opened("question", "")
    telemetry.item_resolved("question", 33.0)
    telemetry.swept(12, 0.004)
    telemetry.platform_called("slack", "chat.postMessage", "ok", 0.1)
    telemetry.connected("slack", 1)
    telemetry.heard("slack", 1_800_000_000.0)
    telemetry.deaf("slack")
    telemetry.caught_up("slack", "taken", 3)


def samples(telemetry: PrometheusTelemetry) -> dict[str, float]:
    body, media_type = telemetry.expose()
    assert media_type.startswith("text/plain")
    found = {}
    for family in text_string_to_metric_families(body.decode()):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def test_every_report_is_counted() -> None:
    telemetry = PrometheusTelemetry()
    before = {name for name in samples(telemetry) if name.startswith("heddle_")}
    report_everything(telemetry)
    found = samples(telemetry)
    assert found["heddle_messages_total{channel=web,fate=queued}"] == 1
    assert found["heddle_turn_dispatch_seconds_bucket{le=0.02}"] == 1
    assert found["heddle_turn_dispatch_seconds_bucket{le=0.01}"] == 0
    assert found["heddle_turn_seconds_sum{outcome=finished}"] == 12.5
    assert found["heddle_step_seconds_count{kind=write_file,ok=false}"] == 1
    assert found["heddle_model_call_seconds_count{model=openai/gpt-5,result=limited}"] == 1
    assert found["heddle_model_tokens_total{model=openai/gpt-5}"] == 1200
    assert found["heddle_model_cost_usd_total{model=openai/gpt-5}"] == 0.25
    assert found["heddle_model_first_token_seconds_count{model=openai/gpt-5}"] == 1
    gpt = "model=openai/gpt-5"
    of_gpt = f"{gpt},provider=openai"
    assert found[f"heddle_provider_wait_seconds_sum{{{of_gpt},reason=limited}}"] == 7
    assert found[f"heddle_rate_limit_hits_total{{{of_gpt}}}"] == 1
    assert found[f"heddle_rate_limit_left{{{of_gpt},what=tokens}}"] == 900
    assert found[f"heddle_rate_limit_reset_seconds{{{of_gpt},what=tokens}}"] == 2.5
    fell = f"heddle_model_fallbacks_total{{{gpt},other=groq/llama,provider=openai}}"
    assert found[fell] == 1
    assert found["heddle_leases_lost_total{taken_over=true}"] == 1
    assert found["heddle_bell_repairs_total{}"] == 1
    assert found["heddle_hints_lost_total{kind=ring}"] == 1
    assert found["heddle_capture_seconds_count{ok=true}"] == 1
    assert found["heddle_items_opened_total{kind=question,reason=}"] == 1
    assert found["heddle_item_open_seconds_sum{kind=question}"] == 33
    assert found["heddle_timers_handled_total{}"] == 12
    called = "heddle_platform_call_seconds_count{channel=slack,method=chat.postMessage,result=ok}"
    assert found[called] == 1
    assert before < set(found)


def test_names_follow_the_conventions() -> None:
    telemetry = PrometheusTelemetry()
    report_everything(telemetry)
    for family in text_string_to_metric_families(telemetry.expose()[0].decode()):
        if not family.name.startswith(("heddle_", "process_")):
            pytest.fail(f"{family.name} has no namespace")
        assert family.documentation
        assert re.fullmatch(r"[a-z][a-z0-9_]*", family.name)
        if family.type == "histogram":
            assert family.name.endswith("_seconds")


def test_labels_stay_few_whatever_a_model_calls() -> None:
    telemetry = PrometheusTelemetry()
    for number in range(1000):
        telemetry.step_ended(f"invented_{number}", False, 0.1)
    kinds = [name for name in samples(telemetry) if name.startswith("heddle_step_seconds_count")]
    assert len(kinds) == 65
    assert samples(telemetry)[f"heddle_step_seconds_count{{kind={OTHER},ok=false}}"] == 936


def test_a_census_becomes_gauges() -> None:
    telemetry = PrometheusTelemetry()
    assert not any(name.startswith("heddle_sessions") for name in samples(telemetry))
    census = Census(
        sessions={State.RUNNING: 2, State.QUEUED: 5},
        open_items={"question": 1},
        turns_ready=3,
        turns_running=2,
        oldest_ready_at=100.0,
        timers_due=4,
    )
    telemetry.refresh(census, now=107.5)
    found = samples(telemetry)
    assert found["heddle_sessions{state=queued}"] == 5
    assert found["heddle_items_open{kind=question}"] == 1
    assert found["heddle_turns{state=ready}"] == 3
    assert found["heddle_oldest_ready_turn_seconds{}"] == 7.5
    assert found["heddle_timers_due{}"] == 4


PROCESS = """
import json, os, sys
from pathlib import Path
from service.adapters.telemetry.prometheus import PrometheusTelemetry
telemetry = PrometheusTelemetry(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
telemetry.turn_ended("finished", 1.0)
telemetry.bell_repaired()
print(json.dumps(telemetry.expose()[0].decode()))
"""


def test_processes_of_one_machine_are_added_up(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for count in (1, 2):
        output = subprocess.run(
            [sys.executable, "-c", PROCESS],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        text = json.loads(output)
        assert f'heddle_turn_seconds_count{{outcome="finished"}} {count}.0' in text
        assert f"heddle_bell_repairs_total {count}.0" in text


def test_a_lone_worker_serves_its_own(unused_tcp_port: int) -> None:
    telemetry = PrometheusTelemetry()
    telemetry.bell_repaired()
    stop = telemetry.serve(unused_tcp_port)
    try:
        answer = httpx.get(f"http://127.0.0.1:{unused_tcp_port}/metrics")
        assert "heddle_bell_repairs_total 1.0" in answer.text
    finally:
        stop()
