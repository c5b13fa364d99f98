"""Busy agents are left alone: builds polled, tests fixed, pages read, batches, slow models."""

from random import Random

import pytest

from tests.supervisor import healthy
from tests.supervisor.telling import Agent

RUNS = 300
CHUNK = 30


@pytest.mark.parametrize("first", range(0, RUNS, CHUNK))
def test_no_alarm_on_generated_healthy_runs(first: int) -> None:
    for seed in range(first, first + CHUNK):
        agent = healthy.run(seed)
        assert not agent.verdicts, f"seed {seed}: {[each.evidence for each in agent.alerts]}"


def test_the_runs_are_long_and_show_every_scene() -> None:
    steps = [healthy.run(seed).watch.window.number for seed in range(40)]
    assert sum(steps) / len(steps) > 20


@pytest.mark.parametrize("scene", healthy.SCENES, ids=lambda scene: str(scene.__name__))
def test_no_alarm_in_any_scene_alone(scene: healthy.Scene) -> None:
    for seed in range(20):
        agent = Agent()
        scene(agent, Random(seed))
        assert not agent.verdicts, f"seed {seed}: {[each.evidence for each in agent.alerts]}"
