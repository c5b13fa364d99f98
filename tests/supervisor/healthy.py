"""Generated runs of agents that are busy: what looks like a loop and is none."""

from collections.abc import Callable, Sequence
from random import Random

from service.supervisor.facts import Asked
from tests.supervisor import asking, editing
from tests.supervisor.noise import WORDS
from tests.supervisor.telling import Agent

Scene = Callable[[Agent, Random], None]

SCENES: Sequence[Scene] = (
    editing.look_around,
    editing.test_fix,
    asking.poll_build,
    asking.paginate,
    editing.batch,
    asking.download,
    asking.slow_model,
    editing.checks_after_edits,
    asking.retry,
    asking.queue,
    asking.research,
    editing.plan_and_work,
    editing.compile_errors,
    editing.big_files,
    asking.limited,
    asking.asked_to,
    asking.talk,
    editing.deploy,
    editing.restart,
    asking.play,
    editing.save_often,
    editing.translate,
    asking.watch_metrics,
    editing.find_the_cause,
    editing.guess_paths,
    editing.measure_speed,
    editing.big_batch_of_calls,
)


def run(seed: int) -> Agent:
    """Return an agent after a few scenes that follow from the seed."""
    dice = Random(seed)
    agent = Agent(Asked(f"Bring the {dice.choice(WORDS)} service up to date."))
    for scene in dice.sample(SCENES, dice.randint(2, 5)):
        scene(agent, dice)
    return agent
