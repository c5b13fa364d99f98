"""Commands that change something, each as the use case it calls and what is told after it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.commands import kinds
from bot.commands.kinds import Command
from bot.inbound.given import Given
from bot.presenter import deeds
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import configure, identify, move_up, note, park, resume, share, stop
from service.usecases.once import Done

_RECENT = 16
"""More events than one command appends."""

Verb = Callable[[Ports], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Deed:
    """A use case, and what to answer at the end of its transaction.

    `queues`: it may put the session into the queue, so its place belongs to the answer.
    """

    verb: Verb
    told: Callable[[Tx, Any], Done]
    queues: bool = False


def deed_of(command: Command, given: Given) -> Deed | None:
    """Return what carries the command out, or None if it is none of these."""
    return _steering(command, given) or _arranging(command, given) or _personal(command, given)


def _steering(command: Command, given: Given) -> Deed | None:
    who, at = given.person.id, given.at
    match command:
        case kinds.Stop(number):
            return about(number, lambda ports: stop.stop(ports, who, number, at=at), deeds.stopped)
        case kinds.Park(number):
            return about(number, lambda ports: park.park(ports, who, number, at=at), deeds.parked)
        case kinds.Resume(number):
            return about(
                number,
                lambda ports: resume.resume(ports, who, number, at=at),
                deeds.resumed,
                queues=True,
            )
        case kinds.Retry(number, hint):
            return about(
                number,
                lambda ports: resume.retry(
                    ports, who, number, hint, at=at, unseen=given.hides(number)
                ),
                deeds.retried,
                queues=True,
            )
        case kinds.Note(number, text):
            return Deed(
                lambda ports: note.note(
                    ports, who, number, text, at=at, unseen_via=_hidden(given, number)
                ),
                lambda tx, _session: told_of(tx, number, deeds.noted, Kind.NOTE),
            )
        case _:
            return None


def _hidden(given: Given, number: SessionNumber) -> str:
    """Return the channel that words came through which stand nowhere in the session's thread."""
    return given.via if given.hides(number) else ""


def _arranging(command: Command, given: Given) -> Deed | None:
    who, at = given.person.id, given.at
    match command:
        case kinds.MoveUp(number, to_head):
            return about(
                number,
                lambda ports: move_up.move_up(ports, who, number, to_head=to_head, at=at),
                deeds.moved,
                queues=True,
            )
        case kinds.Model(number, name) if name:
            return about(
                number,
                lambda ports: configure.set_model(ports, who, number, name, at=at),
                deeds.model,
            )
        case kinds.Mute(number, muted):
            return about(
                number,
                lambda ports: configure.mute(ports, who, number, muted=muted, at=at),
                deeds.muted,
            )
        case kinds.Rename(number, title):
            return about(
                number,
                lambda ports: configure.rename(ports, who, number, title, at=at),
                deeds.renamed,
            )
        case _:
            return None


def _personal(command: Command, given: Given) -> Deed | None:
    who, at = given.person.id, given.at
    match command:
        case kinds.Share(number, name):
            return Deed(
                lambda ports: share.share(ports, who, number, name, at=at),
                lambda _tx, other: Done(deeds.shared(number, other.name), number),
            )
        case kinds.Unshare(number, name):
            return Deed(
                lambda ports: share.unshare(ports, who, number, name, at=at),
                lambda _tx, other: Done(deeds.unshared(number, other.name), number),
            )
        case kinds.Cap(int(cap)):
            return Deed(
                lambda ports: configure.set_cap(ports, who, cap),
                lambda _tx, _person: Done(deeds.cap(cap)),
            )
        case kinds.Link(code) if code and given.identity is not None:
            identity = given.identity
            return Deed(
                lambda ports: identify.link(ports, identity, code),
                lambda _tx, person: Done(deeds.linked(person.name)),
            )
        case _:
            return None


def told_of(
    tx: Tx, number: SessionNumber, word: Callable[[Session], str], kind: Kind | None = None
) -> Done:
    """Word the session as the command left it; `kind` is that of the event it became."""
    session = tx.sessions.lock(number)
    last = tx.events.after(number, session.next_seq - _RECENT, {kind}) if kind else ()
    return Done(word(session), number, last[-1].seq if last else None)


def about(
    number: SessionNumber, verb: Verb, word: Callable[[Session], str], *, queues: bool = False
) -> Deed:
    """A use case about one session, which `word` words as it was left."""
    return Deed(verb, lambda tx, _result: told_of(tx, number, word), queues)
