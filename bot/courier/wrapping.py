"""A parcel for a phone becomes a push: its words, where a tap leads, and its buttons."""

from collections.abc import Sequence

from bot.courier.linking import Addresses, Links
from bot.presenter.notices import notice
from bot.presenter.plaintext import cut, one_line
from service.domain.deliveries import DeliveryKind
from service.domain.items import Item, ItemKind, Severity
from service.ports.push import MOST_ACTIONS, Action, Push
from service.ports.secrets import Cipher
from service.usecases.packing import Parcel
from service.usecases.push_answer import Ticket, seal

_LABEL = 40
IT_WORKS = "It works"
OPEN = "Open to answer"
WITHOUT_LOGIN = "Answer without a login"


def wrap(parcel: Parcel, now: float, cipher: Cipher, links: Links) -> Push:
    """Return the push for a parcel that goes to a phone."""
    words = notice(parcel.delivery, parcel.items, parcel.preferences, now)
    link = _link(parcel, links)
    return Push(
        words.title,
        words.body,
        link,
        _actions(parcel, now, cipher, links.addresses, link),
        any(item.severity >= Severity.IMPORTANT for item, _ in parcel.items),
    )


def _link(parcel: Parcel, links: Links) -> str:
    if parcel.delivery.kind is DeliveryKind.ASK:
        return links.of(parcel.items[0][1])
    return links.of(parcel.session) if parcel.session else links.addresses.inbox


def _actions(
    parcel: Parcel, now: float, cipher: Cipher, addresses: Addresses, link: str
) -> Sequence[Action]:
    delivery, phone = parcel.delivery, parcel.phone
    until, person = now + addresses.lifetime, delivery.person_id
    if phone is None:
        return ()
    if delivery.kind is DeliveryKind.PHONE_TEST:
        ticket = Ticket(person, until, phone=phone.id, sent_at=now)
        return [Action(IT_WORKS, reply=seal(cipher, ticket))] if phone.answers else ()
    if delivery.kind is not DeliveryKind.ASK or not _is_answered(parcel.items[0][0]):
        return ()
    item = parcel.items[0][0]
    if not phone.answers:
        return _page(cipher, addresses, Ticket(person, until, item.id))
    if not 1 <= len(item.buttons) <= MOST_ACTIONS:
        return [Action(OPEN, link=link)]
    return [
        Action(
            cut(one_line(choice), _LABEL),
            reply=seal(cipher, Ticket(person, until, item.id, choice, phone.id)),
        )
        for choice in item.buttons
    ]


def _page(cipher: Cipher, addresses: Addresses, ticket: Ticket) -> Sequence[Action]:
    """A link to the page that answers, for services whose pushes have no buttons."""
    if not addresses.public:
        return ()
    return [Action(WITHOUT_LOGIN, link=f"{addresses.public}/a/{seal(cipher, ticket)}")]


def _is_answered(item: Item) -> bool:
    """Tell whether there is anything to answer; some alerts end by themselves."""
    return item.kind is ItemKind.QUESTION or bool(item.choices)
