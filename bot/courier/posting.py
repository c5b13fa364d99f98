"""A parcel for a chat channel becomes a post: what it says, and where it goes."""

from collections.abc import Sequence
from dataclasses import replace

from bot.courier.linking import Links
from bot.courier.platform import (
    Answered,
    ChatChannel,
    Content,
    Files,
    Made,
    Offer,
    Post,
)
from bot.presenter.cards import AskCard, ResultCard
from bot.presenter.item_cards import ask_card, notice_card, result_card
from bot.presenter.items import outcome
from bot.presenter.notices import notice, room_left
from bot.presenter.offering import offer
from bot.presenter.times import size
from service.domain.captures import CapturedFile
from service.domain.deliveries import DIRECT, DeliveryKind
from service.domain.errors import Bug, Permanent
from service.domain.ids import SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.captures import Captures
from service.queries.inbox import Entry
from service.usecases.packing import Parcel

MOST_FILES = 10
"""Files that one post carries; more of them are an archive, not news."""
LARGEST = 25 * 1024 * 1024
"""Bytes of a file, and of all files of one post together."""


def place_of(parcel: Parcel, channel: ChatChannel) -> ThreadKey:
    """Return where it goes: its lane, but into the session's own thread where that stands in the
    same direct messages.
    """
    lane = ThreadKey.parse(parcel.delivery.lane)
    about = parcel.delivery.kind in (DeliveryKind.ASK, DeliveryKind.OUTCOME)
    if lane.thread != DIRECT or not about or not parcel.items or parcel.astray:
        return lane
    session = parcel.items[0][1]
    thread, owner = session.thread, session.owner_id == parcel.delivery.person_id
    same = (thread.channel, thread.workspace) == (lane.channel, lane.workspace)
    return thread if same and owner and channel.is_direct(thread) else lane


def post_of(parcel: Parcel, place: ThreadKey, now: float, links: Links, captures: Captures) -> Post:
    """Return the post for a parcel that goes to a chat channel, into `place`."""
    delivery = parcel.delivery
    content = _content(parcel, now, links, captures)
    about = delivery.kind is DeliveryKind.ASK and not parcel.astray
    thread = parcel.items[0][1].thread if about else None
    return Post(delivery.id, place, content, parcel.user, delivery.loud, delivery.begun_at, thread)


def _content(parcel: Parcel, now: float, links: Links, captures: Captures) -> Content:
    match parcel.delivery.kind:
        case DeliveryKind.ASK:
            return _ask(parcel, now, links)
        case DeliveryKind.ANSWER:
            return Answered(parcel.text, parcel.stream)
        case DeliveryKind.FILES:
            return _files(parcel, links, captures)
        case DeliveryKind.OFFER:
            facts = parcel.delivery.facts
            message = str(facts["message"])
            return Offer(message, str(facts["excerpt"]), offer(message, parcel.items))
        case _:
            return _notice(parcel, now, links)


def _ask(parcel: Parcel, now: float, links: Links) -> AskCard | ResultCard:
    item, session = parcel.items[0]
    link, zone = links.of(session), parcel.preferences.zone
    if item.kind is ItemKind.RESULT:
        return result_card(item, session, None, "", link=link)
    card = ask_card(_entry(parcel, item, session), now, zone, link)
    last = room_left(parcel.delivery, parcel.preferences, now)
    told = " · ".join(part for part in (card.context, last) if part)
    return replace(card, context=told)


def outcome_of(parcel: Parcel, now: float, links: Links) -> AskCard | ResultCard:
    """Return the card that replaces an ask once its item is over.

    Raises Permanent if the item is gone, as with a person who was erased.
    """
    if not parcel.items:
        raise Permanent("What it asked does not exist any more.")
    item, session = parcel.items[0]
    entry, zone, link = _entry(parcel, item, session), parcel.preferences.zone, links.of(session)
    if item.kind is not ItemKind.RESULT:
        return ask_card(entry, now, zone, link)
    over = outcome(item, entry.resolved_by, now, zone)
    return result_card(item, session, None, "", outcome=over, link=link)


def _entry(parcel: Parcel, item: Item, session: Session) -> Entry:
    names, viewer = parcel.names, parcel.delivery.person_id
    asked_by = "" if session.owner_id == viewer else names.get(session.owner_id, "somebody")
    by = "" if item.resolved_by is None else names.get(item.resolved_by, "somebody")
    return Entry(item, session, asked_by, by)


def _notice(parcel: Parcel, now: float, links: Links) -> Content:
    worded = notice(parcel.delivery, parcel.items, parcel.preferences, now)
    entries = [_entry(parcel, item, session) for item, session in parcel.items]
    where = {session.number: links.of(session) for _, session in parcel.items}
    zone = parcel.preferences.zone
    return notice_card(parcel.delivery, worded, entries, now, zone, where, parcel.text)


def _files(parcel: Parcel, links: Links, captures: Captures) -> Files:
    """Carry what fits; the rest is named with where it can be had."""
    session = parcel.session
    if session is None:
        raise Bug(f"Delivery {parcel.delivery.id} has files of no session.")
    version, carried = int(parcel.delivery.facts["version"]), list[Made]()
    left, room = list[str](), LARGEST
    where = links.addresses.thread(session.number)
    for each in sorted(parcel.files, key=lambda file: file.size):
        if len(carried) < MOST_FILES and each.size <= room:
            room -= each.size
            carried.append(_made(session.number, version, each, captures))
        else:
            left.append(f"{each.path} ({size(each.size)}): {where}")
    return Files(carried, _short(left, where))


def _short(left: Sequence[str], where: str) -> Sequence[str]:
    if len(left) <= MOST_FILES:
        return left
    return (*left[:MOST_FILES], f"and {len(left) - MOST_FILES} more: {where}")


def _made(number: SessionNumber, version: int, file: CapturedFile, captures: Captures) -> Made:
    async def read() -> bytes:
        return await captures.read(number, version, f"files/{file.path}")

    return Made(file.path, file.size, read)
