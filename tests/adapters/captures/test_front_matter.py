import importlib
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.captures.result import result_text, scalar
from service.adapters.captures.sources import Skipped
from service.domain.captures import CapturedFile
from tests.adapters.captures.conftest import a_bundle

# A reader that is not ours; it comes with a dependency.
yaml: Any = importlib.import_module("yaml")

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def _front(text: str) -> Any:
    opening, front, rest = text.split("---\n", 2)
    assert opening == ""
    assert rest.startswith("\n")
    return yaml.safe_load(front)


@settings(deadline=None)
@given(VALUE)
def test_yaml_reads_what_was_written(value: Any) -> None:
    assert yaml.safe_load(f"key: {scalar(value)}") == {"key": value}
    assert "\n" not in scalar(value)


@pytest.mark.parametrize("number", [1e-05, 1e16, -2.5e-300, 0.1, 3.0])
def test_a_number_stays_a_number(number: float) -> None:
    assert yaml.safe_load(scalar(number)) == number


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_becomes_null(number: float) -> None:
    assert scalar(number) == "null"


def test_the_front_matter_says_what_the_bundle_holds() -> None:
    bundle = a_bundle(
        3,
        result="# Done\n---\nnot front matter",
        front_matter={
            "who": 'Ada: "the first"\n---\nroot: true',
            "cost": 1e-05,
            "a key": None,
            "files": "not these",
        },
        highlights=["report.md", "a\x85b"],
    )
    text = result_text(
        bundle, [CapturedFile("files/a: b.md", 3, "ab" * 32)], [Skipped("x", "a link")]
    )
    assert _front(text) == {
        "title": "Compare three papers",
        "session": 7,
        "version": 3,
        "who": 'Ada: "the first"\n---\nroot: true',
        "cost": 1e-05,
        "a key": None,
        "highlights": ["report.md", "a\x85b"],
        "files": [{"path": "files/a: b.md", "size": 3, "sha256": "ab" * 32}],
        "skipped": [{"path": "x", "reason": "a link"}],
    }
    assert text.endswith("---\n\n# Done\n---\nnot front matter\n")


def test_half_a_character_does_not_stop_a_capture() -> None:
    text = result_text(a_bundle(result="x\ud800", front_matter={"who": "\udfff"}), [], [])
    assert text.encode()
    assert _front(text)["who"] == "\ufffd"
