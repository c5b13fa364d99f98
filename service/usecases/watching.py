"""What the watch made of a turn's events, and what of it nobody was told yet."""

from collections.abc import Sequence

from service.domain import watching
from service.domain.events import Event, Kind, is_nudge
from service.domain.items import Item, Reason
from service.domain.tracking import BY_PEOPLE
from service.supervisor.doubts import doubt
from service.supervisor.watch import Stage, Verdict, Watch


class Watching:
    """The watch over one turn, for whoever holds it.

    `found` are the verdicts that the events show nobody was told of, in order: several where one
    reply makes many calls. Who takes the turn over finds them again. `told_at` is the watch's step
    at which the open alert told the person.
    """

    def __init__(self, limits: watching.Limits) -> None:
        self.watch = Watch(limits)
        self.found: list[Verdict] = []
        self.told_at: int | None = None

    @property
    def doubt(self) -> float:
        """How near the agent is to being called stuck, from 0 to 1."""
        return doubt(self.watch.window, self.watch.limits)

    def see(self, event: Event) -> None:
        """Take in the next event."""
        verdict = self.watch.see(event)
        if self.watch.window.number == 0:
            # A person wrote: nothing of what was before is to be said any more.
            self.found.clear()
        settled = next((each for each in self.found if _says(event, each)), None)
        if settled is not None:
            self.found.remove(settled)
        if verdict is not None:
            self.found.append(verdict)
        if _tells(event):
            self.told_at = self.watch.window.number

    def see_again(self, events: Sequence[Event], items: Sequence[Item]) -> None:
        """Take in what was before: people's words, and all since the last of them. `items` are
        what is open.
        """
        last = max((each.seq for each in events if each.kind in BY_PEOPLE), default=0)
        for event in events:
            if event.kind in BY_PEOPLE or event.seq > last:
                self.see(event)
        alert = next((each for each in items if each.reason is Reason.STUCK), None)
        if alert is None:
            self.told_at = None
        elif self.told_at is None:
            # It was told before what is read here: before a person's words, or a summary.
            words = any(e.kind in BY_PEOPLE and e.at > alert.opened_at for e in events)
            self.told_at = self.watch.window.number + (1 if words else 0)


def _says(event: Event, found: Verdict) -> bool:
    """Tell whether the event says what was found."""
    if found.stage is Stage.TELL:
        return _tells(event)
    return is_nudge(event) and event.payload["rule"] == found.alert.rule


def _tells(event: Event) -> bool:
    return event.kind is Kind.ALERT and event.payload.get("reason") == Reason.STUCK
