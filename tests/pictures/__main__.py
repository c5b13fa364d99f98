"""Draw every picture: `python -m tests.pictures [folder]`; without one into docs/images."""

import sys
from pathlib import Path

from tests.e2e.browsing import chromium
from tests.pictures.scenes import pages

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
WIDTHS = {"": 800, "-phone": 375}


def main(folder: Path) -> None:
    """Write `NAME.png` and `NAME-phone.png` for every page."""
    found = pages()
    with chromium() as browser:
        for suffix, width in WIDTHS.items():
            page = browser.new_page(viewport={"width": width, "height": 300})
            for name, text in found.items():
                page.set_content(text)
                page.screenshot(path=folder / f"{name}{suffix}.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
