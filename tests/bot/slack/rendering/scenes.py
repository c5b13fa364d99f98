"""A day at a small shop, as facts: what the cards of tests and pictures are made of."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.presenter.cards import AskCard, HomeCard, NoticeCard, ResultCard, StatusCard
from bot.presenter.item_cards import ask_card, notice_card, result_card
from bot.presenter.notices import notice
from bot.presenter.session_cards import home_card, settings_card, status_card
from bot.presenter.steps import last_step
from service.domain import events
from service.domain.captures import Captured, CapturedFile
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.events import Event, Reply, ToolCall
from service.domain.ids import DeliveryId, ItemId, PersonId, PhoneId, SessionNumber, TurnId
from service.domain.items import (
    ALL_WELL,
    DISMISS,
    GO_ON,
    NO_MORE,
    RETRY,
    STOP,
    STOP_HERE,
    Item,
    ItemKind,
    ItemState,
    Reason,
    Severity,
)
from service.domain.outlook import Level, Outlook, Sign
from service.domain.persons import Identity, Person
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.queries.board import Board, Row
from service.queries.conversation import fold
from service.queries.inbox import Entry, Inbox
from service.queries.standing import Standing

NOW = 1_800_003_720.0  # 15 January 2027, 09:02 UTC
ZONE = "Europe/Berlin"
ANN = Person(PersonId("ann"), "Ann", True, None, 0.0)
BOB = Person(PersonId("bob"), "Bob", False, None, 0.0)
LINK = "https://shop.slack.com/archives/C024BE91L/p1800000000000100"


def session(number: int, title: str, state: State = State.RUNNING, **facts: Any) -> Session:
    made = Session(
        SessionNumber(number),
        ThreadKey("slack", "T1", "C1", str(number)),
        ANN.id,
        title,
        state,
        "claude-sonnet",
        "default",
        NOW - 3600,
        NOW - 60,
        NOW - 720,
        steps=14,
        tokens=48_000,
        cost_usd=0.42,
    )
    return replace(made, **facts)


def item(
    kind: ItemKind, ask: str, number: int = 3, choices: Sequence[str] = (), **facts: Any
) -> Item:
    made = Item(
        ItemId(f"0Mz{number:019}"),
        SessionNumber(number),
        ANN.id,
        kind,
        ask,
        NOW - 300,
        choices=choices,
    )
    return replace(made, **facts)


def standing(found: Session, *items: Item, **facts: Any) -> Standing:
    holding = found.state in (State.RUNNING, State.WAITING)
    made = Standing(
        NOW, found, ANN, (BOB,), items, 2, 3, slot=2 if holding else None, model=found.model
    )
    return replace(made, **facts)


CHECKOUT = session(3, "Checkout", State.WAITING, breadcrumb="Wire the provider into the cart")
WHICH = item(
    ItemKind.QUESTION,
    "Stripe or Adyen?",
    choices=("Stripe", "Adyen", "Both, behind a switch"),
    default="Stripe",
)
DEADLINE = replace(
    WHICH, reversible=True, decide_at=NOW + 1680, ask="Which payment provider should I set up?"
)
SUPPLIERS = {
    "Aurora": 120,
    "Brook": 85,
    "Cedar": 340,
    "Dune": 12,
    "Ember": 77,
    "Fjord": 951,
    "Grove": 40,
    "Haze": 8,
    "Isle": 260,
    "Juno": 33,
    "Kite": 18,
    "Lark": 5,
}
MANY = item(
    ItemKind.QUESTION,
    "Which of the twelve suppliers should the first import cover? Each brings its own price"
    " format, so I would like to begin with one:\n\n- *Aurora* and *Brook* send CSV files\n"
    "- the others send **spreadsheets** by mail, see [the list](https://example.com/suppliers)",
    5,
    tuple(f"{name}, {count} products" for name, count in SUPPLIERS.items()),
)
LONG_CHOICES = item(
    ItemKind.QUESTION,
    "The migration cannot keep both columns. How should I go on?",
    6,
    (
        "Drop `legacy_total` now and rebuild the report from the orders table tonight",
        "Keep `legacy_total` for one more release, and write to both columns until then",
        "Stop here",
    ),
)
FAILED = item(
    ItemKind.ALERT,
    "The provider refused the request: the key has no access to this model.",
    9,
    (RETRY, DISMISS),
    reason=Reason.TURN_FAILED,
)
BUDGET = item(
    ItemKind.BUDGET,
    "The session has used $5.00 of $5.00. Go on with another $5.00?",
    7,
    (GO_ON, STOP_HERE),
    severity=Severity.IMPORTANT,
)
CHECK_IN = item(
    ItemKind.CHECK_IN,
    "check-in after 15 min: wrote index.py, search.py; ran tests 3 times, the last one passed."
    " Next: Measure the new index. On track.",
    4,
    (ALL_WELL, STOP, NO_MORE),
    severity=Severity.INFORMATIVE,
    facts={"every": 900.0, "doubts": []},
)
RESULT = item(
    ItemKind.RESULT,
    "Prices of all 340 products are imported; 6 need a look.",
    8,
    (DISMISS,),
    severity=Severity.INFORMATIVE,
    facts={"version": 2, "files": 7, "seconds": 734.0, "cost_usd": 0.83},
)
CAPTURED = Captured(
    SessionNumber(8),
    2,
    "file:///captures/8",
    tuple(
        CapturedFile(path, size, "0" * 64)
        for path, size in (
            ("prices.csv", 48_200),
            ("report.md", 3_900),
            ("rejected.csv", 640),
            ("import/mapping.toml", 1_210),
            ("import/run.py", 6_400),
            ("import/test_run.py", 4_100),
            ("notes.md", 900),
        )
    ),
)
SUMMARY = """Prices of all **340 products** are imported; 6 need a look.

1. `prices.csv` holds what is live now
2. `rejected.csv` names the six rows, each with the reason

The [import report](https://example.com/report) says how long each file took."""

ANSWER = """# What the import does

Prices come from **twelve suppliers**, each with a format of its own. The table shows what
was read last night:

| supplier | products | took | state |
|:---------|---------:|-----:|:------|
| Aurora   |      120 | 1.2 s | imported |
| Cedar    |      340 | 4.0 s | *6 rejected* |
| Fjord    |      951 | 9.7 s | [see log](https://example.com/log) |

## What is left

- [x] read CSV and spreadsheets
- [x] keep yesterday's prices when a file is missing
- [ ] ask suppliers about the rejected rows
  - Cedar: `price` is empty
  - Fjord: two currencies in one file

> A price that changes by more than 30 % is held back until somebody looks.

```python
def held_back(old: Decimal, new: Decimal) -> bool:
    return abs(new - old) > old * Decimal("0.3")
```

Run it with `make import`, or see <https://example.com/docs>. ~~Nightly~~ Hourly from Monday."""


def entry(found: Item, title: str = "Checkout", **facts: Any) -> Entry:
    return Entry(found, session(found.session, title, State.WAITING), **facts)


def doing() -> str:
    call = ToolCall("c", "run_command", '{"command": "pytest -q tests/cart"}')
    reply = Reply("", (call,), "tool_calls", "m", 10, 5, 0.01, 1.0)
    draft = events.assistant(reply, 8)
    event = Event(SessionNumber(4), 9, draft.kind, "agent", NOW, draft.payload, TurnId("t"))
    return last_step(fold([event]))


def status_cards() -> dict[str, StatusCard]:
    working = session(4, "Speed up the product search", breadcrumb="Measure the new index")
    queued = session(5, "Supplier prices", State.QUEUED, cost_usd=0.0, steps=0)
    done = session(8, "Import prices", State.DONE, breadcrumb="Done: 340 products are imported")
    return {
        "working": status_card(standing(working), ZONE, doing=doing(), link=LINK),
        "queued": status_card(standing(queued, holding=3, position=2, queued=4), ZONE, link=LINK),
        "held-up": status_card(
            standing(
                working,
                wait_until=NOW + 180,
                wait_reason="The limit of anthropic is reached.",
            ),
            ZONE,
        ),
        "needs-you": status_card(standing(CHECKOUT, WHICH), ZONE, link=LINK),
        "done": status_card(standing(done), ZONE, link=LINK),
    }


def ask_cards() -> dict[str, AskCard]:
    answered = replace(
        WHICH,
        state=ItemState.RESOLVED,
        answer="Stripe",
        resolved_at=NOW - 30,
        resolved_by=BOB.id,
        resolved_from="slack",
    )
    return {
        "question": ask_card(entry(WHICH), NOW, ZONE, LINK),
        "deadline": ask_card(entry(DEADLINE), NOW, ZONE, LINK),
        "many": ask_card(entry(MANY, "Supplier prices"), NOW, ZONE, LINK),
        "long": ask_card(entry(LONG_CHOICES, "Orders migration", asked_by="Bob"), NOW, ZONE),
        "failed": ask_card(entry(FAILED, "Translate the shop"), NOW, ZONE, LINK),
        "budget": ask_card(entry(BUDGET, "Crawl the forum"), NOW, ZONE, LINK),
        "answered": ask_card(entry(answered, resolved_by="Bob"), NOW, ZONE, LINK),
    }


def result() -> ResultCard:
    done = session(8, "Import prices", State.DONE)
    return result_card(RESULT, done, CAPTURED, SUMMARY, link=LINK)


def summary() -> NoticeCard:
    entries = [
        entry(WHICH),
        entry(FAILED, "Translate the shop"),
        entry(RESULT, "Import prices"),
    ]
    facts = {
        "items": [each.item.id for each in entries],
        "count": 5,
        "since": NOW - 36_000,
        "until": NOW - 600,
        "spent_usd": 4.31,
    }
    told = Delivery(DeliveryId("d"), "slack:T1:D1:1", ANN.id, DeliveryKind.SUMMARY, NOW, NOW, facts)
    chosen = Preferences(ANN.id, quiet="22:00-07:00", zone=ZONE)
    worded = notice(told, [(each.item, each.session) for each in entries], chosen, NOW)
    return notice_card(told, worded, entries, NOW, ZONE, {SessionNumber(8): LINK})


def home() -> HomeCard:
    phone = Phone(PhoneId("p"), ANN.id, "ntfy", "ntfy on ntfy.sh", True, 0.0)
    settings = settings_card(
        Preferences(ANN.id, quiet="22:00-07:00", zone=ZONE),
        3,
        10,
        [phone],
        [Identity("slack", "T1", "U024ANN"), Identity("web", "local", "ann")],
        {},
    )
    inbox = Inbox(
        NOW,
        [entry(BUDGET, "Crawl the forum"), entry(DEADLINE)],
        [entry(RESULT, "Import prices")],
        [entry(FAILED, "Translate the shop")],
        on_track=[entry(CHECK_IN, "Speed up the product search")],
    )
    queued = [
        Row(session(5, "Supplier prices", State.QUEUED), position=1),
        Row(session(10, "Clean up the wiki", State.QUEUED), position=2),
    ]
    board = Board(
        NOW,
        3,
        3,
        (),
        [
            Row(
                session(4, "Speed up the product search", breadcrumb="Measure the new index"),
                outlook=Outlook(Level.LIKELY, signs=((Sign.NUDGED, 2.0), (Sign.REDIRECTED, 1.0))),
            )
        ],
        queued,
        [
            Row(session(8, "Import prices", State.DONE, breadcrumb="Done: 340 products")),
            Row(session(2, "Logo drafts", State.PARKED, breadcrumb="Pick one of three"), "Bob"),
        ],
    )
    links = {SessionNumber(number): LINK for number in (3, 4, 5, 7, 8, 10)}
    return home_card(inbox, board, settings, {SessionNumber(8): CAPTURED}, links)
