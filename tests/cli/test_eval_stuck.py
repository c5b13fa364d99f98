"""`heddle eval stuck`: figures for people and scripts, and clear words about a bad file."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Heddle

ASKED: dict[str, Any] = {"type": "user", "content": "Make the tests pass."}
KEYS = [
    "precision",
    "recall",
    "f1",
    "false_alarm_rate",
    "median_wasted_steps",
    "by_kind",
    "misjudged",
    "states",
]


def again(times: int) -> list[dict[str, Any]]:
    call: dict[str, Any] = {"type": "tool_call", "name": "bash", "args": {"command": "cat VERSION"}}
    result: dict[str, Any] = {"type": "tool_result", "ok": True, "content": "1.4.2"}
    return [ASKED, *(step for _ in range(times) for step in (call, result))]


LOOP = {"id": "a", "expect": "stuck", "kind": "repeat", "eval": "any", "steps": again(6)}
FINE = {"id": "b", "expect": "ok", "kind": None, "eval": "any", "steps": again(2)}
MISSED = {"id": "c", "expect": "stuck", "kind": "repeat", "eval": "any", "steps": again(2)}


def file_of(*lines: object) -> str:
    path = Path("recordings.jsonl")
    texts = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return str(path)


def test_scripts_get_the_figures(heddle: Heddle) -> None:
    result = heddle("eval", "stuck", file_of(LOOP, FINE, "", MISSED), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == KEYS
    assert (found["precision"], found["recall"], found["false_alarm_rate"]) == (1.0, 0.5, 0.0)
    assert found["f1"] == pytest.approx(2 / 3)
    assert found["median_wasted_steps"] == 2
    assert found["misjudged"] == ["c"]
    assert found["by_kind"]["repeat"] == {"cases": 2, "flagged": 1, "told": 1}


def test_people_get_a_table_and_the_evidence(heddle: Heddle) -> None:
    wrong = {**LOOP, "id": "d", "expect": "ok", "kind": None}
    result = heddle("eval", "stuck", file_of(wrong, MISSED))
    assert result.exit_code == 0
    assert "c: not flagged" in result.stdout
    assert "d: cat VERSION ×4 (steps 1–4). The same result each time" in result.stdout
    assert "precision 0.000, recall 0.000" in result.stdout


def test_the_limits_are_those_of_the_settings(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_WATCH__REPEATS", "7")
    result = heddle("eval", "stuck", file_of(LOOP), "--json")
    assert json.loads(result.stdout)["misjudged"] == ["a"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{nope", "line 2: "),
        ("[1]", "line 2: it is no JSON object"),
        ({**FINE, "expect": "maybe"}, "line 2: `expect` is 'maybe'; it is one of stuck, ok"),
        ({**FINE, "eval": "never"}, "line 2: `eval` is 'never'"),
        ({**FINE, "state": "asleep"}, "line 2: `state` is 'asleep'"),
        ({**FINE, "steps": None}, "line 2: `steps` must be a list"),
        ({**FINE, "id": 3}, "line 2: `id` is missing"),
        ({**FINE, "steps": [{"type": "dance"}]}, "line 2: step 0: `type` is 'dance'"),
        ({**FINE, "steps": [ASKED, {"type": "user"}]}, "line 2: step 1: `content` is missing"),
        (
            {**FINE, "steps": [{"type": "tool_result", "ok": True, "content": ""}]},
            "step 0: a tool_result without a tool_call",
        ),
    ],
)
def test_a_bad_line_is_named(heddle: Heddle, bad: object, says: str) -> None:
    result = heddle("eval", "stuck", file_of(LOOP, bad))
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_file_without_cases_or_none_at_all_is_an_error(heddle: Heddle) -> None:
    empty = heddle("eval", "stuck", file_of(""))
    assert (empty.exit_code, "no case" in empty.stderr) == (2, True)
    missing = heddle("eval", "stuck", "nowhere.jsonl")
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)
