"""The signs of states and kinds: the same on cards and as reactions, and tags by their names."""

from bot.presenter.cards import Mark
from service.domain.items import ItemKind

REACTIONS = {
    Mark.QUEUED: "👀",
    Mark.WORKING: "⚙️",
    Mark.HELD_UP: "⏳",
    Mark.NEEDS_YOU: "❓",
    Mark.PARKED: "⏸️",
    Mark.DONE: "✅",
    Mark.FAILED: "❌",
    Mark.STOPPED: "🛑",
}
"""The reaction on a session's first message."""

COLOURS = {
    Mark.QUEUED: 0x95A5A6,
    Mark.WORKING: 0x3498DB,
    Mark.HELD_UP: 0xF1C40F,
    Mark.NEEDS_YOU: 0xE67E22,
    Mark.PARKED: 0x95A5A6,
    Mark.DONE: 0x2ECC71,
    Mark.FAILED: 0xE74C3C,
    Mark.STOPPED: 0x992D22,
}

TAGS = {
    Mark.QUEUED: "queued",
    Mark.WORKING: "working",
    Mark.HELD_UP: "waiting",
    Mark.NEEDS_YOU: "needs you",
    Mark.PARKED: "parked",
    Mark.DONE: "done",
    Mark.FAILED: "failed",
    Mark.STOPPED: "stopped",
}
"""The tag of a forum that shows the state, in whatever case it is written there."""

_KINDS = {
    ItemKind.QUESTION: "❓",
    ItemKind.BUDGET: "💰",
    ItemKind.ALERT: "⚠️",
    ItemKind.RESULT: "✅",
    ItemKind.HELD: "✋",
    ItemKind.CHECK_IN: "🧭",
}


def of_kind(kind: ItemKind) -> str:
    """Return an item's sign within a text."""
    return _KINDS[kind]
