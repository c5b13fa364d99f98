"""A colleague is asked as well, as a person's ladder says: they may see the session and answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from service.domain.deliveries import DeliveryKind
from service.domain.ids import PersonId
from service.domain.items import Item, Severity
from service.domain.ladders import Rung, rungs
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import budget, notices


def rests_until(tx: Tx, ports: Ports, rung: Rung, severity: int) -> float | None:
    """Return until when the colleague must not be disturbed: their hours and their budget hold,
    whoever's ladder it is. None if they may be now.
    """
    if rung.colleague is None:
        return None
    quiet = tx.preferences.get(rung.colleague).quiet_hours
    until = quiet.until(tx.now()) if quiet and severity < Severity.IMPORTANT else None
    return until or budget.free_at(tx, ports, rung.colleague, severity)


def ask(tx: Tx, ports: Ports, item: Item, rung: Rung) -> Item:
    """Ask the colleague about one item; return it as they were asked about it."""
    asked = _let_in(tx, item, rung.colleague)
    if asked.colleague_id is None or asked is item:
        return item
    about = tx.sessions.get(item.session)
    lane = notices.here_or_direct(tx, ports, asked.colleague_id, about)
    facts: dict[str, Any] = {"rung": item.rung, "for": item.owner_id}
    kind = DeliveryKind.ASK
    notices.post(tx, ports, asked.colleague_id, lane, kind, [item.id], **facts)
    return asked


def ask_about(tx: Tx, ports: Ports, items: Iterable[Item]) -> list[tuple[Item, Item]]:
    """Ask about many items, by one message to each colleague; return them before and after.

    Those of a colleague who rests stand where they are until that is over.
    """
    done, of = list[tuple[Item, Item]](), dict[PersonId, list[Item]]()
    for item in items:
        rung = rungs(item.ladder)[item.rung]
        until = rests_until(tx, ports, rung, item.severity)
        if until is not None:
            tx.items.save(replace(item, tell_at=until))
            continue
        asked = _let_in(tx, item, rung.colleague)
        done.append((item, asked))
        if asked is not item and asked.colleague_id is not None:
            of.setdefault(asked.colleague_id, []).append(asked)
    for colleague, theirs in of.items():
        _fold(tx, ports, colleague, theirs)
    return done


def _fold(tx: Tx, ports: Ports, colleague: PersonId, items: Sequence[Item]) -> None:
    lane = notices.here_or_direct(tx, ports, colleague)
    shown = [each.id for each in items[: notices.SHOWN]]
    facts: dict[str, Any] = {"count": len(items), "for": items[0].owner_id}
    notices.post(tx, ports, colleague, lane, DeliveryKind.DIGEST, shown, **facts)


def _let_in(tx: Tx, item: Item, colleague: PersonId | None) -> Item:
    """Let the colleague see the session; return the same item if there is no such person."""
    if colleague is None or tx.persons.get(colleague) is None:
        return item
    session = tx.sessions.get(item.session)
    if session is None or session.owner_id != colleague:
        tx.sessions.share(item.session, colleague)
    return replace(item, colleague_id=colleague, told=item.told + 1)
