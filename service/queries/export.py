"""A whole session as JSON objects: for archives, for scripts, for a report of a mistake."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from service.domain.dates import iso
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.ports.reads import Reads

FORMAT = 1
"""Raised when a reader of older exports would misread a newer one."""


def export(reads: Reads, number: SessionNumber) -> Iterator[dict[str, Any]]:
    """Yield the session's row, its turns, items, receipts and captures, then every event.

    Each object names what it is in `record`. Raises Refused if there is no such session.
    """
    session = reads.session(number)
    if session is None:
        raise Refused(
            f"There is no session {number}. `heddle sessions list` shows those there are.",
        )
    head = {"record": "session", "format": FORMAT, "exported": iso(reads.now())}
    yield {**head, **asdict(session), "thread": str(session.thread)}
    for turn in reads.turns(number, limit=1_000_000):
        yield {"record": "turn", **asdict(turn)}
    for item in reads.items(session=number, open_only=False):
        yield {"record": "item", **asdict(item)}
    for receipt in reads.receipts(number):
        yield {"record": "receipt", **asdict(receipt)}
    for captured in reads.captures(number):
        yield {"record": "capture", **asdict(captured)}
    for event in reads.events(number):
        yield {"record": "event", **event.as_record()}
