"""Facts become HTML: the templates and the few words that they share."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.presenter.conditions import SLOW, frozen
from bot.presenter.outlook import why
from bot.presenter.spending import for_the_watch
from bot.presenter.times import size
from bot.web import markdown
from bot.web.cards import SPANS
from service.domain.breadcrumbs import first_line
from service.domain.conditions import What
from service.domain.events import Event
from service.domain.ids import PersonId
from service.domain.items import Item
from service.domain.receipts import Receipt
from service.domain.states import State
from service.queries.conversation import Call, Entry
from service.queries.standing import Standing

SPOKEN = frozenset({"ask_person", "leave_breadcrumb", "finish"})
"""Tools whose call is told in other words than as a line of tools."""


class Renderer:
    """Renders templates; everything in them is escaped unless it was sanitised."""

    def __init__(self, version: str) -> None:
        self._environment = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            # Files that are newer than the process would not fit what it hands them.
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "markdown": markdown.rendered,
            "iso": iso,
            "clock": clock,
            "why": why,
            "frozen": frozen,
            "size": size,
            "dollars": dollars,
            "watch": for_the_watch,
            "plain": first_line,
            "tool": tool_line,
        }
        self._environment.globals |= {
            "version": version,
            "State": State,
            "What": What,
            "SLOW": SLOW,
            "SPOKEN": SPOKEN,
            "spans": SPANS,
        }

    def markdown(self, text: str) -> str:
        """Return Markdown as safe HTML."""
        return markdown.rendered(text)

    def text(self, template: str, **facts: Any) -> str:
        """Return a fragment."""
        return self._environment.get_template(template).render(facts)

    def page(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self.text(template, **facts), status_code=status)

    def entry(self, entry: Entry, scene: "Scene") -> str:
        """Return one entry of a conversation."""
        return self.text("entry.html", entry=entry, scene=scene, **_finish(entry.calls)).strip()


class Scene:
    """Who looks at a conversation, and what else its entries depend on."""

    def __init__(
        self, viewer: PersonId, standing: Standing, receipts: Mapping[int, Receipt]
    ) -> None:
        self.viewer = viewer
        self.standing = standing
        self.receipts = receipts
        self._open = {item.id: item for item in standing.items}

    def receipt(self, event: Event) -> Receipt | None:
        """Return what became of a message."""
        return self.receipts.get(event.seq)

    def item(self, event: Event) -> Item | None:
        """Return the item of a question or an alert while it is open."""
        return self._open.get(event.payload.get("item", "")) if not event.erased else None

    def may_edit(self, event: Event) -> bool:
        """Tell whether the viewer may still change what they wrote."""
        return event.actor == self.viewer and event.seq > self.standing.session.read_upto


def _finish(calls: Sequence[Call]) -> dict[str, Any]:
    """Return the summary that a finish call hands over, once it was accepted."""
    for call in calls:
        if call.call.name == "finish" and call.ok:
            return {"summary": str(call.arguments.get("summary", ""))}
    return {"summary": ""}


def iso(at: float) -> str:
    """Write a moment for machines; the page's script shows it in the reader's time zone."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def clock(at: float) -> str:
    """Write a moment for who has no script."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M UTC")


def dollars(amount: float) -> str:
    """Write money; small sums keep their digits."""
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"


def tool_line(call: Call) -> str:
    """Write what a tool was called with, in a few words."""
    values = [each for each in call.arguments.values() if isinstance(each, str | int | float)]
    shown = " ".join(str(values[0]).split()) if values else ""
    return shown if len(shown) <= 60 else shown[:59] + "…"
