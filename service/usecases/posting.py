"""What a turn said and made is posted into its thread, where that is in a chat channel.

The web reads events itself. Everything here runs in the transaction that closes the turn.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from service.domain.captures import CapturedFile
from service.domain.deliveries import Delivery, DeliveryKind, in_chat
from service.domain.events import Event, Kind
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.turns import Outcome, Turn
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import notices

_FINISH = "finish"
_WINDOW = 400
"""Events at a turn's end among which its last reply is: a reply may call many tools."""
_GIVEN = "inbox/"
"""Where a workspace keeps what people attached; they have that already."""


def words_of(event: Event) -> str:
    """Return what a reply says to people, in Markdown: its text, and its summary where it ends
    with one.
    """
    if event.kind is not Kind.ASSISTANT or event.erased:
        return ""
    said = str(event.payload["text"]).strip()
    for call in event.payload["calls"]:
        summary = _summary(call["arguments"]) if call["name"] == _FINISH else ""
        if summary and summary not in said:
            said = summary if said in summary else f"{said}\n\n{summary}"
    return said


def _summary(arguments: str) -> str:
    try:
        found = json.loads(arguments)
    except ValueError:
        return ""
    return str(found.get("summary") or "").strip() if isinstance(found, dict) else ""


def answered(tx: Tx, ports: Ports, session: Session, turn: Turn) -> bool:
    """Post what the turn said in the end; tell whether there is anything."""
    return _post(tx, ports, session, turn, ())


def before_asking(tx: Tx, ports: Ports, session: Session, turn: Turn, asks: Iterable[str]) -> bool:
    """Post what the turn said before it asked, if that is more than the questions themselves."""
    return _post(tx, ports, session, turn, list(asks))


def _post(tx: Tx, ports: Ports, session: Session, turn: Turn, asks: Sequence[str]) -> bool:
    if not in_chat(session.thread):
        return False
    last = _last(tx, session, turn)
    left = "" if last is None else _plain(words_of(last))
    for ask in asks:
        left = left.replace(_plain(ask), "")
    if last is None or not any(each.isalnum() for each in left):
        return False
    facts: dict[str, Any] = {"session": session.number, "turn": last.turn, "seq": last.seq}
    lane = notices.own_lane(tx, session)
    notices.post(tx, ports, session.owner_id, lane, DeliveryKind.ANSWER, loud=False, **facts)
    return True


def _last(tx: Tx, session: Session, turn: Turn) -> Event | None:
    """Return the turn's last reply, or the one that it only carried out, if that says anything."""
    found = tx.events.after(session.number, max(0, session.next_seq - _WINDOW), {Kind.ASSISTANT})
    last = found[-1] if found else None
    ours = last is not None and (last.turn == turn.id or _unsaid(tx, last))
    return last if last is not None and ours and words_of(last) else None


def _unsaid(tx: Tx, reply: Event) -> bool:
    """Tell whether its turn was parked between the reply and what that called for."""
    before = tx.turns.get(reply.turn) if reply.turn is not None else None
    if before is None or before.outcome is not Outcome.PARKED:
        return False
    moves = tx.events.after(reply.session, reply.seq, {Kind.STATE})
    return not any(each.payload["to"] in (State.DONE, State.WAITING) for each in moves)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def made(
    tx: Tx, ports: Ports, session: Session, version: int, changed: Sequence[CapturedFile]
) -> None:
    """Post the files that the turn made or changed, after what it said."""
    new = [each for each in changed if not each.path.startswith(_GIVEN)]
    if not new or not in_chat(session.thread):
        return
    paths, sizes = [each.path for each in new], [each.size for each in new]
    facts: dict[str, Any] = {"session": session.number, "version": version}
    facts |= {"paths": paths, "sizes": sizes}
    lane = notices.own_lane(tx, session)
    notices.post(tx, ports, session.owner_id, lane, DeliveryKind.FILES, loud=False, **facts)


def files_of(delivery: Delivery) -> Sequence[CapturedFile]:
    """Return the files that a delivery of them names; their checksums stand in the capture."""
    if delivery.kind is not DeliveryKind.FILES:
        return ()
    pairs = zip(delivery.facts["paths"], delivery.facts["sizes"], strict=True)
    return [CapturedFile(str(path), int(size), "") for path, size in pairs]


def changed_files(
    before: Sequence[CapturedFile], now: Sequence[CapturedFile]
) -> Sequence[CapturedFile]:
    """Return the files that are new in `now`, or not what they were."""
    known = {each.path: each.sha256 for each in before}
    return [each for each in now if known.get(each.path) != each.sha256]
