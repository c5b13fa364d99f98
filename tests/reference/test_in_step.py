"""The generated pages say what the code says."""

import pytest

from tests.reference.pages import outdated


def test_no_page_is_out_of_step() -> None:
    if wrong := outdated():
        pytest.fail(f"run `make docs`: {', '.join(path.name for path in wrong)}")
