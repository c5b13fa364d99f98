"""Setting what a room allows: who may start and steer there, by which model, and how loudly."""

from collections.abc import Sequence

from service.domain.checkins import USUAL
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.rooms import Room, RoomKey, Verbosity, Who
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

NAME_LENGTH = 80


async def set_room(
    ports: Ports,
    person: PersonId,
    key: RoomKey,
    *,
    name: str,
    model: str,
    start: Who,
    steer: Who,
    verbosity: Verbosity,
    may: bool,
    roles: Sequence[str] = (),
    task: str | None = None,
) -> Room:
    """Write the room's settings; an empty `model` is the deployment's default, and so is an empty
    `task`, the type of what is started there; None leaves that as it is.

    `roles` are ids of the platform's roles, for `Who.ROLES`. `may` tells whether the platform
    says that the person manages the room; admins of heddle always may. Raises Refused for
    others, for a model or type that there is not, and where roles are meant and none is named.
    """
    if Who.ROLES in (start, steer) and not roles:
        raise Refused("Choose the roles that may do it.")
    models = ports.policy.models
    if model and model not in models:
        raise Refused(f"There is no model {model!r}. You can use: {', '.join(models)}.")

    chosen = task
    if chosen is not None:
        ports.policy.check_ins.every(chosen)
        chosen = "" if chosen.strip().lower() == USUAL else chosen.strip().lower()

    def work(tx: Tx) -> Room:
        who = tx.persons.get(person)
        if not may and (who is None or not who.admin):
            raise Refused(
                "Only those who manage this channel and heddle's admins can change its settings."
                " Ask one of them.",
            )
        title = " ".join(name.split())[:NAME_LENGTH]
        task = tx.rooms.get(key).task if chosen is None else chosen
        room = Room(
            key, title, model, start, steer, verbosity, tx.now(), person, tuple(roles), task
        )
        tx.rooms.save(room)
        return room

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
