"""What people may do whom a room lets steer, and what stays its owner's."""

from collections.abc import Awaitable, Callable

import pytest

from service.domain.errors import Refused
from service.domain.events import Control, Kind
from service.domain.ids import SessionNumber
from service.domain.items import DISMISS
from service.domain.rooms import Who
from service.domain.states import State
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.usecases import (
    configure,
    dismiss,
    move_up,
    note,
    park,
    redirect,
    resume,
    share,
    snooze,
)
from service.usecases.assign import assign
from service.usecases.stop import stop
from tests.usecases.scene import ask, calls
from tests.usecases.strangers import EVE, ROOM, Strangers
from tests.usecases.telling import Telling

ONE = SessionNumber(1)
HERE = Whereabouts(ROOM, "t", frozenset({"R1"}))
Deed = Callable[[Ports, Whereabouts | None], Awaitable[object]]
STEERING: dict[str, Deed] = {
    "stop": lambda ports, at: stop(ports, EVE, ONE, at=at),
    "park": lambda ports, at: park.park(ports, EVE, ONE, at=at),
    "redirect": lambda ports, at: redirect.redirect(ports, EVE, ONE, "No", "k", at=at),
    "note": lambda ports, at: note.note(ports, EVE, ONE, "By Friday", at=at),
    "model": lambda ports, at: configure.set_model(ports, EVE, ONE, "demo", at=at),
    "rename": lambda ports, at: configure.rename(ports, EVE, ONE, "Shop", at=at),
}
AT_REST: dict[str, Deed] = {
    "resume": lambda ports, at: resume.resume(ports, EVE, ONE, at=at),
    "retry": lambda ports, at: resume.retry(ports, EVE, ONE, "Try harder", at=at),
}
OWN: dict[str, Deed] = {
    "mute": lambda ports, at: configure.mute(ports, EVE, ONE, muted=True, at=at),
    "share": lambda ports, at: share.share(ports, EVE, ONE, "Bob", at=at),
    "unshare": lambda ports, at: share.unshare(ports, EVE, ONE, "Bob", at=at),
    "queue": lambda ports, at: move_up.move_up(ports, EVE, ONE, at=at),
}


async def asks(room: Strangers) -> Telling:
    """Ann's session asks."""
    room.telling.script(calls(ask("Stripe or Adyen?", "Stripe", "Adyen")))
    await room.write("Go on", person=(await room.telling.session()).owner_id)
    await room.telling.works()
    return room.telling


@pytest.mark.parametrize("verb", [*STEERING, *AT_REST])
async def test_who_has_the_rooms_role_steers(room: Strangers, verb: str) -> None:
    telling = await asks(room)
    deed = {**STEERING, **AT_REST}[verb]
    if verb in AT_REST:
        await park.park(telling.ports, (await telling.session()).owner_id, ONE)
    before = await telling.session()
    with pytest.raises(Refused, match="belongs to Ann"):
        await deed(telling.ports, HERE)
    await room.rules(steer=Who.ROLES, roles=("R1",))
    with pytest.raises(Refused, match="You have no session 1"):
        await deed(telling.ports, None)
    with pytest.raises(Refused, match="belongs to Ann"):
        await deed(telling.ports, Whereabouts(ROOM, "t", frozenset({"R2"})))
    assert await telling.session() == before
    await deed(telling.ports, HERE)
    assert await telling.session() != before
    # It holds at once when the room takes it back.
    await room.rules(steer=Who.OWNER)
    with pytest.raises(Refused, match="belongs to Ann"):
        await deed(telling.ports, HERE)


async def test_their_answer_counts_and_is_known_as_theirs(room: Strangers) -> None:
    telling = await asks(room)
    await room.rules(steer=Who.EVERYBODY)
    (item,) = await telling.items()
    await telling.takes(item, "Stripe", EVE, "discord", at=HERE)
    (answer,) = await telling.events(Kind.ANSWER)
    assert (answer.actor, answer.payload["name"], answer.payload["text"]) == (EVE, "Eve", "Stripe")
    assert (await telling.item(item)).resolved_by == EVE
    assert (await telling.session()).state is State.RUNNING


@pytest.mark.parametrize("verb", OWN)
async def test_what_is_the_owners_stays_the_owners(room: Strangers, verb: str) -> None:
    telling = room.telling
    await room.rules(steer=Who.EVERYBODY)
    with pytest.raises(Refused, match="Only Ann, who owns session 1, can do that"):
        await OWN[verb](telling.ports, HERE)


async def test_what_stands_in_the_owners_inbox_is_not_theirs(room: Strangers) -> None:
    telling = await asks(room)
    await room.rules(steer=Who.EVERYBODY)
    (item,) = await telling.items()
    for deed in (
        snooze.snooze(telling.ports, EVE, item.id, "1h", at=HERE),
        dismiss.dismiss(telling.ports, EVE, item.id, "slack", at=HERE),
        assign(telling.ports, EVE, item.id, "Bob", at=HERE),
    ):
        with pytest.raises(Refused, match="somebody else's inbox"):
            await deed
    await room.rules(steer=Who.OWNER)
    await room.write("Let me in", EVE)
    (held,) = await room.held()
    await room.rules(steer=Who.EVERYBODY)
    with pytest.raises(Refused, match="Only Ann, who owns session 1, can decide that"):
        await telling.takes(held, DISMISS, EVE, "slack", at=HERE)
    assert (await telling.item(held)).resolved_by is None


async def test_their_orders_stand_under_their_name(room: Strangers) -> None:
    telling = await asks(room)
    await room.rules(steer=Who.EVERYBODY)
    await stop(telling.ports, EVE, ONE, at=HERE)
    *_, order = await telling.events(Kind.CONTROL)
    assert (order.payload["name"], order.payload["order"]) == ("Eve", Control.STOP)
    assert (await telling.session()).breadcrumb.startswith("Stopped by Eve")
