"""`[watch]`: how much repetition is too much."""

from pathlib import Path

import pytest

from bot.settings import Settings
from service.domain.watching import Drift, Limits
from service.settings.policy import policy
from service.settings.problems import BrokenSettings
from service.settings.reading import load


def test_the_defaults_are_the_products(tmp_path: Path) -> None:
    made = policy(load(Settings, tmp_path).settings)
    assert (made.watch, made.drift) == (Limits(), Drift())


def test_each_number_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "heddle.toml").write_text("[watch]\nrepeats = 7\npoll_seconds = 60\n")
    monkeypatch.setenv("HEDDLE_WATCH__ROUNDS", "5")
    chosen = policy(load(Settings, tmp_path).settings).watch
    assert (chosen.repeats, chosen.poll_seconds, chosen.rounds) == (7, 60.0, 5)
    assert chosen.polls == Limits().polls


def test_once_is_no_repetition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_WATCH__REPEATS", "1")
    with pytest.raises(BrokenSettings) as caught:
        load(Settings, tmp_path)
    assert "HEDDLE_WATCH__REPEATS" in str(caught.value)


def test_how_often_a_drift_is_looked_for_can_be_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "heddle.toml").write_text("[watch.drift]\nsoonest = 8\nshare = 0.01\n")
    monkeypatch.setenv("HEDDLE_WATCH__DRIFT__LATEST", "12")
    chosen = policy(load(Settings, tmp_path).settings).drift
    assert chosen == Drift(soonest=8, latest=12, share=0.01)


@pytest.mark.parametrize(
    ("name", "value"), [("LATEST", "9"), ("SOONEST", "2"), ("SHARE", "0"), ("SHARE", "0.5")]
)
def test_looking_all_the_time_or_for_any_price_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"HEDDLE_WATCH__DRIFT__{name}", value)
    with pytest.raises(BrokenSettings):
        load(Settings, tmp_path)
