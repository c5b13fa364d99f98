"""`heddle eval endings`: figures for people and scripts, and clear words about a bad file."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Heddle

GOOD: dict[str, Any] = {
    "id": "e1",
    "goal": "Rename it everywhere.",
    "last_tools": ["npm test ok"],
    "text": "Renamed in 17 files. All tests pass.",
    "expect": "answered",
}
ASKS = {**GOOD, "id": "e2", "text": "Which account should I use?", "expect": "asks"}
WRONG = {**GOOD, "id": "e3", "expect": "stopped_short"}


def file_of(*lines: object) -> str:
    path = Path("endings.jsonl")
    texts = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return str(path)


def test_scripts_get_three_keys(heddle: Heddle) -> None:
    result = heddle("eval", "endings", file_of(GOOD, ASKS, "", WRONG), "--json", "--no-model")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["accuracy", "by_class", "misjudged"]
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["misjudged"] == ["e3"]
    assert set(found["by_class"]) == {"answered", "asks", "stopped_short"}
    assert found["by_class"]["answered"] == {
        "precision": 0.5,
        "recall": 1.0,
        "f1": pytest.approx(2 / 3),
    }
    assert found["by_class"]["stopped_short"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_people_get_a_table_and_what_was_misjudged(heddle: Heddle) -> None:
    result = heddle("eval", "endings", file_of(GOOD, ASKS, WRONG))
    assert result.exit_code == 0
    assert "precision" in result.stdout
    assert "accuracy 0.667, misjudged 1" in result.stdout
    assert "e3: answered instead of stopped_short" in result.stdout


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{nope", "line 2 is no JSON"),
        ("[1]", "line 2 is no JSON object"),
        ({**GOOD, "expect": "maybe"}, "line 2: `expect` is 'maybe'"),
        ({**GOOD, "text": None}, "line 2: `text` is missing"),
        ({**GOOD, "last_tools": "pytest ok"}, "line 2: `last_tools` must be a list"),
        ({key: GOOD[key] for key in GOOD if key != "id"}, "line 2: `id` is missing"),
    ],
)
def test_a_bad_line_is_named(heddle: Heddle, bad: object, says: str) -> None:
    result = heddle("eval", "endings", file_of(GOOD, bad))
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_file_without_cases_or_none_at_all_is_an_error(heddle: Heddle) -> None:
    empty = heddle("eval", "endings", file_of(""))
    assert (empty.exit_code, "no case" in empty.stderr) == (2, True)
    missing = heddle("eval", "endings", "nowhere.jsonl")
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)


def test_the_judge_must_be_a_known_alias(heddle: Heddle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_MODELS__JUDGE", "nobody")
    result = heddle("eval", "endings", file_of(GOOD))
    assert result.exit_code == 3
    assert "judge is 'nobody', which is no alias" in result.stderr
