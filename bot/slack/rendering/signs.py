"""The signs of states and kinds, as Slack names them: the same on cards and as reactions."""

from bot.presenter.cards import Mark
from service.domain.items import ItemKind

REACTIONS = {
    Mark.QUEUED: "eyes",
    Mark.WORKING: "gear",
    Mark.HELD_UP: "hourglass_flowing_sand",
    Mark.NEEDS_YOU: "question",
    Mark.PARKED: "double_vertical_bar",
    Mark.DONE: "white_check_mark",
    Mark.FAILED: "x",
    Mark.STOPPED: "octagonal_sign",
}
"""The reaction on a session's first message."""

_KINDS = {
    ItemKind.QUESTION: "question",
    ItemKind.BUDGET: "moneybag",
    ItemKind.ALERT: "warning",
    ItemKind.RESULT: "white_check_mark",
    ItemKind.HELD: "raised_hand",
    ItemKind.CHECK_IN: "compass",
}


def of_mark(mark: Mark) -> str:
    """Return a state's sign within a text."""
    return f":{REACTIONS[mark]}:"


def of_kind(kind: ItemKind) -> str:
    """Return an item's sign within a text."""
    return f":{_KINDS[kind]}:"
