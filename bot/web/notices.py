"""What a person was just told on the web, in words, for the pages that they have open."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.presenter.notices import Notice, notice
from service.domain.deliveries import WEB, Delivery, DeliveryKind, channel_of
from service.domain.ids import DeliveryId, ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemState
from service.domain.sessions import Session
from service.ports.reads import Reads

FRESH = 60.0
"""Seconds in which a page that was away is still told."""
_MOST = 30
_PHONES = {DeliveryKind.PUSH_FAILED, DeliveryKind.PHONE_WORKS, DeliveryKind.PHONE_TEST}


@dataclass(frozen=True, slots=True)
class Told:
    """A loud delivery: its words, the page that it leads to, and the item that it is about."""

    id: DeliveryId
    at: float
    notice: Notice
    url: str
    item: ItemId | None = None
    session: SessionNumber | None = None


def read_told(reads: Reads, person: PersonId) -> Sequence[Told]:
    """Return what the person was told on the web within the last minute, in order."""
    since = reads.now() - FRESH
    found = [
        each
        for each in reads.deliveries(person=person, limit=_MOST)
        if each.loud and each.created_at >= since and channel_of(each.lane) == WEB
    ]
    told = (_told(reads, each) for each in found)
    return [each for each in told if each is not None]


def newest(reads: Reads, person: PersonId, known: DeliveryId | None) -> DeliveryId | None:
    """Return the person's newest delivery if one was made after the known one."""
    found = reads.deliveries(person=person, after=known, limit=1)
    return found[-1].id if found else None


def _told(reads: Reads, delivery: Delivery) -> Told | None:
    """Word it; None if all that it is about is settled."""
    items = (reads.item(ItemId(each)) for each in delivery.facts["items"])
    pairs: list[tuple[Item, Session]] = []
    for item in items:
        session = reads.session(item.session) if item else None
        if item is not None and session is not None and item.state is ItemState.OPEN:
            pairs.append((item, session))
    if delivery.facts["items"] and not pairs:
        return None
    words = notice(delivery, pairs, reads.preferences(delivery.person_id), reads.now())
    about = pairs[0][1].number if delivery.item and pairs else None
    return Told(
        delivery.id, delivery.created_at, words, _url(delivery, about), delivery.item, about
    )


def _url(delivery: Delivery, about: SessionNumber | None) -> str:
    if delivery.kind in _PHONES:
        return "/settings#phones"
    return "/inbox" if about is None else f"/threads/{about}"
