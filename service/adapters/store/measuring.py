"""What a transaction reports is told after its commit: a transaction that is repeated, or rolled
back, counts nothing twice, and nothing that did not happen.
"""

from typing import Any, cast

from service.domain.effects import Effect, Measured
from service.ports.telemetry import Telemetry


def measuring(effects: list[Effect]) -> Telemetry:
    """Return telemetry whose reports are effects among these."""
    return cast("Telemetry", _Measuring(effects))


class _Measuring:
    """Has every method of telemetry."""

    def __init__(self, effects: list[Effect]) -> None:
        self._effects = effects

    def __getattr__(self, fact: str) -> Any:
        def tell(*values: object, **named: object) -> None:
            self._effects.append(Measured(fact, values, tuple(named.items())))

        return tell
