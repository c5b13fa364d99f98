"""The call that a turn's holder waits for: what it is, and when it should show a sign of life.

Nothing here is stored by itself; the worker's next beat carries it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.events import ToolCall
from service.domain.turns import CallKind, InFlight
from service.domain.watching import Patience
from service.ports.clock import Clock
from service.supervisor.fingerprints import label_of
from service.supervisor.roles import command_of
from service.usecases.paces import PaceBook

_WITHIN = 0.9
"""What share of calls "usually" means."""
_HEAD = 2
"""Words of a command that tell it from others: `npm install`."""
_LONGEST = 60


@dataclass(slots=True, eq=False)
class Flight:
    """A call of a model or a tool under way; times are in the clock's monotonic seconds.

    `label` is what people read of it and `others` the models that could be asked instead.
    """

    clock: Clock
    kind: CallKind
    name: str
    pace: str
    label: str
    others: Sequence[str]
    began: float
    last: float
    begun: bool = False
    first: float = 0.0
    longest: float = 0.0

    def lives(self) -> None:
        """It showed a sign of life: a token, or output."""
        now = self.clock.monotonic()
        if self.begun:
            self.longest = max(self.longest, now - self.last)
        else:
            self.begun, self.first = True, now - self.began
        self.last = now

    def learn(self, book: PaceBook) -> None:
        """It came to a good end: note how long it took."""
        if self.kind is CallKind.TOOL:
            book.saw(self.pace, self.clock.monotonic() - self.began)
        elif self.begun:
            book.saw(f"first {self.pace}", self.first)
            book.saw(f"gap {self.pace}", self.longest)

    def expected(self, book: PaceBook, patience: Patience) -> tuple[float, float | None]:
        """Return by when it should show a sign of life, and within how many seconds calls of its
        kind usually do; None where nothing is known.
        """
        if self.kind is CallKind.TOOL:
            pace = book.of(self.pace)
            allowed, share = patience.for_tool(self.name, pace), 0.5
        elif self.begun:
            pace = book.of(f"gap {self.pace}")
            allowed, share = patience.for_words(pace), _WITHIN
        else:
            pace = book.of(f"first {self.pace}")
            allowed, share = patience.for_first_word(pace), _WITHIN
        usual = pace.within(share) if pace.weight >= patience.calls else None
        return self.last + allowed, usual

    def told(self, call: str, usual: float | None, ahead: float) -> InFlight:
        """Return it as it stands in a turn's row; `ahead` is the store's time less the clock's
        monotonic time.
        """
        return InFlight(
            call,
            self.kind,
            self.name,
            self.label,
            round(self.began + ahead, 3),
            round(self.last + ahead, 3),
            None if usual is None else round(usual, 3),
            self.begun,
            tuple(self.others),
        )


def of_model(clock: Clock, model: str, others: Sequence[str]) -> Flight:
    """Return the flight of a call of a model that begins now."""
    now = clock.monotonic()
    return Flight(clock, CallKind.MODEL, model, model, model, others, now, now)


def of_tool(clock: Clock, call: ToolCall, arguments: Mapping[str, Any]) -> Flight:
    """Return the flight of a tool's call that begins now."""
    now, label = clock.monotonic(), label_of(call.name, arguments)
    pace = _pace(call.name, arguments)
    return Flight(clock, CallKind.TOOL, call.name, pace, label, (), now, now)


def _pace(tool: str, arguments: Mapping[str, Any]) -> str:
    """Name what takes about as long: a tool, or of one that runs commands each kind of them."""
    head = " ".join(command_of(tool, arguments).split()[:_HEAD])
    return f"tool {tool}: {head}"[:_LONGEST] if head else f"tool {tool}"[:_LONGEST]
