"""The rules that every single commit must keep."""

from collections.abc import Iterator

from service.domain.policy import Policy
from service.domain.states import AT_REST, CLOSED, HOLDS_SLOT, MOVES, State
from tests.simulation.mirror import EventRow, ItemRow, Mirror, SessionRow, TurnRow
from tests.simulation.mirror import State as Snapshot
from tests.simulation.working import Disk

Broken = tuple[int, str]
OF_A_HOLDER = {"assistant", "tool_started", "tool_ended", "compaction", "wait", "judged"}
WORTH_SAVING = {"assistant", "tool_ended", "message", "answer"}
MADE = {"assistant", "tool_ended"}
PROMISED: dict[str, set[str]] = {
    State.QUEUED: {"queued", "kept"},
    State.RUNNING: {"next"},
    State.WAITING: {"kept"},
    State.PARKED: {"kept"},
    State.FAILED: {"kept"},
    State.DONE: set(),
    State.STOPPED: set(),
}
NEEDS_ANSWER = {"question", "budget"}


class Rules:
    """Compares the state after a commit with the one before it."""

    def __init__(self, mirror: Mirror, policy: Policy, disk: Disk) -> None:
        self._mirror = mirror
        self._policy = policy
        self._disk = disk
        self.answered: dict[str, int] = {}

    def check(
        self, before: Snapshot, committer: str, job: tuple[str, int] | None
    ) -> Iterator[Broken]:
        """Yield every rule that the last commit broke."""
        now = self._mirror.now
        for session in now.sessions.values():
            old = before.sessions.get(session.number)
            if old != session or before.turns != now.turns or before.items != now.items:
                yield from self._of_session(session, now)
            if old is None or old.state != session.state:
                yield from self._moved(old, session, now)
        yield from self._queues(now)
        yield from self._turns(now)
        yield from self._messages(now)
        yield from self._numbers(before, now)
        for event in now.fresh:
            yield from self._of_event(event, before, committer, job)

    def _of_session(self, session: SessionRow, now: Snapshot) -> Iterator[Broken]:
        """Slots, turns and ways forward belong together."""
        number, state = session.number, session.state
        open_turns = [turn for turn in now.turns.values() if turn.session == number]
        items = [item for item in now.items.values() if item.session == number]
        if state == State.RUNNING and [turn.id for turn in open_turns] != [session.turn]:
            yield number, f"it runs, its turn is {session.turn}, open are {open_turns}"
        if state != State.RUNNING and (open_turns or session.turn):
            yield number, f"it is {state} and has the open turns {open_turns}, {session.turn}"
        if state == State.WAITING:
            if not any(_lets_go_on(each.kind, each.reason) for each in items):
                yield number, "it waits and nothing is open that somebody could answer"
            if ("park", str(number)) not in now.timers:
                yield number, "it waits and no timer parks it"
        yield from self._stale(session, items, open_turns)
        yield from self._uncaptured(session, now)

    def _stale(
        self, session: SessionRow, items: list[ItemRow], open_turns: list[TurnRow]
    ) -> Iterator[Broken]:
        """Nobody is asked for what nobody needs any more."""
        number, state = session.number, session.state
        if state in CLOSED and state != State.FAILED:
            stale = [item for item in items if item.kind in NEEDS_ANSWER]
            if stale:
                yield number, f"it is {state} and still asks {stale}"
        if any(item.reason == "no_worker" for item in items):
            ready = [turn for turn in open_turns if turn.state == "ready"]
            if not ready:
                yield number, "an alert says that no worker takes it up, but nothing waits for one"
        idle = [item for item in items if item.reason == "idle"]
        if len(idle) > 1 or (idle and not any(turn.state == "running" for turn in open_turns)):
            yield number, f"it is told to be idle by {idle}, its turns are {open_turns}"
        if any(item.reason == "turn_failed" for item in items) and state != State.FAILED:
            yield number, f"an alert says that it failed, but it is {state}"

    def _uncaptured(self, session: SessionRow, now: Snapshot) -> Iterator[Broken]:
        number = session.number
        if session.state not in AT_REST or session.steps == 0:
            return
        events = self._mirror.events.get(number, ())
        lost = [e.seq for e in events if e.seq > session.captured_upto and e.kind in MADE]
        if lost and ("capture", str(number)) not in now.timers:
            yield (
                number,
                f"it is {session.state}, events {lost} are unsaved and no timer saves them",
            )

    def _moved(self, old: SessionRow | None, new: SessionRow, now: Snapshot) -> Iterator[Broken]:
        """A legal move, the cap kept, the queue's order kept, saved before done."""
        was = State.QUEUED if old is None else State(old.state)
        to = State(new.state)
        legal = to in MOVES[was] or was == to
        opened_at_rest = old is None and to == State.DONE and not new.steps
        if opened_at_rest:  # an operator's, for alerts about heddle itself
            return
        if not legal and not (to == State.RUNNING and State.QUEUED in MOVES[was]):
            yield new.number, f"illegal move from {was} to {to}"
        if to in HOLDS_SLOT and (old is None or was not in HOLDS_SLOT):
            yield from self._started(new, now)
        if to in AT_REST | {State.WAITING} and was != to and not new.breadcrumb:
            yield new.number, f"it is {to} without a breadcrumb"
        if to == State.DONE:
            yield from self._done(new)
        if to == State.QUEUED:
            yield from self._queued(new, now)

    def _queued(self, new: SessionRow, now: Snapshot) -> Iterator[Broken]:
        """Whoever comes is last; only who was answered is first."""
        fresh = [event for event in now.fresh if event.session == new.number]
        head = any(
            event.kind == "answer" or event.payload.get("order") == "go_on" for event in fresh
        )
        for each in now.sessions.values():
            other = each.owner == new.owner and each.number != new.number
            if other and each.state == State.QUEUED and (each.rank < new.rank) == head:
                yield (
                    new.number,
                    f"it was queued at {new.rank}, session {each.number} is at {each.rank}",
                )

    def _started(self, new: SessionRow, now: Snapshot) -> Iterator[Broken]:
        cap = self._policy.cap_of(now.caps[new.owner])
        own = [each for each in now.sessions.values() if each.owner == new.owner]
        holding = sum(each.state in HOLDS_SLOT for each in own)
        if holding > cap:
            yield new.number, f"it started as number {holding} of at most {cap}"
        for each in own:
            if each.state == State.QUEUED and (each.rank, each.number) < (new.rank, new.number):
                yield new.number, f"it started before session {each.number}, which was first"

    def _done(self, new: SessionRow) -> Iterator[Broken]:
        events = self._mirror.events[new.number]
        decided = [e for e in events if e.kind == "state" and e.payload["to"] == "done"]
        if decided and "stay in the workspace" in decided[-1].payload["why"]:
            return
        bundle = self._disk.bundles.get((new.number, new.captures))
        worked = max((e.seq for e in events if e.kind == "assistant"), default=0)
        if worked and (bundle is None or bundle.upto_seq < worked):
            yield new.number, f"it is done, but capture {new.captures} does not hold its result"

    def _queues(self, now: Snapshot) -> Iterator[Broken]:
        """Nobody waits beside a free slot."""
        holding: dict[str, int] = {}
        for each in now.sessions.values():
            holding[each.owner] = holding.get(each.owner, 0) + (each.state in HOLDS_SLOT)
        for each in now.sessions.values():
            cap = self._policy.cap_of(now.caps[each.owner])
            if each.state == State.QUEUED and holding[each.owner] < cap:
                yield each.number, f"it is queued, {holding[each.owner]} of {cap} slots are taken"

    def _turns(self, now: Snapshot) -> Iterator[Broken]:
        for turn in now.turns.values():
            if ("turn", turn.id) not in now.timers:
                yield turn.session, f"turn {turn.id} is {turn.state} and no timer looks after it"

    def _messages(self, now: Snapshot) -> Iterator[Broken]:
        """What a person is told about a message is what will happen to it."""
        for number, seq, fate in now.pending:
            session = now.sessions[number]
            if fate not in PROMISED[session.state]:
                yield number, f"it is {session.state} and promises {fate} for message {seq}"
            if session.read_upto >= seq:
                yield number, f"message {seq} was read and is still {fate}"

    def _numbers(self, before: Snapshot, now: Snapshot) -> Iterator[Broken]:
        """Event numbers have no gap; what was read stays read."""
        for number, session in now.sessions.items():
            old = before.sessions.get(number)
            start = 1 if old is None else old.next_seq
            fresh = [event.seq for event in now.fresh if event.session == number]
            if fresh != list(range(start, session.next_seq)):
                yield number, f"events {fresh} follow {start - 1}, the next is {session.next_seq}"
            if old is not None and session.read_upto < old.read_upto:
                yield number, "it forgot what was read"

    def _of_event(
        self, event: EventRow, before: Snapshot, committer: str, job: tuple[str, int] | None
    ) -> Iterator[Broken]:
        if event.kind in OF_A_HOLDER:
            held = before.turns.get(event.turn or "")
            if not _is_holder(held, committer, job):
                yield event.session, f"{committer} {job} wrote {event.kind}, {held} was held"
        if event.kind == "tool_started":
            yield from self._tool_started(event)
        if event.kind == "assistant":
            yield from self._told(event)
        if event.kind == "answer":
            item = event.payload["item"]
            self.answered[item] = self.answered.get(item, 0) + 1
            if self.answered[item] > 1:
                yield event.session, f"item {item} was answered {self.answered[item]} times"

    def _told(self, event: EventRow) -> Iterator[Broken]:
        """Before a model replies again it was told what became of each of its calls."""
        calls: set[str] = set()
        for each in self._mirror.events[event.session]:
            if each.seq >= event.seq:
                break
            if each.kind == "assistant":
                calls = {call["id"] for call in each.payload["calls"]}
            elif each.kind in ("tool_ended", "answer"):
                calls.discard(each.payload["call"])
        if calls:
            yield event.session, f"the model was not told what became of {sorted(calls)}"

    def _tool_started(self, event: EventRow) -> Iterator[Broken]:
        """A call starts once, and none after a redirect that its reply had not read."""
        number, call = event.session, event.payload["call"]
        earlier = [each for each in self._mirror.events[number] if each.seq < event.seq]
        reply = next((each for each in reversed(earlier) if each.kind == "assistant"), None)
        if reply is None:
            yield number, f"call {call} of no reply started"
            return
        for each in earlier:
            since = each.seq > reply.seq
            if since and each.kind == "tool_started" and each.payload["call"] == call:
                yield number, f"call {call} started a second time"
            unread = reply.payload["read_upto"] < each.seq < reply.seq
            if unread and each.kind == "control" and each.payload["order"] == "redirect":
                yield number, f"call {call} runs although event {each.seq} redirected it"


def _lets_go_on(kind: str, reason: str) -> bool:
    return kind in NEEDS_ANSWER or reason == "capture_failed"


def _is_holder(held: TurnRow | None, committer: str, job: tuple[str, int] | None) -> bool:
    return (
        held is not None
        and held.state == "running"
        and held.worker == committer
        and job == (held.id, held.attempt)
    )
