"""What a card shows of an ask: the sentences that ask, and the answers they offer."""

from collections.abc import Sequence

import pytest

from service.agent.endings.rules import classify
from service.domain.endings import Ending

CASES: Sequence[tuple[str, str, Sequence[str]]] = (
    (
        "I read both drafts. Which one should I send: the short one or the long one?",
        "Which one should I send: the short one or the long one?",
        ("the short one", "the long one"),
    ),
    (
        "Three names are free:\n\n1. Lumo – short\n2. Varda – trees\n3. Nettle – plants\n\n"
        "Which one do you want?",
        "Which one do you want?",
        ("Lumo", "Varda", "Nettle"),
    ),
    (
        "The plan is ready.\n\nTell me which account to use before I start.\n\n"
        "It covers six weeks. Nothing has been booked.",
        "Tell me which account to use before I start.",
        (),
    ),
    (
        "Das Schreiben ist fertig. Mir fehlt noch Ihre Kundennummer. Sobald Sie mir diese"
        " nennen, schicke ich es ab.",
        "Mir fehlt noch Ihre Kundennummer. Sobald Sie mir diese nennen, schicke ich es ab.",
        (),
    ),
)


@pytest.mark.parametrize(("text", "ask", "choices"), CASES)
def test_the_sentences_that_ask_and_their_choices(
    text: str, ask: str, choices: Sequence[str]
) -> None:
    verdict = classify(text, "Do the thing", ["read_file notes.md ok"])
    assert verdict.ending is Ending.ASKS
    assert (verdict.ask, tuple(verdict.choices)) == (ask, tuple(choices))


def test_a_long_ask_is_cut_at_a_word() -> None:
    text = "Please tell me which of these to use: " + "something quite long, " * 40 + "or not?"
    verdict = classify(text, "Do the thing", [])
    assert len(verdict.ask) <= 300
    assert verdict.ask.endswith("…")


@pytest.mark.parametrize(
    ("text", "goal", "tools", "ending"),
    [
        ("Renamed in 17 files. Tests pass.", "Rename it", ["npm test ok"], Ending.ANSWERED),
        ("Berlin.", "What is the capital of Germany?", [], Ending.ANSWERED),
        (
            "All 64 tests pass. Would you like me to do the same for the invoices?",
            "Add pagination to the orders",
            ["edit app.py ok", "pytest ok"],
            Ending.ANSWERED,
        ),
        ("The parser is written. Now the tests:", "Write it with tests", [], Ending.STOPPED_SHORT),
        ("Okay, I'll get started!", "Sort my notes", [], Ending.STOPPED_SHORT),
        ("May I use sudo for this?", "Install it", ["apt failed (sudo)"], Ending.ASKS),
        ("Soll ich die Tabelle löschen?", "Räum auf", ["sql ok"], Ending.ASKS),
        ("どちらを使いますか?教えてください。", "設定して", ["read ok"], Ending.ASKS),
    ],
)
def test_plain_cases(text: str, goal: str, tools: Sequence[str], ending: Ending) -> None:
    verdict = classify(text, goal, tools)
    assert verdict.ending is ending
    assert verdict.why
