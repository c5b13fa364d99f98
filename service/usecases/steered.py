"""What somebody typed into a form, and where only they read it, is shown to the whole thread."""

from service.domain.deliveries import DeliveryKind
from service.domain.events import Control
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import notices


def show_words(
    tx: Tx, ports: Ports, session: Session, name: str, order: Control, text: str
) -> None:
    """Have the words with which somebody called `name` changed the session's course shown in its
    thread, without a sound. Nothing is shown where it has no thread that posts go to.
    """
    notices.in_its_thread(
        tx,
        ports,
        session,
        DeliveryKind.STEERED,
        name=name,
        order=order.value,
        text=text.strip(),
    )
