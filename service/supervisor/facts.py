"""What happened, as the watch takes it in; and heddle's events read as such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.domain.endings import Ending
from service.domain.events import Control, Event, Kind
from service.supervisor.arguments import parsed
from service.supervisor.vocabulary import listed


class Break(StrEnum):
    """Why a model call failed."""

    OVERFLOW = "overflow"  # the context was full
    LIMITED = "limited"
    DOWN = "down"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """A person wrote, answered or gave an order: what came before is no repetition of theirs.

    `anew` is False for an order without words, which leaves standing what was asked for.
    """

    text: str
    anew: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """The model replied; `calling` if it also calls tools. `cost` in dollars."""

    text: str
    calling: bool = False
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Called:
    """The model called a tool."""

    id: str
    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Returned:
    """A tool call ended."""

    id: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Broke:
    """A model call failed, or its context had to be cut; `until` is when it may work again."""

    why: Break
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """The agent asked a person and waits."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """Somebody who is no person spoke to the agent. Resets nothing."""


Fact = Asked | Said | Called | Returned | Broke | Waits | Nudged

_DOWN = listed(
    "down overload unavailable outage 50 52 timeout timed connect server network api capacity"
    " unreachable provider internal upstream"
)
_ORDERS = (Control.RETRY, Control.REDIRECT, Control.RESUME, Control.MODEL)


def facts_of(event: Event) -> Sequence[Fact]:
    """Read an event of a session; most kinds tell the watch nothing."""
    data = event.payload
    match event.kind:
        case Kind.MESSAGE | Kind.NOTE | Kind.ANSWER:
            return (Asked(str(data.get("text", ""))),)
        case Kind.CONTROL:
            order, text = data.get("order"), str(data.get("text", ""))
            hint = text if order == Control.RETRY else ""
            return (Asked(hint, anew=bool(hint.strip())),) if order in _ORDERS else ()
        case Kind.ASSISTANT:
            return _reply(data)
        case Kind.TOOL_ENDED:
            ended = Returned(
                str(data.get("call", "")), bool(data.get("ok")), str(data.get("result", ""))
            )
            return (ended,)
        case Kind.NOTICE:
            return (Nudged(),)
        case Kind.COMPACTION:
            return (Broke(Break.OVERFLOW),)
        case Kind.WAIT:
            until = data.get("until")
            return (Broke(_waits_for(str(data.get("reason", ""))), until),)
        case Kind.QUESTION:
            return (Waits(),)
        case Kind.ENDING if data.get("ending") == Ending.ASKS:
            return (Waits(),)
    return ()


def break_of(text: str) -> Break:
    """Tell from its name why a model call failed."""
    low = text.lower()
    if "context" in low or "overflow" in low or "too long" in low:
        return Break.OVERFLOW
    if "rate" in low or "429" in low or "quota" in low or "busy" in low or "thrott" in low:
        return Break.LIMITED
    return Break.DOWN if any(word in low for word in _DOWN) else Break.OTHER


def _reply(data: Mapping[str, Any]) -> Sequence[Fact]:
    calls = data.get("calls") or ()
    said = Said(str(data.get("text", "")), bool(calls), float(data.get("cost_usd") or 0.0))
    return (
        said,
        *(Called(each["id"], each["name"], parsed(each["arguments"])) for each in calls),
    )


def _waits_for(reason: str) -> Break:
    found = break_of(reason)
    return Break.DOWN if found is Break.OVERFLOW else found
