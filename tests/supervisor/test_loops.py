"""Agents that are stuck are found, whatever they say meanwhile and whatever noise they see."""

import pytest

from service.supervisor.watch import Stage
from tests.supervisor import loops


@pytest.mark.parametrize("loop", loops.LOOPS, ids=lambda loop: str(loop.__name__))
def test_every_kind_of_loop_is_nudged_and_then_told(loop: loops.Loop) -> None:
    for seed in range(10):
        agent = loops.run(loop, seed)
        assert agent.stages[:1] == [Stage.NUDGE], f"seed {seed}"
        assert Stage.TELL in agent.stages, f"seed {seed}: {agent.alerts[0].evidence}"
        assert agent.stages.count(Stage.TELL) <= 2
