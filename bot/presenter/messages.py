"""What happens to a message, for who wrote it."""

from service.domain.receipts import PENDING, Fate, Receipt
from service.domain.sessions import Session


def message(receipt: Receipt, session: Session, queued: str, frozen: str = "") -> str:
    """Say what became of it; `queued` says where the session's queue stands, if it is queued,
    `frozen` that an operator holds it back.
    """
    if frozen and receipt.fate in PENDING | {Fate.ANSWERED}:
        return f"{frozen}. Your message is kept; the agent reads it when that ends."
    match receipt.fate:
        case Fate.HELD:
            return _held(session)
        case Fate.OFFERED:
            return "You were asked what this is about."
        case Fate.QUEUED:
            return queued or "It is read when the session starts."
        case Fate.NEXT:
            return _next(receipt, session)
        case Fate.KEPT:
            return _kept(session)
        case Fate.ANSWERED:
            return f"Your answer reached the agent. {queued}".strip()
        case Fate.COMMAND | Fate.REFUSED:
            return receipt.reply
        case Fate.READ | Fate.CLOSED | Fate.DELETED:
            return _over(receipt)


def _held(session: Session) -> str:
    return (
        f"Session {session.number} is somebody else's. Your message waits until its owner lets it"
        " in; nothing more is needed from you."
    )


def _over(receipt: Receipt) -> str:
    if receipt.fate is Fate.READ:
        return "The agent has read it."
    if receipt.fate is Fate.DELETED:
        return "It was deleted before the agent read it."
    if receipt.seq is None:
        return "It was left out; the agent does not read it."
    return "A stop closed it before the agent read it; it stays in the history."


def _next(receipt: Receipt, session: Session) -> str:
    if receipt.seq == 1:
        return f"Session {session.number} has started."
    if session.state_since == receipt.at:
        return f"Session {session.number} goes on with it, and knows all that was said before."
    return "Read before the agent's next step."


def _kept(session: Session) -> str:
    number = session.number
    return (
        f"Kept. The agent reads it when session {number} goes on;"
        f" `!status {number}` shows what it waits for."
    )
