"""What stands in the database about telling people, as far as the rules need it."""

from dataclasses import dataclass, replace

PHONE = "phone:::"


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """A person's quiet hours, and since when they hold something back."""

    quiet: str
    zone: str
    held_since: float | None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as it was made; `order` is its place among all of them."""

    order: int
    id: str
    lane: str
    person: str
    kind: str
    created_at: float
    items: tuple[str, ...]
    count: int
    rung: int | None
    item: str | None
    loud: bool
    state: str
    attempts: int = 0
    begun: bool = False

    def tried(self, attempts: int, begun: bool) -> "DeliveryRow":
        """Return it after so many attempts; `begun`: one of them may have posted it."""
        if (self.attempts, self.begun) == (attempts, begun):
            return self
        return replace(self, attempts=attempts, begun=begun)

    @property
    def may_stand(self) -> bool:
        """Tell whether it may be posted already, and must show how it ended."""
        return self.kind == "outcome" or (self.kind == "ask" and self.begun)

    @property
    def phone(self) -> str:
        """The phone that it goes to, empty if it goes to none."""
        return self.lane.removeprefix(PHONE) if self.lane.startswith(PHONE) else ""

    @property
    def folds(self) -> bool:
        """Tell whether it stands for many items at once."""
        return self.kind in ("digest", "summary")
