"""What happens to a message, for who wrote it."""

from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session


def message(receipt: Receipt, session: Session, queued: str) -> str:
    """Say what became of it; `queued` says where the session's queue stands, if it is queued."""
    match receipt.fate:
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
        case Fate.READ:
            return "The agent has read it."
        case Fate.CLOSED:
            return "A stop closed it before the agent read it; it stays in the history."
        case Fate.DELETED:
            return "It was deleted before the agent read it."


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
