"""Reports become metrics that Prometheus can read."""

import json
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.adapters.telemetry.prometheus import OTHER, PrometheusTelemetry
from service.domain.budgets import Usage
from service.domain.deliveries import DeliveryState
from service.domain.freezes import Freeze, Scope
from service.domain.ids import WorkerId
from service.domain.items import ItemKind, Severity
from service.domain.limits import Condition, Limit
from service.domain.states import State
from service.domain.workers import Worker
from service.ports.census import AtRest, Census, Live, OpenItems, Outgoing, Turns
from service.ports.telemetry import Telemetry


def report_everything(telemetry: Telemetry) -> None:
    telemetry.message_received("web", "queued")
    telemetry.turn_dispatched(0.012)
    telemetry.turn_ended("finished", 12.5, "smart")
    telemetry.step_ended("model", True, 1.5)
    telemetry.step_ended("write_file", False, 0.01)
    telemetry.model_called("openai/gpt-5", "ok", Usage(1, 1200, 0.25, 1.5), 0.4, 1000)
    telemetry.model_called("openai/gpt-5", "limited", Usage(), None)
    telemetry.waited("openai/gpt-5", "limited", 7.0)
    telemetry.limit_hit("openai/gpt-5")
    telemetry.fell_back("openai/gpt-5", "groq/llama")
    telemetry.lease_lost(True)
    telemetry.bell_repaired()
    telemetry.turn_found()
    telemetry.hint_lost("ring")
    telemetry.capture_ended(True, 0.2)
    telemetry.item_opened("question", "")
    telemetry.item_resolved("question", 33.0, "slack")
    telemetry.notified("ask", "slack")
    telemetry.handed_over(0.2)
    telemetry.delivered("slack", DeliveryState.SENT, 0.3)
    telemetry.card_shown("slack", "posted")
    telemetry.pressed("taken")
    telemetry.watched("repeats", "tell")
    telemetry.swept(12, 0.004)
    telemetry.platform_called("slack", "chat.postMessage", "ok", 0.1)
    telemetry.connected("slack", 1)
    telemetry.heard("slack", 1_800_000_000.0)
    telemetry.deaf("slack")
    telemetry.caught_up("slack", "taken", 3)
    telemetry.queue_left(4.0)
    telemetry.turn_crashed("lease_lost")
    telemetry.turns_held("default", 2, 200)
    telemetry.turns_held("default", 1)
    telemetry.climbed("dm")
    telemetry.pushed("ntfy", "sent")
    telemetry.fated("read", 2)
    telemetry.database_has("write", 10)
    telemetry.database_began("write", 0.001)
    telemetry.database_began("write", 0.001)
    telemetry.database_ended("write")
    telemetry.database_failed("read")
    telemetry.count_failed()


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
    telemetry.bug_logged()
    found = samples(telemetry)
    assert found["heddle_messages_total{channel=web,fate=queued}"] == 1
    assert found["heddle_turn_dispatch_seconds_bucket{le=0.02}"] == 1
    assert found["heddle_turn_dispatch_seconds_bucket{le=0.01}"] == 0
    assert found["heddle_turn_seconds_sum{model=smart,outcome=finished}"] == 12.5
    assert found["heddle_step_seconds_count{kind=write_file,ok=false}"] == 1
    gpt = "model=openai/gpt-5"
    of_gpt = f"{gpt},provider=openai"
    assert found[f"heddle_model_call_seconds_count{{{of_gpt},result=limited}}"] == 1
    assert found[f"heddle_model_tokens_total{{direction=in,{of_gpt}}}"] == 1000
    assert found[f"heddle_model_tokens_total{{direction=out,{of_gpt}}}"] == 200
    assert found[f"heddle_model_cost_usd_total{{{of_gpt}}}"] == 0.25
    assert found[f"heddle_model_first_token_seconds_count{{{of_gpt}}}"] == 1
    assert found[f"heddle_provider_wait_seconds_sum{{{of_gpt},reason=limited}}"] == 7
    assert found[f"heddle_rate_limit_hits_total{{{of_gpt}}}"] == 1
    fell = f"heddle_model_fallbacks_total{{{gpt},other=groq/llama,provider=openai}}"
    assert found[fell] == 1
    assert found["heddle_leases_lost_total{taken_over=true}"] == 1
    assert found["heddle_bell_repairs_total{}"] == 1
    assert found["heddle_hints_lost_total{kind=ring}"] == 1
    assert found["heddle_turns_found_total{}"] == 1
    assert found["heddle_capture_seconds_count{ok=true}"] == 1
    assert found["heddle_items_opened_total{kind=question,reason=}"] == 1
    assert found["heddle_item_open_seconds_sum{kind=question,via=slack}"] == 33
    assert found["heddle_timers_handled_total{}"] == 12
    called = "heddle_platform_call_seconds_count{channel=slack,method=chat.postMessage,result=ok}"
    assert found[called] == 1
    assert found["heddle_queue_wait_seconds_sum{}"] == 4
    assert found["heddle_turn_crashes_total{cause=lease_lost}"] == 1
    assert found["heddle_worker_turns{pool=default}"] == 1
    assert found["heddle_worker_turns_max{pool=default}"] == 200
    assert found["heddle_rungs_climbed_total{way=dm}"] == 1
    assert found["heddle_rungs_climbed_total{way=phone}"] == 0
    assert found["heddle_pushes_total{result=sent,service=ntfy}"] == 1
    assert found["heddle_receipts_total{fate=read}"] == 2
    assert found["heddle_database_connections_max{use=write}"] == 10
    assert found["heddle_database_connections_busy{use=write}"] == 1
    assert found["heddle_database_wait_seconds_count{use=write}"] == 2
    assert found["heddle_database_failures_total{use=read}"] == 1
    assert found["heddle_exporter_failures_total{}"] == 1
    assert found["heddle_bugs_total{}"] == 1
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


COUNTED = Census(
    live=[
        Live(State.RUNNING, "slack", "default", False, False, 0, 2, 100.0),
        Live(State.RUNNING, "web", "gpu", True, False, 3, 1, 70.0),
        Live(State.RUNNING, "web", "gpu", False, True, 4, 1, 7.5),
        Live(State.QUEUED, "slack", "default", False, False, 1, 5, 40.0),
    ],
    capped=1,
    turns=[Turns("default", ready=3, ready_at=100.0, frozen=4, running=2, workers=1)],
    items=[
        OpenItems(ItemKind.QUESTION, "", Severity.NORMAL, 2, 90.0),
        OpenItems(ItemKind.ALERT, "stuck", Severity.IMPORTANT, 1, 95.0),
        OpenItems(ItemKind.ALERT, "operations", Severity.IMPORTANT, 1, 5.0),
    ],
    pending={"queued": 4},
    outbox=[Outgoing("slack", True, False, 1, 99.0), Outgoing("phone", True, True, 2, 50.0)],
    dead={"phone": 6},
    timers_due=4,
    timer_due_at=105.5,
)
WORKERS = [
    Worker(WorkerId("a"), "default", "host", 1, "1", 200, seen_at=100.0),
    Worker(WorkerId("b"), "default", "host", 2, "1", 200, seen_at=10.0),
    Worker(WorkerId("c"), "gpu", "host", 3, "1", 200, seen_at=10.0, left_at=11.0),
]
AT_REST = [AtRest(State.DONE, "slack", "default", 1_000_000)]


def test_a_count_of_the_whole_becomes_gauges() -> None:
    telemetry = PrometheusTelemetry()
    telemetry.lead(leads=True)
    assert not any(name.startswith("heddle_sessions") for name in samples(telemetry))
    limits = [Limit("a/b", Condition.LIMITED, until=200.0), Limit("c/d", Condition.DOWN, until=50)]
    frozen = [Freeze(Scope.POOL, "gpu", "", 1.0), Freeze(Scope.PERSON, "ann", "", 1.0)]
    telemetry.show(107.5, COUNTED, AT_REST, limits, WORKERS, frozen)
    found = samples(telemetry)
    expected = {
        "heddle_exporter_leading{}": 1,
        "heddle_sessions{channel=slack,pool=default,state=queued}": 5,
        "heddle_sessions{channel=slack,pool=default,state=running}": 2,
        "heddle_sessions{channel=slack,pool=default,state=done}": 1_000_000,
        "heddle_sessions{channel=web,pool=gpu,state=waiting}": 0,
        "heddle_sessions_by_age{age=0-1m,state=running}": 2,
        "heddle_sessions_by_age{age=15-60m,state=limited}": 1,
        "heddle_sessions_by_age{age=1-6h,state=frozen}": 1,
        "heddle_sessions_by_age{age=1-6h,state=running}": 0,
        "heddle_sessions_by_age{age=6h+,state=waiting}": 0,
        "heddle_oldest_progress_seconds{state=running}": 7.5,
        "heddle_oldest_progress_seconds{state=limited}": 37.5,
        "heddle_oldest_progress_seconds{state=frozen}": 100,
        "heddle_oldest_progress_seconds{state=waiting}": 0,
        "heddle_slots_used{}": 4,
        "heddle_persons_capped{}": 1,
        "heddle_turns{pool=default,state=ready}": 3,
        "heddle_turns{pool=default,state=frozen}": 4,
        "heddle_oldest_ready_turn_seconds{pool=default}": 7.5,
        "heddle_workers_busy{pool=default}": 1,
        "heddle_workers{pool=default,presence=live}": 1,
        "heddle_workers{pool=default,presence=vanished}": 1,
        "heddle_workers{pool=gpu,presence=left}": 1,
        "heddle_workers{pool=gpu,presence=live}": 0,
        "heddle_items_open{kind=question,reason=,severity=normal}": 2,
        "heddle_items_open{kind=alert,reason=stuck,severity=important}": 1,
        "heddle_items_open{kind=alert,reason=no_worker,severity=normal}": 0,
        "heddle_items_open{kind=alert,reason=operations,severity=important}": 1,
        "heddle_oldest_item_seconds{kind=question}": 17.5,
        "heddle_oldest_item_seconds{kind=alert}": 12.5,
        "heddle_oldest_item_seconds{kind=budget}": 0,
        "heddle_messages_pending{fate=queued}": 4,
        "heddle_messages_pending{fate=kept}": 0,
        "heddle_deliveries_waiting{attempt=begun,channel=slack}": 1,
        "heddle_deliveries_waiting{attempt=again,channel=phone}": 2,
        "heddle_oldest_delivery_seconds{channel=phone}": 57.5,
        "heddle_deliveries_dead{channel=phone}": 6,
        "heddle_deliveries_dead{channel=discord}": 0,
        "heddle_timers_due{}": 4,
        "heddle_oldest_timer_seconds{}": 2,
        "heddle_freezes{pool=,scope=all}": 0,
        "heddle_freezes{pool=gpu,scope=pool}": 1,
        "heddle_freezes{pool=,scope=person}": 1,
        "heddle_provider_blocked{condition=limited,model=a/b,provider=a}": 1,
        "heddle_provider_blocked{condition=down,model=a/b,provider=a}": 0,
        "heddle_provider_blocked{condition=down,model=c/d,provider=c}": 1,
    }
    assert {name: found[name] for name in expected} == expected


def test_what_is_left_of_a_limit_is_told_until_its_reset() -> None:
    said = Limit("a/b", requests_left=0, requests_reset=110.0, tokens_left=900, tokens_reset=160.0)
    silent = Limit("c/d", Condition.DOWN, until=200.0)
    telemetry = PrometheusTelemetry()
    telemetry.lead(leads=True)

    def told_at(now: float) -> dict[str, float]:
        telemetry.show(now, COUNTED, AT_REST, [said, silent], WORKERS)
        limits = "heddle_rate_limit_"
        found = samples(telemetry).items()
        return {name.removeprefix(limits): at for name, at in found if name.startswith(limits)}

    requests, tokens = "{model=a/b,provider=a,what=requests}", "{model=a/b,provider=a,what=tokens}"
    assert told_at(107.5) == {
        f"left{requests}": 0,
        f"left{tokens}": 900,
        f"reset_seconds{requests}": 2.5,
        f"reset_seconds{tokens}": 52.5,
    }
    assert told_at(110.0) == {f"left{tokens}": 900, f"reset_seconds{tokens}": 50}
    assert told_at(200.0) == {}


def test_sessions_at_rest_are_left_out_until_all_were_counted() -> None:
    telemetry = PrometheusTelemetry()
    telemetry.lead(leads=True)
    telemetry.show(107.5, COUNTED, None, [], [])
    states = {name for name in samples(telemetry) if name.startswith("heddle_sessions{")}
    assert any("state=queued" in name for name in states)
    assert not any("state=done" in name or "state=parked" in name for name in states)


def test_who_does_not_lead_tells_nothing_of_the_whole() -> None:
    telemetry = PrometheusTelemetry()
    telemetry.lead(leads=True)
    telemetry.show(107.5, COUNTED, AT_REST, [], [])
    telemetry.lead(leads=False)
    found = samples(telemetry)
    assert found["heddle_exporter_leading{}"] == 0
    assert not [name for name in found if name.startswith(("heddle_sessions", "heddle_slots"))]


def test_every_process_says_what_it_is() -> None:
    found = samples(PrometheusTelemetry())
    (built,) = (name for name in found if name.startswith("heddle_build_info"))
    assert found[built] == 1
    assert f"python={platform.python_version()}" in built
    assert f"version={version('heddle')}" in built
    assert found["process_start_time_seconds{}"] > 1_700_000_000
    assert "heddle_exporter_leading{}" not in found, "a worker never leads"


PROCESS = """
import json, os, sys
from pathlib import Path
from service.adapters.telemetry.prometheus import PrometheusTelemetry
telemetry = PrometheusTelemetry(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
telemetry.turn_ended("finished", 1.0, "smart")
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
        assert f'heddle_turn_seconds_count{{model="smart",outcome="finished"}} {count}.0' in text
        assert f"heddle_bell_repairs_total {count}.0" in text
