"""The doctor asks the models through the real process that loads them."""

import json
from pathlib import Path

import pytest

from bot.cli.doctor.findings import State
from bot.cli.doctor.models import models
from service.domain import providers
from tests.servers.ports import free_port


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for each in providers.PROVIDERS:
        monkeypatch.delenv(each.variable, raising=False)
    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def test_without_a_key_it_says_how_to_add_one() -> None:
    (found,) = models({})
    assert (found.name, found.state) == ("models", State.WARNING)
    assert "ANTHROPIC_API_KEY" in found.text


def test_a_model_that_cannot_be_reached_is_named() -> None:
    others = {
        "OPENAI_API_KEY": "not-a-key",
        "HEDDLE_MODELS__BASE_URL": f"http://127.0.0.1:{free_port()}/v1",
        "HEDDLE_MODELS__ALIASES": json.dumps({"own": ["openai/own-model"]}),
    }
    (found,) = models(others)
    assert (found.name, found.state) == ("openai/own-model", State.FAILED)
    assert "openai" in found.text
