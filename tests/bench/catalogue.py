"""The rows, in the order in which they are told."""

from collections.abc import Mapping

from tests.bench.figures import Measure
from tests.bench.rows import (
    answers,
    cluster,
    discord,
    dispatch,
    idle,
    in_flight,
    intake,
    pushes,
    questions,
    slack,
    starting,
    steps,
    stored,
    timers,
    turn_cost,
    watching,
)

ROWS: Mapping[str, Measure] = {
    "dispatch": dispatch.measure,
    "turn-cost": turn_cost.measure,
    "cluster": cluster.measure,
    "in-flight": in_flight.measure,
    "intake": intake.measure,
    "stored": stored.measure,
    "timers": timers.measure,
    "steps": steps.measure,
    "watching": watching.measure,
    "questions": questions.measure,
    "pushes": pushes.measure,
    "slack": slack.measure,
    "discord": discord.measure,
    "answers": answers.measure,
    "starting": starting.measure,
    "idle": idle.measure,
}


def title(name: str) -> str:
    """Return what the row measures: the sentence at its function."""
    return (ROWS[name].__doc__ or name).strip().rstrip(".")
