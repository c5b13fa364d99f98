"""A freeze: the operator holds work back, all of it or that of a pool or a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.domain.ids import PersonId


class Scope(StrEnum):
    """Whose work is held back."""

    ALL = "all"
    POOL = "pool"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Freeze:
    """A row of `freezes`. `name` is the pool's or the person's id, empty for all."""

    scope: Scope
    name: str
    reason: str
    since: float

    def holds(self, pool: str, owner: PersonId | None) -> bool:
        """Tell whether a turn of that pool and owner is held back."""
        match self.scope:
            case Scope.ALL:
                return True
            case Scope.POOL:
                return self.name == pool
            case Scope.PERSON:
                return self.name == owner


def holding(freezes: Iterable[Freeze], pool: str, owner: PersonId | None) -> Freeze | None:
    """Return what holds a turn of that pool and owner back, the widest if several do."""
    found = [each for each in freezes if each.holds(pool, owner)]
    return min(found, key=lambda each: list(Scope).index(each.scope), default=None)
