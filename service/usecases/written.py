"""What somebody wrote to a session on a page, beside its thread, is shown in its thread."""

from service.domain.deliveries import DeliveryKind
from service.domain.events import Event, Kind
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import notices

_TEXTS = (Kind.MESSAGE, Kind.ANSWER, Kind.NOTE)


def show(
    tx: Tx, ports: Ports, session: Session, seq: int, name: str, via: str, *, note: bool = False
) -> None:
    """Have the event that somebody called `name` wrote through the channel `via` shown in its
    thread, without a sound. Nothing is shown where it has no thread that posts go to.
    """
    notices.in_its_thread(
        tx,
        ports,
        session,
        DeliveryKind.WRITTEN,
        seq=seq,
        name=name,
        via=via,
        note=note,
    )


def words_of(event: Event) -> str:
    """Return what was written, and which files came with it; empty once it was deleted."""
    if event.kind not in _TEXTS or event.erased:
        return ""
    names = ", ".join(str(each["name"]) for each in event.payload.get("attachments", ()))
    text = str(event.payload["text"]).strip()
    return "\n".join(part for part in (text, names and f"Attached: {names}") if part)
