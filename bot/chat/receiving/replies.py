"""Replies to what heddle told somebody by direct message."""

from collections.abc import Awaitable, Callable

from bot.channel import Heard, Said
from bot.chat.receiving.taken import NOTHING, Taken
from bot.inbound.inbound import Inbound
from bot.inbound.offering import key_of
from bot.inbound.seeing import Told
from bot.presenter.cards import Act
from service.domain.deliveries import DeliveryKind
from service.domain.items import ItemKind, ItemState
from service.domain.threads import ThreadKey

_STEERS = frozenset({ItemKind.RESULT, ItemKind.HELD, ItemKind.CHECK_IN})


async def replied(
    inbound: Inbound,
    told: Told,
    said: Callable[[ThreadKey, Taken], Said],
    files: Callable[[], Awaitable[Taken]],
    here: ThreadKey,
) -> tuple[Heard, Taken]:
    """Take a reply in: it answers what was asked, or goes to the agent that it is about. `said`
    makes it a message of a thread; `here` is the one that the reply itself would open.
    """
    item, session = told.item, told.session
    if item is None or session is None:
        return Heard(_how(told.delivery.kind), refused=True), NOTHING
    taken = await files()
    if item.kind in _STEERS or item.state is not ItemState.OPEN:
        return await inbound.said(said(session.thread, taken)), taken
    reply = said(here, taken)
    heard = await inbound.submit(
        reply.person,
        Act.OTHER,
        {"text": reply.text},
        key_of(reply),
        here.channel,
        item=item.id,
        session=session.number,
        attachments=taken.attachments,
        identity=reply.identity,
    )
    return heard, taken


def _how(kind: DeliveryKind) -> str:
    """Say what to do about a message that cannot be answered by a reply."""
    if kind is DeliveryKind.OFFER:
        return "Choose one of the buttons above: a reply here cannot say what it is about."
    return (
        "This tells of several things, so a reply does not say which one it answers. Press a button"
        " above, or write `!answer <number> <text>`; `!inbox` shows what needs you."
    )
