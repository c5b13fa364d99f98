"""Where were we: three lines for who returns to a thread after hours."""

from dataclasses import dataclass

from service.domain.breadcrumbs import first_line, one_line
from service.domain.events import Event, Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.policy import Policy
from service.ports.reads import Reads

_KINDS = {Kind.BREADCRUMB, Kind.MESSAGE}
_LAST = 40
_END = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Recap:
    """`away` is since when the person was away; `asked` what was wanted last, `done` the last
    milestone before what comes `next`. Each is one line, `done` perhaps empty.
    """

    away: float
    asked: str
    done: str
    next: str


def recap(reads: Reads, number: SessionNumber, person: PersonId, policy: Policy) -> Recap | None:
    """Return where things stand for a person who was last active in the session's thread hours
    ago; None for who was there lately, or never.
    """
    session = reads.session(number)
    if session is None:
        return None
    used = reads.used_at(person, session.thread)
    if used is None or reads.now() - used < policy.where_were_we:
        return None
    last = reads.events(number, before=_END, kinds=_KINDS, limit=_LAST)
    asked = [each for each in last if each.kind is Kind.MESSAGE and not each.erased]
    crumbs = [_text(each) for each in last if each.kind is Kind.BREADCRUMB and not each.erased]
    crumbs = [text for before, text in zip(["", *crumbs], crumbs, strict=False) if text != before]
    open_items = reads.items(session=number)
    coming = open_items[0].ask if open_items else session.breadcrumb
    done = [text for text in crumbs if text != session.breadcrumb]
    return Recap(
        used,
        one_line(first_line(_text(asked[-1]))) if asked else session.title,
        done[-1] if done else "",
        one_line(first_line(coming)) if coming else f"It is {session.state}.",
    )


def _text(event: Event) -> str:
    return str(event.payload["text"])
