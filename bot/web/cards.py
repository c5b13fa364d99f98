"""What a card of an attention item shows, and what its viewer may do there."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.presenter import letting_in
from bot.presenter.items import deadline, outcome
from bot.presenter.times import cents
from bot.presenter.todo import to_do
from service.domain.ids import PersonId
from service.domain.items import DISMISS, Item, ItemKind, ItemState, Reason
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.states import AT_REST, State

SPANS = (("10m", "10 min"), ("1h", "1 h"), ("tomorrow", "tomorrow"))
"""How long a button snoozes, and what stands on it."""
_TITLES = {
    ItemKind.QUESTION: "Question",
    ItemKind.BUDGET: "Budget used up",
    ItemKind.RESULT: "Result",
    ItemKind.ALERT: "Needs a decision",
    ItemKind.HELD: "Held message",
    ItemKind.CHECK_IN: "Check-in",
}
_REASONS = {
    Reason.CAPTURE_FAILED: "Not saved",
    Reason.NO_WORKER: "No worker",
    Reason.TURN_FAILED: "Failed",
    Reason.STOPPED_SHORT: "Stopped short",
    Reason.STUCK: "Seems stuck",
    Reason.IDLE: "Seems idle",
    Reason.DRIFT: "Seems off course",
    Reason.PROVIDER_DOWN: "Provider down",
    Reason.RATE_LIMITED: "Rate limit",
    Reason.OPERATIONS: "heddle itself",
}
_HELPED = (Reason.NO_WORKER, Reason.OPERATIONS)
"""What is no decision of the reader's: the card says how it ends, or which page helps."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at cards: their time zone, and the names of whom they could hand one to."""

    id: PersonId
    zone: str
    colleagues: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Card:
    """An item as its viewer sees it at `now`.

    `owner` is the name of the session's owner, empty if that is the viewer; `resolved_by` who
    settled it.
    """

    item: Item
    session: Session
    viewer: Viewer
    now: float
    owner: str = ""
    resolved_by: str = ""

    @property
    def title(self) -> str:
        """What kind of thing it is, in a word or two."""
        return _REASONS.get(self.item.reason) or _TITLES[self.item.kind]

    @property
    def text(self) -> str:
        """What it asks, in Markdown; all that somebody wrote who may not write there."""
        return letting_in.text(self.item) if self._held else self.item.ask

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits."""
        return self.item.state is ItemState.OPEN

    @property
    def question(self) -> bool:
        """Tell whether free text answers it."""
        return self.item.kind is ItemKind.QUESTION

    @property
    def deadline(self) -> str:
        """What happens by itself, and when; empty where nothing does."""
        return deadline(self.item, self.viewer.zone)

    @property
    def outcome(self) -> str:
        """Who settled it, where, when and how; empty as long as it is open."""
        return outcome(self.item, self.resolved_by, self.now, self.viewer.zone)

    @property
    def notes(self) -> Sequence[str]:
        """What there is to know beside the ask: why the viewer has it, cost, files."""
        facts = self.item.facts
        found = [
            f"{facts['handed_by']} handed it on" if "handed_by" in facts else "",
            f"{facts['objected']} objected; it is still open" if "objected" in facts else "",
            self._hint(),
            "" if self.item.kind in (ItemKind.RESULT, ItemKind.HELD) else self._spent(),
        ]
        return [each for each in found if each]

    def _hint(self) -> str:
        told = self.item.kind is ItemKind.RESULT or self.item.reason in _HELPED
        if told or self._held:
            return to_do(self.item)
        if self.item.reason is Reason.DRIFT:
            return f"The hint: {self.item.facts['hint']}"
        if self.question and self.item.default and self.item.decide_at is None:
            return f"The agent would take {self.item.default}"
        return ""

    def _spent(self) -> str:
        return f"{cents(self.session.cost_usd)} so far" if self.session.cost_usd else ""

    @property
    def may_answer(self) -> bool:
        """Tell whether the viewer may decide: a question everybody who sees the session."""
        mine = self.viewer.id == self.session.owner_id
        if self.question or self.item.kind is ItemKind.CHECK_IN or mine:
            return True
        return self.item.kind is not ItemKind.BUDGET and self._holds

    @property
    def may_snooze(self) -> bool:
        """Tell whether it stands in the viewer's own inbox."""
        return self._holds

    @property
    def may_dismiss(self) -> bool:
        """Tell whether it can be left alone, and no button of its own says so."""
        must = self.item.kind is ItemKind.BUDGET or self.item.reason is Reason.CAPTURE_FAILED
        return self._holds and not must and DISMISS not in self.item.buttons

    @property
    def colleagues(self) -> Sequence[str]:
        """Names of whom the viewer may hand it to."""
        if not self._holds or self.item.kind in (ItemKind.BUDGET, ItemKind.CHECK_IN):
            return ()
        return [each.name for each in self.viewer.colleagues]

    @property
    def may_redirect(self) -> bool:
        """Tell whether there is a course to change."""
        return self.session.state in (State.RUNNING, State.WAITING)

    @property
    def may_retry(self) -> bool:
        """Tell whether the session is at rest or stuck, so that it could try again."""
        stuck = self.item.reason is Reason.STUCK and self.may_redirect
        return (self.session.state in AT_REST or stuck) and not self.question and not self._held

    @property
    def hint(self) -> str:
        """What another try can be told, as the alert suggests; empty if it suggests nothing."""
        return str(self.item.facts.get("hint", ""))

    @property
    def may_stop(self) -> bool:
        """Tell whether there is something to stop."""
        return self.session.state not in AT_REST or self.session.state is State.PARKED

    @property
    def has_menu(self) -> bool:
        """Tell whether there is more to do than to answer."""
        return any(
            (
                self.may_snooze,
                self.may_dismiss,
                self.may_redirect,
                self.may_retry,
                self.may_stop,
            )
        )

    @property
    def _held(self) -> bool:
        return self.item.kind is ItemKind.HELD

    @property
    def _holds(self) -> bool:
        return self.item.owner_id == self.viewer.id
