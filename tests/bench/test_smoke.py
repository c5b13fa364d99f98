"""The command works, and its JSON has what a script would read. No figure is judged here."""

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.catalogue import ROWS, title
from tests.bench.figures import TINY, Figure, percentile
from tests.bench.report import placed

CHEAP = ("steps", "stored", "timers")


def test_the_cheap_rows_are_measured_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "bench.json", tmp_path / "bench.md"
    only = [word for name in CHEAP for word in ("--only", name)]
    written = ["--json", str(files[0]), "--markdown", str(files[1])]
    assert main([*only, "--size", "tiny", *written]) == 0
    told = json.loads(files[0].read_text("utf-8"))
    assert set(told) == {"measured_at", "size", "machine", "rows"}
    assert {"cpu", "cores", "python", "sqlite", "litellm", "load"} <= set(told["machine"])
    assert [each["name"] for each in told["rows"]] == list(CHEAP)
    for row in told["rows"]:
        assert row["figures"]
        assert len(row["rounds"]) == 1
        for figure in row["figures"]:
            assert figure["value"] > 0 or "added" in figure["name"]
            assert {"name", "unit", "target", "met", "beside", "ratio", "note"} <= set(figure)
    shown = capsys.readouterr().out
    assert all(f"({name})" in shown for name in CHEAP)


def test_views_ask_as_often_with_many_sessions_as_with_few() -> None:
    for figure in ROWS["stored"](TINY):
        assert "DIFFER" not in figure.note


def test_every_row_says_what_it_measures() -> None:
    assert all(len(title(name)) > 10 for name in ROWS)


def test_a_target_is_a_most_or_a_least() -> None:
    assert Figure("most", 2.0, target=3.0).met is True
    assert Figure("least", 2.0, target=3.0, at_least=True).met is False
    assert Figure("none", 2.0).met is None
    assert Figure("beside", 2.0, beside=4.0).ratio == 0.5
    assert Figure("least", 2.0, target=3.0, at_least=True).strain == 1.5


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(each) for each in range(1, 101)]
    assert percentile(values, 0.5) == 51.0
    assert percentile(values, 0.99) == 100.0
    assert percentile([7.0], 0.95) == 7.0


def test_the_table_is_put_between_the_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    assert placed(page, "new\n") == "new\n"
    page.write_text("before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n", "utf-8")
    expected = "before\n<!-- figures -->\nnew\n<!-- end of figures -->\nafter\n"
    assert placed(page, "new\n") == expected
