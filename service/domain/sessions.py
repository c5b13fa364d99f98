"""A session: the compartment behind one thread."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from service.domain.budgets import Usage
from service.domain.ids import PersonId, SessionNumber, TurnId
from service.domain.states import State
from service.domain.threads import ThreadKey

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Session:
    """A row of `sessions`.

    `state_since` is when it entered its state. `next_seq` is the number of the next event;
    `read_upto` the last event that the model has seen; `context_from` the event that its
    context starts with (a compaction, or 1). `turn_id` names the open turn, if any.
    `queue_rank` orders one person's queued sessions (lowest first). `park_asked` parks after the
    current step. `grants` counts "go on" answers to the session's budget. `captured_upto`
    is the last event that the capture number `captures` holds. `budget_usd` is what it may cost
    before it asks, where whoever started it said so; else the deployment's limit holds.
    `watch_tokens` and `watch_usd` are what judges of its course used, of all its tokens and cost.

    `heard_at` is when a person last wrote to it or gave it an order, 0 for not yet; `nudges`
    how often the watch spoke to the agent since, and `doubt` how near it was to that at the
    last step, from 0 to 1. `redirects` and `retries` count what it took so far.

    `task` is its task type. It is checked in on every `check_every` seconds of work, 0 for
    never; `check_by_hand` if a person said how often. `checked_at` is when that was last,
    `checked_upto` the last event that was told of then.
    """

    number: SessionNumber
    thread: ThreadKey
    owner_id: PersonId
    title: str
    state: State
    model: str
    pool: str
    created_at: float
    changed_at: float
    state_since: float
    queue_rank: float = 0.0
    next_seq: int = 1
    read_upto: int = 0
    context_from: int = 1
    turn_id: TurnId | None = None
    park_asked: bool = False
    muted: bool = False
    breadcrumb: str = ""
    grants: int = 0
    steps: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0
    captures: int = 0
    captured_upto: int = 0
    budget_usd: float | None = None
    heard_at: float = 0.0
    redirects: int = 0
    retries: int = 0
    nudges: int = 0
    doubt: float = 0.0
    task: str = ""
    check_every: float = 0.0
    check_by_hand: bool = False
    checked_at: float = 0.0
    checked_upto: int = 0
    watch_tokens: int = 0
    watch_usd: float = 0.0

    @property
    def usage(self) -> Usage:
        """All that the session has used since it was opened."""
        return Usage(self.steps, self.tokens, self.cost_usd, self.seconds)


class Slots(NamedTuple):
    """How many of a person's sessions hold a slot, and how many wait for one."""

    held: int
    queued: int


def title_of(text: str) -> str:
    """Make a session's title from its first message's first paragraph: one line, cut at a word."""
    paragraph = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
    line = re.sub(r"\s+", " ", paragraph).strip().lstrip("#>*- ").strip()
    if not line:
        return "Untitled"
    if len(line) <= TITLE_LENGTH:
        return line
    head = line[:TITLE_LENGTH]
    cut = head.rfind(" ")
    return (head[:cut] if cut > TITLE_LENGTH // 2 else head).rstrip(" ,;:.") + "…"
