"""What all pages of one session share: how it stands, its last events, and its preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from service.domain.effects import Preview
from service.domain.events import Event, Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.policy import Policy
from service.domain.receipts import Receipt
from service.domain.states import State
from service.ports.reads import Reads
from service.queries.standing import Standing, receipts_by_event, standing

KEPT = 400
CHANGING = (Kind.MESSAGE, Kind.ANSWER, Kind.QUESTION, Kind.ALERT, Kind.WAIT)
"""Kinds whose look changes after they were shown: receipts, edits, answers, waits."""
LATELY = 20
"""Of these, how many are watched for a change."""


@dataclass(frozen=True, slots=True)
class Room:
    """A session as pages show it.

    `events` are its last ones without a gap; `lately` the last whose look may change, with
    their `receipts`. `preview` is what the model has streamed in the present step.
    """

    standing: Standing
    events: Sequence[Event]
    lately: Sequence[Event]
    receipts: Mapping[int, Receipt]
    preview: str = ""
    spoken: str = field(default="", compare=False)

    @property
    def owner(self) -> PersonId:
        """Whose session it is."""
        return self.standing.owner.id

    def with_preview(self, preview: Preview) -> "Room":
        """Return the room with newer streamed text.

        A preview that comes after the reply it is a part of is dropped.
        """
        if self.standing.session.state is not State.RUNNING:
            return self
        if self.spoken.startswith(preview.text):
            return self
        return replace(self, preview=preview.text)

    def keeping(self, preview: str) -> "Room":
        """Return the room with a preview that is still in progress."""
        stale = self.standing.session.state is not State.RUNNING or self.spoken.startswith(preview)
        return self if stale else replace(self, preview=preview)

    def since_open_step(self, upto: int) -> Sequence[Event] | None:
        """Return the events from the reply on that stood open at `upto`; None if it lies
        further back than what is kept here.
        """
        replies = (each for each in reversed(self.events) if each.kind is Kind.ASSISTANT)
        last = next((each.seq for each in replies if each.seq <= upto), None)
        if last is None and self.events and self.events[0].seq == 1:
            last = upto + 1  # no reply yet, so none can stand open
        if last is None:
            return None
        return [event for event in self.events if event.seq >= last]


def read_room(
    reads: Reads, number: SessionNumber, policy: Policy, before: Room | None
) -> Room | None:
    """Read the session; of events only what is new since `before`."""
    now = standing(reads, number, policy)
    if now is None:
        return None
    known = before.events if before else ()
    after = known[-1].seq if known else max(0, now.session.next_seq - 1 - KEPT // 2)
    events = [*known, *reads.events(number, after=after)][-KEPT:]
    lately = reads.events(number, before=now.session.next_seq, kinds=CHANGING, limit=LATELY)
    oldest = lately[0].seq if lately else now.session.next_seq
    receipts = receipts_by_event(reads, number, oldest - 1)
    return Room(now, events, lately, receipts, spoken=_spoken(events))


def _spoken(events: Sequence[Event]) -> str:
    """Return the text of the last reply."""
    last = next((each for each in reversed(events) if each.kind is Kind.ASSISTANT), None)
    return "" if last is None or last.erased else str(last.payload["text"])
