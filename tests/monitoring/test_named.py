"""What runbooks and guides tell operators to look for is what heddle tells."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.monitoring.asked import ROOT, samples

PAGES = sorted(
    path for name in ("runbooks", "guide") for path in (ROOT / "docs" / name).glob("*.md")
)
OF_OTHERS = {
    "max_connections": "PostgreSQL's",
    "repeat_interval": "Alertmanager's",
    "runbook_url": "Prometheus's, by custom",
    "webhook_configs": "Alertmanager's",
}
"""Words in backquotes that look like an entry of the log, and whose they are."""
METRIC = re.compile(r"\bheddle_[a-z_]+\b")
WORD = re.compile(r"`([a-z]+(?:_[a-z]+)+)`")
LOGGED = re.compile(r'log\.(?:debug|info|warning|error|exception)\(\s*"([a-z_]+)"')


@cache
def logged() -> frozenset[str]:
    """Return every entry that heddle writes into its log."""
    sources = [path for name in ("bot", "service") for path in (ROOT / name).rglob("*.py")]
    return frozenset(name for path in sources for name in LOGGED.findall(path.read_text("utf-8")))


@cache
def told() -> frozenset[str]:
    """Return every metric, and every sample of one."""
    there = samples()
    return frozenset({*there, *(each.metric for each in there.values())})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_it_names_what_there_is(page: Path) -> None:
    text = page.read_text("utf-8")
    assert set(METRIC.findall(text)) <= told()
    words = {each for each in WORD.findall(text) if not METRIC.match(each)}
    assert words - OF_OTHERS.keys() <= logged()


def test_no_word_of_others_is_excused_that_nobody_uses() -> None:
    used = {each for page in PAGES for each in WORD.findall(page.read_text("utf-8"))}
    assert used >= OF_OTHERS.keys()
    assert not logged() & OF_OTHERS.keys()
