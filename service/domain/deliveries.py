"""Deliveries: what is to be shown somewhere, as facts; in the outbox until its receipt."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from service.domain.ids import DeliveryId, ItemId, PersonId, PhoneId
from service.domain.persons import Identity
from service.domain.threads import ThreadKey


class DeliveryKind(StrEnum):
    """What is shown. The facts of each stand in the comment; items are read when it is sent."""

    ASK = "ask"  # items: one id. rung, last: until when no more will come, or None
    DIGEST = "digest"  # items: ids, the most urgent first. count: all that it stands for
    SUMMARY = "summary"  # items: ids. count, since, until, spent_usd
    PUSH_FAILED = "push_failed"  # label, failure, items: ids
    PHONE_TEST = "phone_test"  # phone
    PHONE_WORKS = "phone_works"  # label, seconds
    TOO_LATE = "too_late"  # session, title, why: a button was pressed that is void by now
    ANSWER = "answer"  # session, turn, seq: what the agent said in the end; into its thread
    FILES = "files"  # session, version, paths, sizes: what the agent made; into its thread
    OFFER = "offer"  # message, session or None, items: a stray message; what is it about?
    AWAY = "away"  # since, until, count, unread: what was picked up after an outage
    ADRIFT = "adrift"  # session, title, why, others: its thread is gone; where it goes on
    STEERED = "steered"  # session, name, order, text: what was typed into a form; into its thread
    WRITTEN = "written"  # session, seq, name, via, note: what was said beside its thread; into it
    BACK = "back"  # provider, reason, since, until, sessions: what waited for it goes on
    STOPPED = "stopped"  # session, title, reason: the operator stopped it, which its owner did not
    OUTCOME = "outcome"  # items: one id. message: the platform's id of what asked for it


class DeliveryState(StrEnum):
    """`DEAD` was given up; `WITHDRAWN` became pointless before it was sent."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of `deliveries`.

    `lane` is a thread's key or a phone's (see `phone_lane`); the deliveries of a lane go
    out in order of their ids. `person_id` is who is told, `item` the one that it is about,
    if it is about one. `loud`: it notifies; others only show. `due_at` is its next attempt;
    `begun_at` is when the last one began, so that a send whose end nobody saw is looked up
    on the platform before it is done again. `receipt` is the platform's id of the message.
    """

    id: DeliveryId
    lane: str
    person_id: PersonId
    kind: DeliveryKind
    created_at: float
    due_at: float
    facts: dict[str, Any] = field(default_factory=dict)
    version: int = 1
    item: ItemId | None = None
    loud: bool = True
    begun_at: float | None = None
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    settled_at: float | None = None
    receipt: str = ""
    failure: str = ""


PHONE = "phone"
WEB = "web"


def phone_lane(phone: PhoneId) -> str:
    """Return the lane of a phone."""
    return str(ThreadKey(PHONE, "", "", phone))


def phone_of(lane: str) -> PhoneId | None:
    """Return whose lane it is if it is a phone's."""
    key = ThreadKey.parse(lane)
    return PhoneId(key.thread) if key.channel == PHONE else None


def web_inbox(person: PersonId) -> str:
    """Return the lane of a person's inbox on the web: their direct messages there."""
    return str(ThreadKey(WEB, "local", "inbox", person))


DIRECT = "dm"
"""The thread of a person's direct messages as a lane; a session's own thread is never that."""


def direct_lane(identity: Identity) -> str:
    """Return the lane of a person's direct messages in a chat channel."""
    return str(ThreadKey(identity.channel, identity.workspace, identity.user, DIRECT))


def in_chat(thread: ThreadKey) -> bool:
    """Tell whether it is in a channel that posts must be sent to, as Slack and Discord."""
    return thread.channel not in (WEB, PHONE)


_CALLED = {"slack": "Slack", "discord": "Discord"}


def channel_name(channel: str) -> str:
    """Return how people call a channel."""
    return _CALLED.get(channel, channel)


def channel_of(lane: str) -> str:
    """Return the channel that a lane belongs to, `phone` for phones."""
    return ThreadKey.parse(lane).channel
