"""Why a session stands where it does in lists and on boards, in a few words."""

from bot.presenter.times import span
from service.domain.items import Item, ItemKind, Reason
from service.domain.outlook import Level, Outlook, Sign

_SHOWN = 3
_KINDS = {ItemKind.HELD: "held message"}
_REASONS = {
    Reason.CAPTURE_FAILED: "not saved",
    Reason.TURN_FAILED: "failed",
}


def why(found: Outlook, now: float) -> str:
    """Write it as in "needs you: question 12 min" or "likely next: nudged twice"; empty for what
    does not work and needs nobody.
    """
    match found.level:
        case Level.NEEDS_YOU if found.item is not None:
            return f"needs you: {_asked(found.item)} {span(now - found.item.opened_at)}"
        case Level.LIKELY:
            return f"likely next: {signs(found)}"
        case Level.QUIET:
            return "quiet"
    return ""


def signs(found: Outlook) -> str:
    """Write what makes it likely that a session needs somebody next, empty for nothing."""
    return ", ".join(_sign(*each) for each in found.signs[:_SHOWN])


def _asked(item: Item) -> str:
    if item.reason is Reason.NONE:
        return _KINDS.get(item.kind, item.kind.value.replace("_", " "))
    return _REASONS.get(item.reason, item.reason.value.replace("_", " "))


def _sign(sign: Sign, value: float) -> str:
    match sign:
        case Sign.NUDGED | Sign.REDIRECTED | Sign.RETRIED:
            return f"{sign.value} {_times(round(value))}"
        case Sign.DOUBTED:
            return "repeats itself"
        case Sign.SILENT:
            return f"nothing for {span(value)}"
        case Sign.BUDGET:
            return f"{min(value, 1.0):.0%} of its budget used"
        case Sign.ALONE:
            return f"on its own for {span(value)}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
