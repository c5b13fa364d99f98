"""Which calls hang, known outside of every process: somebody is told of those, and of no others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.domain.watching import Patience
from tests.simulation.mirror import Mirror

PATIENT = Patience(
    first_word=15.0,
    first_word_least=10.0,
    words=12.0,
    words_least=8.0,
    tool=30.0,
    tool_least=25.0,
    tools={},
)
"""Long enough for every call that does not hang, in a process that nothing befalls."""
MODEL_HANGS, TOOL_HANGS = 60.0, 90.0
"""Seconds after which they end by themselves."""
_TOLD_BY = 70.0
"""Seconds after which somebody knows of a tool that hangs: its ceiling, two looks a lease apart,
and the time in which nothing is judged after the clock was set.
"""
_JUST_ENDED = 4.0


@dataclass(slots=True)
class _Hang:
    since: float
    of_tool: bool
    told: bool = False


class Silence:
    """The ledger of one run; times are the loop's."""

    def __init__(self, mirror: Mirror, clock: Callable[[], float]) -> None:
        self._mirror = mirror
        self._clock = clock
        self._hanging: dict[int, _Hang] = {}
        self._ended: dict[int, float] = {}
        self._usual = False

    @contextmanager
    def hangs(self, number: int, *, of_tool: bool = False) -> Iterator[None]:
        """Note that a call of the session hangs for as long as the context is open."""
        self._hanging[number] = _Hang(self._clock(), of_tool)
        try:
            yield
        finally:
            hung = self._hanging.pop(number)
            self._ended[number] = self._clock()
            self._usual |= of_tool and self._clock() - hung.since >= TOOL_HANGS

    def check(self, *, calm: bool) -> Iterator[tuple[int, str]]:
        """Yield what the last commit told of a call that does not hang."""
        for event in self._mirror.now.fresh:
            if event.kind != "alert" or event.payload["reason"] != "idle":
                continue
            hang = self._hanging.get(event.session)
            if hang is not None:
                hang.told = True
            elif calm and self._clock() - self._ended.get(event.session, -99.0) > _JUST_ENDED:
                yield event.session, f"nothing hangs, and yet: {event.payload['text']}"

    def overlooked(self) -> Iterator[tuple[int, str]]:
        """Yield the tools that hang for long, and of which nobody was told."""
        if self._usual:  # such a time was learned as one that tools may take
            return
        for number, hang in sorted(self._hanging.items()):
            since = self._clock() - hang.since
            muted = self._mirror.now.sessions[number].muted
            if hang.of_tool and not hang.told and not muted and since > _TOLD_BY:
                yield number, f"a tool hangs for {since:.0f} s and nobody is told"
