"""What people see of sessions and items, as facts that any chat platform can lay out.

Words are plain text unless a field says Markdown; moments are seconds since 1970, because
some platforms show each reader their own clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.errors import Refused
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import OBJECT, YES_NOW, Item, ItemKind


class Mark(StrEnum):
    """A session's lifecycle as one sign: on its card, and as a reaction on its first message."""

    QUEUED = "queued"
    WORKING = "working"
    HELD_UP = "held_up"  # a provider makes it wait
    NEEDS_YOU = "needs_you"
    PARKED = "parked"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Act(StrEnum):
    """What a button does; the names stand in buttons that people press months later."""

    COMMAND = "command"  # `text` is a command line, as if it had been typed
    CHOOSE = "choose"  # answers `item` with its choice number `choice`, from 0
    YES_NOW = "yes_now"  # lets the default of `item` be taken at once
    OBJECT = "object"  # keeps it from being taken by itself
    SNOOZE = "snooze"  # keeps `item` out of sight for the span in `text`
    DISMISS = "dismiss"  # closes `item`
    OTHER = "other"  # opens a form: an answer in one's own words
    ASSIGN = "assign"  # opens a form: a colleague for `item`
    REDIRECT = "redirect"  # opens a form: another course for `session`
    RETRY = "retry"  # opens a form: a hint for another try of `session`
    START = "start"  # opens a form: a new session
    SETTINGS = "settings"  # opens a form: how the person is told
    TAKE = "take"  # the message with the id in `text` answers `item`; without one it starts anew


class Style(StrEnum):
    """At most one button of a card is primary."""

    PLAIN = ""
    PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: its label, what it does, and to what."""

    label: str
    act: Act
    text: str = ""
    session: SessionNumber | None = None
    item: ItemId | None = None
    choice: int | None = None
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class AskCard:
    """An item that needs a person, or how it ended.

    `headline` is one line of at most 120 characters with number, title and ask, `ask` the ask
    alone, `title` the rest; `body` is all of it in Markdown, empty where the headline says it.
    `choices` answer it, `other` opens an answer in one's own words, `more` is what else can be
    done. When `outcome` is set it is over and nothing can be pressed. `link` leads to its thread.
    `hint` is what another try can be told; a form that asks for one begins with it.
    """

    item: ItemId
    session: SessionNumber
    kind: ItemKind
    headline: str
    title: str
    ask: str
    body: str = ""
    deadline: str = ""
    context: str = ""
    choices: Sequence[Button] = ()
    other: Button | None = None
    more: Sequence[Button] = ()
    outcome: str = ""
    link: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class StatusCard:
    """How one session stands. `since` is when it entered its state, `place` its slot or its
    position in the queue, `doing` its plan or last step, `next` its breadcrumb. `wait_reason`
    and `wait_until` tell of a provider. `elapsed` is how long it has been at work, empty at rest.
    """

    number: SessionNumber
    title: str
    mark: Mark
    state: str
    since: float
    now: float
    model: str
    cost: str
    steps: int
    place: str = ""
    elapsed: str = ""
    doing: str = ""
    next: str = ""
    wait_reason: str = ""
    wait_until: float | None = None
    people: str = ""
    asks: Sequence[AskCard] = ()
    buttons: Sequence[Button] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was saved, with its size in words."""

    path: str
    size: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A result that is news. `headline` is one line with number, title and result, `title` without
    the result. `text` is Markdown: its first lines; `facts` how it came about ("Took 12 min,
    $0.42"); `more_files` counts those that are not listed.
    """

    session: SessionNumber
    headline: str
    title: str
    text: str = ""
    files: Sequence[File] = ()
    more_files: int = 0
    facts: str = ""
    buttons: Sequence[Button] = ()
    outcome: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A digest, a summary of quiet hours, or news about a phone.

    `lines` are said where the items are not shown as cards. `more` counts what is left out.
    `quoted` is what a person wrote, line by line.
    """

    title: str
    lines: Sequence[str] = ()
    asks: Sequence[AskCard] = ()
    results: Sequence[ResultCard] = ()
    more: int = 0
    quoted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RowCard:
    """A session in a list. `line` is what it asks, waits for or does next."""

    number: SessionNumber
    title: str
    mark: Mark
    state: str
    since: float
    line: str = ""
    owner: str = ""
    saved: str = ""
    button: Button | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class SettingsCard:
    """How a person is told, in words; ladders as they are typed."""

    cap: int
    cap_max: int
    ladder: str
    important: str
    quiet: str
    zone: str
    phones: Sequence[str] = ()
    accounts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class HomeCard:
    """All that a person has going on, what needs them first."""

    now: float
    holding: int
    settings: SettingsCard
    asks: Sequence[AskCard] = field(default_factory=tuple)
    results: Sequence[ResultCard] = field(default_factory=tuple)
    snoozed: int = 0
    running: Sequence[RowCard] = field(default_factory=tuple)
    queued: Sequence[RowCard] = field(default_factory=tuple)
    recent: Sequence[RowCard] = field(default_factory=tuple)
    on_track: Sequence[AskCard] = field(default_factory=tuple)
    frozen: str = ""


def answer_text(item: Item, act: Act, choice: int | None = None) -> str:
    """Return the answer that a pressed button stands for.

    Raises Refused where the item has no such choice (any more).
    """
    if act is Act.YES_NOW:
        return YES_NOW
    if act is Act.OBJECT:
        return OBJECT
    if act is Act.CHOOSE and choice is not None and 0 <= choice < len(item.choices):
        return item.choices[choice]
    raise Refused(f"This button is not valid any more. `!answer {item.session} <text>` answers it.")
