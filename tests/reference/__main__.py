"""Check, or with `--write` renew, the generated pages."""

import sys

from tests.reference.pages import ROOT, outdated, texts


def main() -> int:
    """Return 0 if every page is in step with the code."""
    wrong = outdated()
    if "--write" in sys.argv[1:]:
        for path in wrong:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts()[path], "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        return 0
    for path in wrong:
        print(f"{path.relative_to(ROOT)} is out of step; run: make docs")
    return 1 if wrong else 0


sys.exit(main())
