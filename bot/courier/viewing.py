"""What a status card is made of, read at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.presenter.cards import StatusCard
from bot.presenter.session_cards import status_card
from bot.presenter.steps import last_step
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.events import Event, Kind
from service.domain.ids import SessionNumber, TurnId
from service.domain.policy import Policy
from service.domain.rooms import RoomKey, Verbosity
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.reads import Reads
from service.queries.conversation import fold
from service.queries.standing import Standing, standing

_STEPS = {Kind.ASSISTANT, Kind.TOOL_STARTED, Kind.TOOL_ENDED}
_LAST = 20
_RECENT = 100
_END = 2**31 - 1


@dataclass(frozen=True, slots=True)
class View:
    """A session as its thread shows it. `steps` are its last events, `answer` what became of the
    answer of the turn that was asked about, None if it has none.
    """

    standing: Standing
    zone: str
    verbosity: Verbosity
    steps: Sequence[Event]
    answer: DeliveryState | None = None

    @property
    def session(self) -> Session:
        """The session's row."""
        return self.standing.session

    def card(self, *, direct: bool, link: str) -> StatusCard:
        """Build the card; in a room of many, paths are hidden."""
        verbose = direct or self.verbosity is Verbosity.FULL
        doing = last_step(fold(self.steps), hide_paths=not direct) if verbose else ""
        return status_card(self.standing, self.zone, doing=doing, verbose=verbose, link=link)


def view_of(
    reads: Reads, number: SessionNumber, policy: Policy, streamed: TurnId | None
) -> View | None:
    """Read how the session stands; `streamed` is the turn whose text was streamed last."""
    found = standing(reads, number, policy)
    if found is None:
        return None
    session = found.session
    at_work = session.state is State.RUNNING
    over = streamed is not None and session.turn_id != streamed
    return View(
        found,
        reads.preferences(session.owner_id).zone,
        reads.room(RoomKey.of(session.thread)).verbosity,
        reads.events(number, before=_END, kinds=_STEPS, limit=_LAST) if at_work else (),
        _answer(reads, session, streamed) if streamed is not None and over else None,
    )


def _answer(reads: Reads, session: Session, turn: TurnId) -> DeliveryState | None:
    found = reads.deliveries(person=session.owner_id, limit=_RECENT)
    return next(
        (
            each.state
            for each in reversed(found)
            if each.kind is DeliveryKind.ANSWER and each.facts["turn"] == turn
        ),
        None,
    )
