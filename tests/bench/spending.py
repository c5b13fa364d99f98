"""What a deployment has used so far, read from its processes and servers, and differences of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

BEGINS, COMMITS, ROLLBACKS = "BEGIN", "COMMIT", "ROLLBACK"


@dataclass(frozen=True, slots=True)
class Asked:
    """Statements by their text, as one or several processes ran them."""

    counts: Counter[str] = field(default_factory=Counter)

    def __sub__(self, other: "Asked") -> "Asked":
        found = Counter(self.counts)
        found.subtract(other.counts)
        return Asked(+found)

    def __add__(self, other: "Asked") -> "Asked":
        return Asked(self.counts + other.counts)

    @property
    def trips(self) -> int:
        """Round trips: each statement, and each begin and end of a transaction."""
        return self.counts.total()

    @property
    def written(self) -> int:
        """Transactions that were committed."""
        return self._beginning(COMMITS)

    @property
    def read(self) -> int:
        """Transactions that only read, which end with a rollback."""
        return self._beginning(ROLLBACKS)

    @property
    def statements(self) -> int:
        """Statements without those that begin and end transactions."""
        ends = (BEGINS, COMMITS, ROLLBACKS)
        return self.trips - sum(self._beginning(each) for each in ends)

    def _beginning(self, word: str) -> int:
        return sum(count for text, count in self.counts.items() if text.startswith(word))


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used until a moment, `at` in the monotonic clock's seconds.

    CPU is in seconds by who used it: `bot`, `workers`, `database`, `queue`. `stored` is the size
    of the database, `wal` what it has written ahead and `files` what captures hold, in bytes;
    `moved` are the queue's bytes in and out.
    """

    at: float
    cpu: Mapping[str, float]
    asked: Mapping[str, Asked]
    commands: Counter[str]
    moved: int
    wal: int
    stored: int
    files: int

    def since(self, before: "Spent") -> "Spent":
        """Return what was used between the two."""
        nothing = Asked()
        return Spent(
            self.at - before.at,
            {who: used - before.cpu.get(who, 0.0) for who, used in self.cpu.items()},
            {who: asked - before.asked.get(who, nothing) for who, asked in self.asked.items()},
            +Counter({k: n - before.commands[k] for k, n in self.commands.items()}),
            self.moved - before.moved,
            self.wal - before.wal,
            self.stored - before.stored,
            self.files - before.files,
        )

    @property
    def everything(self) -> Asked:
        """What all processes asked the database for."""
        return sum(self.asked.values(), Asked())
