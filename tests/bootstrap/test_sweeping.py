"""How many timers one sweep handles at a time follows from the database."""

from typing import cast

import pytest

from service.adapters.secrets.cipher import FernetCipher
from service.adapters.store.opening import open_store
from service.adapters.telemetry.prometheus import PrometheusTelemetry
from service.bootstrap.opening import Opened
from service.ports.bundle import Ports
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize(
    ("url", "at_once"), [("sqlite:///heddle.db", 1), ("postgresql://db.example/heddle", 4)]
)
def test_only_a_server_is_swept_a_few_at_a_time(url: str, at_once: int) -> None:
    store = open_store(url, FakeClock())
    opened = Opened(cast(Ports, None), store, cast(FernetCipher, None), PrometheusTelemetry())
    assert opened.timers_at_once == at_once
