"""Sessions as cards."""

from collections.abc import Mapping, Sequence, Set

from bot.presenter.cards import (
    Act,
    Button,
    HomeCard,
    Mark,
    RowCard,
    SettingsCard,
    StatusCard,
    Style,
)
from bot.presenter.conditions import SLOW, condition, frozen, held_back
from bot.presenter.item_cards import Links, ask_card, result_card
from bot.presenter.outlook import expected
from bot.presenter.plaintext import cut, one_line
from bot.presenter.preferences import between
from bot.presenter.spending import cost
from bot.presenter.times import span
from service.domain import ladders
from service.domain.breadcrumbs import DONE
from service.domain.captures import Captured
from service.domain.conditions import What
from service.domain.deliveries import channel_name
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemKind
from service.domain.persons import Identity
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.states import AT_REST, State
from service.queries.board import Board, Row
from service.queries.inbox import Entry, Inbox
from service.queries.standing import Standing

_MARKS = {
    State.QUEUED: Mark.QUEUED,
    State.RUNNING: Mark.WORKING,
    State.WAITING: Mark.NEEDS_YOU,
    State.PARKED: Mark.PARKED,
    State.DONE: Mark.DONE,
    State.FAILED: Mark.FAILED,
    State.STOPPED: Mark.STOPPED,
}
_WORDS = {
    Mark.QUEUED: "Queued",
    Mark.WORKING: "Working",
    Mark.HELD_UP: "Waiting for a provider",
    Mark.NEEDS_YOU: "Needs you",
    Mark.PARKED: "Parked",
    Mark.DONE: "Done and saved",
    Mark.FAILED: "Failed",
    Mark.STOPPED: "Stopped",
}
_LINE = 200
_SAVING = "Saving the result"
_FROZEN = "Frozen"
PASSING = frozenset({_SAVING, _WORDS[Mark.WORKING]})
"""States of a session at work of which none is worth an edit by itself."""
CALLED = 5.0
"""Seconds that a worker has to answer before people are told that it is being called."""


def mark_of(session: Session, *, asks: bool = False, waits: bool = False) -> Mark:
    """Return a session's sign; `asks`: an item needs a person, `waits`: a provider limits it, or
    an operator holds it back.
    """
    if asks:
        return Mark.NEEDS_YOU
    return Mark.HELD_UP if waits else _MARKS[session.state]


def status_card(
    standing: Standing, zone: str, *, doing: str = "", verbose: bool = True, link: str = ""
) -> StatusCard:
    """Build a session's card as of `standing.now`; `zone` words the deadlines on it.

    `doing` is its last step (see `steps.last_step`). Without `verbose` the card keeps to what
    is of interest to others in the room: no step and no breadcrumb.
    """
    session, now = standing.session, standing.now
    asked = [each for each in standing.items if not each.is_news]
    waits = standing.wait_until is not None or standing.frozen is not None
    waiting = any(each.kind is not ItemKind.HELD for each in asked)
    mark = mark_of(session, asks=waiting, waits=waits)
    at_work = session.state is State.RUNNING
    entries = [Entry(each, session) for each in asked]
    return StatusCard(
        session.number,
        one_line(session.title),
        mark,
        _state(standing, mark),
        session.state_since,
        now,
        one_line(standing.model or session.model),
        cost(session),
        session.steps,
        _place(standing),
        span(now - session.state_since) if at_work and now - session.state_since >= 1 else "",
        doing if at_work and verbose and standing.ready_since is None else "",
        _next(session) if verbose and not asked else "",
        cut(one_line(_wait(standing, zone)), _LINE),
        standing.wait_until,
        _people(standing),
        tuple(ask_card(each, now, zone) for each in entries),
        tuple(_orders(standing)),
        link,
    )


def _state(standing: Standing, mark: Mark) -> str:
    session = standing.session
    if standing.saving:
        return _SAVING
    if standing.frozen and mark is Mark.HELD_UP:
        return _FROZEN
    called = standing.ready_since
    if mark is Mark.WORKING and called is not None and standing.now - called >= CALLED:
        return "Calling a worker"
    if mark is Mark.WORKING and session.park_asked:
        return "Working, parks after this step"
    if mark is Mark.NEEDS_YOU and standing.condition.what in SLOW:
        return f"Needs you, {standing.condition.what}"
    if mark is Mark.NEEDS_YOU and session.state is State.PARKED:
        return "Parked, needs you"
    if mark is Mark.NEEDS_YOU and session.state is State.FAILED:
        return "Failed, needs you"
    return _WORDS[mark]


def _wait(standing: Standing, zone: str) -> str:
    held = standing.frozen
    return standing.wait_reason if held is None else frozen(held, standing.now, zone)


def _next(session: Session) -> str:
    """Return what is next; what was done before is no news of who works on again."""
    over = session.breadcrumb.startswith(DONE) and session.state is not State.DONE
    return "" if over else cut(one_line(session.breadcrumb), _LINE)


def _place(standing: Standing) -> str:
    place = ""
    if standing.slot is not None:
        place = f"slot {standing.slot} of {standing.cap}"
    elif standing.position is not None:
        place = f"position {standing.position} of {standing.queued}"
    pool = f"pool {one_line(standing.pool)}" if standing.pool else ""
    return ", ".join(each for each in (place, pool) if each)


def _people(standing: Standing) -> str:
    names = [one_line(each.name) for each in standing.collaborators]
    shared = f" with {', '.join(names)}" if names else ""
    return f"{one_line(standing.owner.name)}{shared}"


def _orders(standing: Standing) -> list[Button]:
    session = standing.session
    number, state = session.number, session.state
    found: list[Button] = []
    if state in (State.RUNNING, State.WAITING):
        found.append(Button("Redirect…", Act.REDIRECT, session=number))
    if state is State.QUEUED and standing.position != 1:
        found.append(_order("Move up", f"queue up {number}", number))
    if state in AT_REST and state is not State.DONE:
        found.append(_order("Resume", f"resume {number}", number, Style.PRIMARY))
    if state in AT_REST and state is not State.PARKED:
        found.append(Button("Retry…", Act.RETRY, session=number))
    if state not in AT_REST:
        found.append(_order("Park", f"park {number}", number))
    if state not in AT_REST or state is State.PARKED:
        found.append(_order("Stop", f"stop {number}", number))
    return [*found, _order("Details", f"status {number}", number)]


def _order(label: str, line: str, number: SessionNumber, style: Style = Style.PLAIN) -> Button:
    return Button(label, Act.COMMAND, line, session=number, style=style)


def settings_card(
    chosen: Preferences,
    cap: int,
    cap_max: int,
    phones: Sequence[Phone],
    accounts: Sequence[Identity],
    name: Mapping[PersonId, str],
) -> SettingsCard:
    """Build how a person is told; `name` knows the colleagues that their ladders name."""
    hours = chosen.quiet_hours

    def called(person: PersonId) -> str:
        return one_line(name.get(person, "somebody"))

    return SettingsCard(
        cap,
        cap_max,
        ladders.written(chosen.ladder, called),
        ladders.written(chosen.important, called),
        between(hours) if hours else "",
        chosen.zone,
        tuple(one_line(each.label) for each in phones),
        tuple(dict.fromkeys(channel_name(each.channel) for each in accounts)),
    )


def home_card(
    inbox: Inbox,
    board: Board,
    settings: SettingsCard,
    captures: Mapping[SessionNumber, Captured],
    links: Links,
) -> HomeCard:
    """Build all that a person has going on; `captures` are the last ones of recent sessions."""
    zone, now = settings.zone, inbox.now
    return HomeCard(
        now,
        board.holding,
        settings,
        tuple(
            ask_card(each, now, zone, links.get(each.session.number, ""))
            for each in inbox.needs_you
        ),
        tuple(
            result_card(
                each.item,
                each.session,
                captures.get(each.session.number),
                "",
                link=links.get(each.session.number, ""),
            )
            for each in inbox.results
        ),
        len(inbox.snoozed),
        tuple(_row(each, captures, links, now, zone) for each in board.running),
        tuple(_row(each, captures, links, now, zone) for each in board.queued),
        tuple(_row(each, captures, links, now, zone) for each in board.recent),
        tuple(
            ask_card(each, now, zone, links.get(each.session.number, "")) for each in inbox.on_track
        ),
        held_back(inbox, zone),
    )


def room_rows(
    sessions: Sequence[Session], names: Mapping[PersonId, str], asks: Set[SessionNumber]
) -> Sequence[RowCard]:
    """Return sessions as everybody in their room may see them: no steps and nothing asked."""
    return [
        RowCard(
            each.number,
            one_line(each.title),
            mark := mark_of(each, asks=each.number in asks),
            _WORDS[mark],
            each.state_since,
            owner=one_line(names.get(each.owner_id, "")),
        )
        for each in sessions
    ]


def _row(
    row: Row, captures: Mapping[SessionNumber, Captured], links: Links, now: float, zone: str
) -> RowCard:
    session = row.session
    waits = row.wait_until is not None or row.frozen is not None
    mark = mark_of(session, waits=waits)
    line = row.wait_reason if waits else session.breadcrumb
    if row.frozen is not None:
        line = frozen(row.frozen, now, zone)
    state = _FROZEN if row.frozen else _WORDS[mark]
    if row.position is not None:
        state = f"Queued, position {row.position}"
    elif not waits and (said := expected(row.outlook)):
        state = f"{state}, {said}"
    if session.state is State.RUNNING and row.condition.what is What.TOOL:
        line = condition(row.condition, now)
    return RowCard(
        session.number,
        one_line(session.title),
        mark,
        state,
        session.state_since,
        cut(one_line(line), _LINE),
        one_line(row.owner),
        _saved(captures.get(session.number)) if session.state in AT_REST else "",
        _row_button(row),
        links.get(session.number, ""),
    )


def _saved(captured: Captured | None) -> str:
    if captured is None:
        return ""
    count = len(captured.files)
    what = {0: "answer saved", 1: "1 file saved"}.get(count, f"{count} files saved")
    return f"{what}, version {captured.version}"


def _row_button(row: Row) -> Button:
    session = row.session
    number = session.number
    if session.state is State.QUEUED and row.position is not None and row.position > 1:
        return _order("Move up", f"queue up {number}", number)
    if session.state is State.PARKED:
        return _order("Resume", f"resume {number}", number)
    return _order("Details", f"status {number}", number)
