"""The pictures can be drawn, and there is one of each in the documentation."""

from pathlib import Path

import pytest

from tests.e2e.browsing import chromium
from tests.pictures.__main__ import FOLDER, WIDTHS
from tests.pictures.scenes import pages


def test_each_page_has_its_pictures() -> None:
    wanted = {f"{name}{suffix}.png" for name in pages() for suffix in WIDTHS}
    drawn = {path.name for kind in ("slack", "discord") for path in FOLDER.glob(f"{kind}-*.png")}
    assert drawn == wanted


@pytest.mark.browser
def test_nothing_is_wider_than_a_phone(tmp_path: Path) -> None:
    found = pages()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTHS["-phone"], "height": 300})
        for name, text in found.items():
            page.set_content(text)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= WIDTHS["-phone"], name
            page.screenshot(path=tmp_path / f"{name}.png")
