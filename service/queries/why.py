"""Why a session stands where it stands: what it waits for, what happens next, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import conditions
from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.items import Item
from service.domain.ladders import rungs
from service.domain.limits import Condition, Limit
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Phase, Turn, TurnState
from service.ports.reads import Reads
from service.queries.place import place
from service.queries.timeline import Moment, timeline

_THAW = "its operator's `heddle thaw`; it goes on by itself then, where it was"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What happens by itself, at `at` (None: as soon as it can)."""

    text: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """All there is to say about where a session stands, as of `now`. `pool` is named where it is
    not the usual one.
    """

    session: Session
    owner: str
    now: float
    condition: conditions.Condition
    waits_for: Sequence[str]
    upcoming: Sequence[Upcoming]
    timeline: Sequence[Moment]
    watch: str
    pool: str = ""


def why(reads: Reads, number: SessionNumber, policy: Policy, moments: int = 40) -> Why:
    """Explain the session. Raises Refused if there is none of that number."""
    session = reads.session(number)
    if session is None:
        raise Refused(
            f"There is no session {number}. `heddle sessions list` shows those there are.",
        )
    owner = reads.person(session.owner_id)
    turn = reads.turn(session.turn_id) if session.turn_id else None
    items, known, freezes = reads.items(session=number), reads.limits(), reads.freezes()
    condition = conditions.condition_of(session, turn, items, known, reads.now(), freezes)
    return Why(
        session,
        owner.name if owner else session.owner_id,
        reads.now(),
        condition,
        _waits_for(reads, session, turn, policy, condition),
        _upcoming(reads, session, turn),
        timeline(reads, session, moments),
        _watch(reads, session, policy),
        policy.unusual_pool(session.pool),
    )


def _watch(reads: Reads, session: Session, policy: Policy) -> str:
    """Say whether a drift is looked for, what a judge said last, and what all of them used."""
    if not policy.judge_model:
        return "drift is not looked for: no judge model is set; `judge` under `[models]` names one"
    by = f"{policy.judge_model} looks whether it drifts"
    said = reads.events(session.number, before=session.next_seq, kinds={Kind.JUDGED}, limit=1)
    if not said or said[-1].erased:
        share = f"{policy.drift.share:.0%}"
        return f"{by}, and was not asked yet; it may use {share} of the session's cost"
    used = f"${session.watch_usd:.4f} of ${session.cost_usd:.4f}"
    if not session.watch_usd:
        used = f"{session.watch_tokens:,} of {session.tokens:,} tokens"
    course = str(said[-1].payload["course"]).replace("_", " ")
    return f"{by}: {course} at step {said[-1].payload['upto']}; all its looks used {used}"


def _waits_for(
    reads: Reads,
    session: Session,
    turn: Turn | None,
    policy: Policy,
    condition: conditions.Condition,
) -> list[str]:
    held = [_THAW] if condition.freeze is not None else []
    match session.state:
        case State.QUEUED:
            return [*held, _for_a_slot(reads, session, policy)]
        case State.RUNNING:
            return held or [_for_the_turn(turn, reads.now(), reads.limits())]
        case State.WAITING | State.PARKED:
            asked = [each.ask for each in reads.items(session=session.number)]
            return [f"an answer to: {ask}" for ask in asked] or [_for_a_message(session)]
        case _:
            return [_for_a_message(session)]


def _for_a_message(session: Session) -> str:
    return f"nothing; it is {session.state}, and a message to its thread takes it up again"


def _for_a_slot(reads: Reads, session: Session, policy: Policy) -> str:
    found = place(reads, session, policy)
    if found is None:
        return "nothing; it starts in a moment"
    held = f"{len(found.holders)} of {found.cap} are held"
    by = f" by sessions {', '.join(map(str, found.holders))}" if found.holders else ""
    where = f"number {found.position} of {found.length}"
    return f"a slot: {held}{by}; it is {where} in its owner's queue"


def _for_the_turn(turn: Turn | None, now: float, limits: Sequence[Limit]) -> str:
    if turn is None or turn.state is TurnState.ENDED:
        return "its closing; the turn is over"
    if turn.state is TurnState.READY:
        waited = max(0.0, now - turn.ready_at)
        return f"a worker of pool {turn.pool}, for {waited:.0f} s now; rung {turn.ring} times"
    if turn.wait_until is not None and turn.wait_until > now:
        left = f"{turn.wait_reason}, for another {turn.wait_until - now:.0f} s"
        met = next((each for each in limits if _is_why(each, turn)), None)
        return left if met is None else f"{left}; {met.model} {_blocked(met, now)}"
    doing = "saving what it made" if turn.phase is Phase.CAPTURE else "the agent's work"
    moved = max(0.0, now - turn.last_progress_at)
    if turn.flight is not None:
        what = f"`{turn.flight.label}`: worker {turn.worker}, attempt {turn.attempt}"
        since = f"under way for {max(0.0, now - turn.flight.since):.0f} s"
        return f"{what}, {since}, last sign of life {moved:.0f} s ago"
    return f"{doing}: worker {turn.worker}, attempt {turn.attempt}, last step {moved:.0f} s ago"


def _is_why(limit: Limit, turn: Turn) -> bool:
    return not limit.is_open and limit.reason == turn.wait_reason


def _blocked(limit: Limit, now: float) -> str:
    how = "has been limited" if limit.condition is Condition.LIMITED else "has not answered"
    return f"{how} for {max(0.0, now - limit.since):.0f} s"


def _upcoming(reads: Reads, session: Session, turn: Turn | None) -> list[Upcoming]:
    refs = [str(session.number), *([turn.id] if turn else [])]
    due = sorted(reads.timers(refs), key=lambda timer: timer.due_at)
    texts = [Upcoming(_on_timer(timer, turn), timer.due_at) for timer in due]
    if turn is not None and turn.flight is not None and turn.expected_by is not None:
        text = "if its call shows no sign of life until then, its owner is told"
        texts += [Upcoming(text, turn.expected_by)] if turn.expected_by > reads.now() else []
    if session.state is State.QUEUED:
        texts.append(Upcoming("it starts by itself when a slot frees"))
    for item in reads.items(session=session.number):
        texts.extend(_of_item(item))
    if session.park_asked:
        texts.append(Upcoming("it parks after the current step, as somebody asked"))
    return texts


def _of_item(item: Item) -> list[Upcoming]:
    found = []
    if item.tell_at is not None and item.rung < len(item.ladder):
        way = rungs(item.ladder)[item.rung].way
        found.append(Upcoming(f"its person is told, by {way}", item.tell_at))
    if item.decide_at is not None:
        found.append(Upcoming(f"if nobody objects, it is {item.default}", item.decide_at))
    return found


def _on_timer(timer: Timer, turn: Turn | None) -> str:
    match timer.kind:
        case TimerKind.PARK:
            return "if nobody answers, it parks and frees its slot; the question stays open"
        case TimerKind.CAPTURE:
            return "saving what it made is tried again"
        case TimerKind.TURN:
            if turn is not None and turn.state is TurnState.RUNNING:
                return "if its worker shows no sign of life until then, another one takes over"
            return "if no worker has come, it is rung for again"
        case TimerKind.PROVIDER:
            return "it is looked whether the provider answers again"
        case TimerKind.CHECK_IN:
            return "it is checked in on, if it still works then"
        case TimerKind.TELL | TimerKind.DECIDE:
            return "what needs a person is looked at again"
