"""The watch on labelled recordings: the goals, on those it was made with and on those it was not.

`kept.jsonl` is for measuring only: no rule may be made or changed for one of its cases.
"""

from pathlib import Path

import pytest

from service.domain.watching import Limits
from service.supervisor.alerts import Rule
from service.supervisor.cases import read_cases
from service.supervisor.measuring import Measured, measure, replay

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "data" / "stuck" / "dev.jsonl"
FITTED = ROOT / "tests" / "stuck" / "fitted.jsonl"
KEPT = ROOT / "tests" / "stuck" / "kept.jsonl"


def measured(path: Path) -> Measured:
    if path == DEV and not path.exists():
        pytest.skip(f"{path} is not here")
    return measure(read_cases(path.read_text("utf-8").split("\n")), Limits())


@pytest.mark.parametrize("path", [DEV, FITTED, KEPT], ids=lambda path: str(path.stem))
def test_the_goals_are_met(path: Path) -> None:
    found = measured(path)
    assert found.precision >= 0.95
    assert found.recall >= 0.90
    assert found.false_alarm_rate <= 0.03
    assert found.median_wasted_steps <= 5


@pytest.mark.parametrize("path", [DEV, FITTED, KEPT], ids=lambda path: str(path.stem))
def test_states_are_reported_as_such(path: Path) -> None:
    reported, labelled = measured(path).states
    assert labelled
    assert reported / labelled >= 0.85


def test_a_flag_counts_after_the_last_message_where_the_label_says_so() -> None:
    call = '{"type": "tool_call", "name": "bash", "args": {"command": "ls"}}'
    ended = '{"type": "tool_result", "ok": true, "content": "src"}'
    again = ", ".join([call, ended] * 6)
    asked = '{"type": "user", "content": "and now?"}'
    rest = f'"id": "a", "expect": "ok", "kind": null, "steps": [{again}, {asked}]'
    (case,) = read_cases([f'{{"eval": "end", {rest}}}'])
    assert replay(case, Limits()).flag is None
    (case,) = read_cases([f'{{"eval": "any", {rest}}}'])
    flag = replay(case, Limits()).flag
    assert flag is not None
    assert flag.alert.rule is Rule.SAME_CALL
