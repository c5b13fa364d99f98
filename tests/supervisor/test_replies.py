"""Replies without a deed, chanting, and a context that is full again and again."""

import pytest

from service.domain.watching import Limits
from service.supervisor.alerts import Rule
from service.supervisor.facts import Break, Broke
from tests.supervisor.telling import Agent

LIMITS = Limits()


@pytest.mark.parametrize("texts", [["", " ", "\n"], ["I will now start."] * 3])
def test_empty_and_equal_replies(texts: list[str]) -> None:
    agent = Agent()
    for text in texts:
        assert not agent.verdicts
        agent.say(text)
        agent.nudge()
    assert agent.rules == [Rule.MONOLOGUE]


def test_replies_that_say_the_same_in_other_words() -> None:
    agent = Agent()
    agent.say("The task is complete; all tests pass.")
    agent.say("The task is now complete and all tests pass.")
    agent.say("Task complete: all tests are passing.")
    assert not agent.verdicts
    agent.say("All tests pass, so the task is complete.")
    assert agent.rules == [Rule.MONOLOGUE]


CHANT = "The cache key must include the tenant id so it stays unique. "


def test_chanting() -> None:
    agent = Agent()
    agent.say("Let me see. " + CHANT * 12, calling=True)
    assert agent.rules == [Rule.CHANTING]
    assert "×12" in agent.alerts[0].evidence


@pytest.mark.parametrize(
    "text",
    [
        CHANT * 4,
        "```\n" + CHANT * 40 + "\n```",
        "".join(f"- {CHANT}\n" for _ in range(20)),
        "".join(f"| {CHANT} | x |\n" for _ in range(20)),
        "-" * 400,
        " ".join(f"Part {number} of the report is about number {number}." for number in range(40)),
    ],
)
def test_code_lists_tables_and_lines_are_no_chanting(text: str) -> None:
    agent = Agent()
    agent.say(text)
    assert not agent.verdicts


def test_a_context_that_is_full_again_and_again() -> None:
    agent = Agent()
    for _ in range(LIMITS.overflows):
        agent.breaks(Broke(Break.OVERFLOW))
    assert agent.rules == [Rule.OVERFLOW]


def test_announcing_without_a_deed() -> None:
    agent = Agent()
    for text in (
        "I'll start with the tests.",
        "Let me open the repository first.",
        "Now I will look for the cause.",
        "Next, I check the logs of the worker.",
        "I'm going to fix the import.",
    ):
        assert not agent.verdicts
        agent.say(text)
        agent.nudge()
    assert agent.rules == [Rule.MONOLOGUE]
