"""Retention: what is old and saved is taken away, a session at a time, in small transactions.

A session's row, its numbers and what it used stay, and so does its thread's way to it. What is
in no capture is never taken.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from service.domain import events
from service.domain.dates import day_of
from service.domain.errors import HeddleError
from service.domain.events import Event, Kind
from service.domain.ids import BlobId, DeliveryId, PersonId, SessionNumber, time_ordered
from service.domain.sessions import Session
from service.domain.states import CLOSED
from service.domain.timers import TimerKind
from service.ports.bundle import Ports
from service.ports.captures import Captures
from service.ports.keeping import Leftovers
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import lifecycle
from service.usecases.commit import commit

AT_ONCE = 500
"""Rows that one transaction takes: intake never waits for longer than that takes."""
_PAGE = 200
_MANIFEST = "manifest.json"
_OTHERS = frozenset(Kind) - {
    Kind.STATE,
    Kind.BREADCRUMB,
    Kind.CAPTURED,
    Kind.WAIT,
    Kind.ALERT,
    Kind.ENDING,
}
"""Kinds that are no remark of heddle's own about the session: these may be in no capture."""


@dataclass(frozen=True, slots=True)
class Pruning:
    """What pruning works with."""

    ports: Ports
    captures: Captures
    workspaces: Leftovers


@dataclass(frozen=True, slots=True)
class Pruned:
    """A session that was looked at: so much was, or would be, taken; `kept` says why nothing
    was, and `workspace_kept` why its workspace stays.
    """

    session: Session
    events: int = 0
    workspace_bytes: int = 0
    kept: str = ""
    workspace_kept: str = ""


@dataclass(frozen=True, slots=True)
class _Saved:
    """Which events a session's captures hold, as ranges from above one number up to another;
    whether they hold all of its files, and the checksums of these.
    """

    ranges: Sequence[tuple[int, int]]
    files: bool
    checksums: frozenset[str]


async def prune(work: Pruning, before: float, *, dry_run: bool) -> AsyncIterator[Pruned]:
    """Take what closed sessions left that did not change since then, and yield each of them.

    Safe to break off and to repeat: it goes on where it was. Raises Temporary.
    """
    upto = (before, SessionNumber(0))
    while True:
        page = await work.ports.store.read(partial(_page, before=upto))
        for session in page:
            found = await _session(work, session, before, dry_run=dry_run)
            if found is not None:
                yield found
        if len(page) < _PAGE:
            return
        upto = (page[-1].changed_at, page[-1].number)


def _page(reads: Reads, before: tuple[float, SessionNumber]) -> Sequence[Session]:
    return reads.sessions(None, states=CLOSED, limit=_PAGE, before=before)


async def forget_deliveries(ports: Ports, before: float, *, dry_run: bool) -> int:
    """Drop what was delivered, withdrawn or given up before then; return how many."""
    # Ids tell no time before 1970: of a longer span they would be any.
    last = DeliveryId(time_ordered(max(0, int(before * 1000)), 0))
    if dry_run:
        return await ports.store.read(lambda reads: reads.forgettable(last))
    total, after = 0, DeliveryId("")
    while True:
        gone = await commit(ports, partial(_forget, last=last, after=after))
        total += len(gone)
        if len(gone) < AT_ONCE:
            return total
        after = gone[-1]


async def _session(
    work: Pruning, session: Session, before: float, *, dry_run: bool
) -> Pruned | None:
    """Look at one session; None if nothing of it is left to be taken."""
    why = await work.ports.store.read(lambda reads: _in_use(reads, session))
    if why:
        return Pruned(session, kept=why)
    saved = await _saved(work, session)
    if isinstance(saved, str):
        return Pruned(session, kept=saved)
    number = session.number
    left = await work.ports.store.read(lambda reads: _left(reads, number, saved))
    size = work.workspaces.size(number)
    if not left and not size:
        return None
    stays = "" if saved.files else "it holds files that no capture holds"
    if dry_run:
        return Pruned(session, left, 0 if stays else size, workspace_kept=stays if size else "")
    if left and not await _erase(work.ports, session, saved, before):
        return Pruned(session, kept="somebody took it up again")
    if size and not stays and not await _empty(work, session, before):
        stays = "somebody works in it"
    return Pruned(session, left, 0 if stays else size, workspace_kept=stays if size else "")


def _left(reads: Reads, number: SessionNumber, saved: _Saved) -> int:
    """Count what the captures hold and the session still does."""
    return sum(
        reads.unerased(number, upto) - reads.unerased(number, after) for after, upto in saved.ranges
    )


def _in_use(reads: Reads, session: Session) -> str:
    if reads.items(session=session.number):
        return "something is open that needs a person"
    if any(each.kind is TimerKind.CAPTURE for each in reads.timers([str(session.number)])):
        return "what it made is still being saved"
    if session.captures == 0:
        return "nothing of it was ever saved"
    return ""


async def _saved(work: Pruning, session: Session) -> _Saved | str:
    """Return how far the captures hold everything, or why that cannot be told."""
    versions = await work.ports.store.read(lambda reads: reads.captures(session.number))
    ranges, skipped, checksums = list[tuple[int, int]](), False, set[str]()
    for each in versions:
        try:
            content = json.loads(
                await work.captures.read(session.number, each.version, _MANIFEST),
            )
        except HeddleError as error:
            return f"its capture {each.version} cannot be read: {error}"
        ranges.append((content["after_seq"], content["upto_seq"]))
        skipped = bool(content["skipped"])
        checksums |= {file["sha256"] for file in content["files"]}
    end = 0
    for after, upto in [*ranges, (session.captured_upto, session.captured_upto)]:
        between = (end, after + 1)
        lost = await work.ports.store.read(partial(_said, session=session, between=between))
        if lost:
            return f"event {lost} is in no capture"
        end = max(end, upto)
    return _Saved(ranges, not skipped, frozenset(checksums))


def _said(reads: Reads, session: Session, between: tuple[int, int]) -> int:
    """Return the first event between the numbers that is no remark of heddle's own, 0 for none."""
    after, before = between
    found = reads.events(session.number, after=after, before=before, kinds=_OTHERS)
    return next((each.seq for each in found if not each.erased), 0)


async def _erase(ports: Ports, session: Session, saved: _Saved, before: float) -> bool:
    """Erase its events; false as soon as somebody takes it up again.

    That its context begins later is written first: whoever takes it up in between reads on from
    there.
    """
    number, last = session.number, max(upto for _, upto in saved.ranges)
    if not await commit(ports, lambda tx: _begin(tx, number, last, before)):
        return False
    for first, upto in saved.ranges:
        for after in range(first, upto, AT_ONCE):
            some = _Some(number, after, min(upto, after + AT_ONCE), before)
            files = await _saved_files(ports, some, saved)
            if not await commit(ports, partial(_erase_some, some=some, files=files)):
                return False
    return True


@dataclass(frozen=True, slots=True)
class _Some:
    """The events of a session between two numbers."""

    session: SessionNumber
    after: int
    upto: int
    before: float


def _forget(tx: Tx, last: DeliveryId, after: DeliveryId) -> Sequence[DeliveryId]:
    return tx.outbox.forget(last, after, AT_ONCE)


def _stored(reads: Reads, blob: BlobId) -> tuple[PersonId, str, str, bytes] | None:
    return reads.blob(blob)


async def _saved_files(ports: Ports, some: _Some, saved: _Saved) -> Sequence[BlobId]:
    """Return the files that came with these messages and stand in a capture as they came."""
    said = await ports.store.read(
        lambda reads: reads.events(
            some.session, after=some.after, kinds={Kind.MESSAGE, Kind.ANSWER}, limit=AT_ONCE
        )
    )
    found = []
    for blob in sorted(blobs_of([each for each in said if each.seq <= some.upto])):
        stored = await ports.store.read(partial(_stored, blob=blob))
        if stored is not None and hashlib.sha256(stored[3]).hexdigest() in saved.checksums:
            found.append(blob)
    return found


def _begin(tx: Tx, number: SessionNumber, upto: int, before: float) -> bool:
    session = _if_over(tx, number, before)
    if session is None:
        return False
    if session.context_from > upto:
        return True
    start, changed_at = session.next_seq, session.changed_at
    remark = events.notice(
        f"What was said here until {day_of(changed_at)} was removed, as the operator's"
        " retention says, and the workspace was emptied. The captures hold it; people can open"
        " them. Ask if you need something from before.",
    )
    session = lifecycle.append(tx, session, [remark])
    tx.sessions.save(replace(session, context_from=start, changed_at=changed_at), stirs=False)
    return True


def _if_over(tx: Tx, number: SessionNumber, before: float) -> Session | None:
    """Lock and return the session if it is still closed and did not change."""
    seen = tx.sessions.get(number)
    if seen is None:
        return None
    _, session = lifecycle.lock_both(tx, seen)
    return session if session.state in CLOSED and session.changed_at < before else None


def _erase_some(tx: Tx, some: _Some, files: Sequence[BlobId]) -> bool:
    if _if_over(tx, some.session, some.before) is None:
        return False
    tx.blobs.remove(files)
    tx.events.erase_between(some.session, some.after, some.upto)
    return True


def blobs_of(said: Sequence[Event]) -> set[BlobId]:
    """Return the files that came with messages."""
    return {
        BlobId(file["blob"])
        for each in said
        if not each.erased
        for file in each.payload.get("attachments", ())
    }


async def _empty(work: Pruning, session: Session, before: float) -> bool:
    over = await commit(work.ports, lambda tx: _if_over(tx, session.number, before) is not None)
    return over and work.workspaces.remove(session.number)
