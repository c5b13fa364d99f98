"""A person asks for all that is known of them to be erased, or an operator does it for them.

Numbers stay: which sessions there were and what they used. What stands outside of heddle is
named, for whoever has to remove it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from service.domain import breadcrumbs, events
from service.domain.dates import iso
from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.states import CLOSED
from service.domain.timers import TimerKind
from service.ports.bundle import Ports
from service.ports.keeping import Leftovers
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import lifecycle, settling
from service.usecases.commit import commit
from service.usecases.empty_workspaces import Emptied, empty_workspaces
from service.usecases.erase_words import Whose, erase_words, whose
from service.usecases.stop import stop_session

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Erased:
    """What was erased; `captures` are the addresses of bundles that still hold it, `workspaces`
    those that could not be emptied.
    """

    person: PersonId
    sessions: int = 0
    handed: int = 0
    messages: int = 0
    captures: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    workspaces: Emptied = field(default_factory=Emptied)


async def erase_person(
    ports: Ports, workspaces: Leftovers, person: PersonId, heir: PersonId | None = None
) -> Erased:
    """Erase the person's sessions, or hand them to an heir, and all that tells who they were.

    Each session in its own transaction; safe to break off and to repeat, also where other
    workspaces stand. Raises Refused for an admin, or if the heir is the person, Temporary if the
    disk refuses.
    """
    erased = Erased(person)
    identities = await ports.store.read(lambda reads: reads.identities(person))
    erased.channels = sorted({each.channel for each in identities})
    await commit(ports, lambda tx: _check(tx, person, heir))
    who, owned, wrote = await ports.store.read(lambda reads: _look(reads, person))
    for number in owned:
        await _session(ports, erased, number, who, heir)
    for number in wrote:
        erased.messages += await commit(ports, partial(_said, number=number, who=who))
    if heir is None:
        # Last but the name: broken off here, it is repeated by the name that is known.
        erased.workspaces = await empty_workspaces(ports, workspaces, owned)
    await commit(ports, lambda tx: _gone(tx, who))
    _log.warning("person_erased", person=person, sessions=erased.sessions, handed=erased.handed)
    return erased


def _look(
    reads: Reads, person: PersonId
) -> tuple[Whose, Sequence[SessionNumber], Sequence[SessionNumber]]:
    """Return who they are, their sessions, and others' in which they wrote."""
    found = reads.sessions(person, limit=1_000_000)
    owned = [each.number for each in found if each.owner_id == person]
    wrote = sorted({*reads.wrote_in(person)} - {*owned})
    return whose(person, reads.formerly(person)), owned, wrote


def _check(tx: Tx, person: PersonId, heir: PersonId | None) -> None:
    found = tx.persons.get(person)
    if found is None or found.id != person:
        raise Refused("There is no such person any more.")
    if heir == person:
        raise Refused("Nobody inherits from themselves. Name somebody else.")
    if found.admin:
        raise Refused(
            f"{found.name} is an admin, and somebody has to be one. Make another one, as with"
            f" `heddle person admin NAME`, then `heddle person admin {found.name} --revoke`, and"
            " repeat this.",
        )


async def _session(
    ports: Ports, erased: Erased, number: SessionNumber, who: Whose, heir: PersonId | None
) -> None:
    captures = await ports.store.read(lambda reads: reads.captures(number))
    erased.captures += [each.address for each in captures]
    if heir is not None:
        await commit(ports, lambda tx: _hand(tx, ports, number, who, heir))
        erased.handed += 1
        return
    await commit(ports, lambda tx: _erase(tx, ports, number))
    erased.sessions += 1


def _close(tx: Tx, ports: Ports, number: SessionNumber) -> Person:
    """Stop the session if it is not closed; nothing of it is saved any more."""
    seen = tx.sessions.get(number)
    assert seen is not None  # noqa: S101  sessions are never removed
    owner, session = lifecycle.lock_both(tx, seen)
    if session.state not in CLOSED:
        session = stop_session(tx, ports, owner, session, owner.id)
    settling.withdraw_items(tx, session, None, "the person was erased")
    return owner


def _erase(tx: Tx, ports: Ports, number: SessionNumber) -> None:
    _close(tx, ports, number)
    session = tx.sessions.lock(number)
    last = session.next_seq - 1
    tx.events.erase_between(number, 0, last)
    emptied = replace(session, context_from=last + 1, read_upto=last, captured_upto=last)
    tx.sessions.save(emptied)
    tx.timers.drop(TimerKind.CAPTURE, str(number))
    tx.erasing.texts(number)
    for each in tx.sessions.collaborators(number):
        tx.sessions.unshare(number, each)


def _hand(tx: Tx, ports: Ports, number: SessionNumber, who: Whose, heir: PersonId) -> None:
    """Give a closed session to another; it holds no slot and needs nobody.

    Its title was made of what the person wrote first, unless somebody renamed it, which nothing
    tells: the number is one that names it in any case.
    """
    _close(tx, ports, number)
    before, title = tx.sessions.lock(number), f"Session {number}"
    erase_words(tx, before, who, before.title)
    for each in tx.events.after(number, 0, {Kind.CAPTURED}):
        if not each.erased:
            tx.events.replace_payload(number, each.seq, {**each.payload, "title": title})
    done = tx.events.after(number, 0, {Kind.ASSISTANT, Kind.TOOL_ENDED})
    crumb = events.breadcrumb(breadcrumbs.derived(done, "Handed over"), "heddle")
    session = lifecycle.append(tx, tx.sessions.lock(number), [crumb])
    tx.sessions.save(replace(session, title=title))
    tx.erasing.give(number, heir)
    tx.sessions.unshare(number, heir)


def _said(tx: Tx, number: SessionNumber, who: Whose) -> int:
    seen = tx.sessions.get(number)
    assert seen is not None  # noqa: S101  sessions are never removed
    return erase_words(tx, lifecycle.lock_both(tx, seen)[1], who)


def _gone(tx: Tx, who: Whose) -> None:
    tx.persons.lock(who.person)
    for phone in tx.phones.of(who.person):
        tx.phones.remove(phone.id)
        tx.vault.remove(phone.secret_name)
    tx.timers.drop(TimerKind.TELL, who.person)
    tx.erasing.person(who.person, who.name)
    # The one line that stays: who asks later when it was done finds it here.
    tx.set_cursor(f"erased {who.person}", iso(tx.now()))
