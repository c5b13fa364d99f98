"""What the model reads, and where."""

from service.agent.context import DELETED, estimate_tokens, render
from service.domain import events
from service.domain.events import Attachment
from service.domain.ids import BlobId
from service.ports.model import ModelMessage
from tests.agent.telling import ANN, BOB, T1, T2, Telling, ask, call


def shown(told: Telling, turn: str = "t1") -> list[tuple[str, str]]:
    messages = render("system", told.history, T1 if turn == "t1" else T2)
    return [(each.role, each.text) for each in messages[1:]]


def test_results_follow_their_calls_in_order() -> None:
    told = Telling()
    told.says("Go")
    first, second, question = call("a"), call("b"), ask("c")
    told.replies("I will", first, second, question)
    told.ended(second, "two")
    told.ended(first, "one")
    told.answered(question, "Blue")
    told.replies("Thanks")
    assert shown(told) == [
        ("user", "Go"),
        ("assistant", "I will"),
        ("tool", "one"),
        ("tool", "two"),
        ("tool", "Ann answered: Blue"),
        ("assistant", "Thanks"),
    ]


def test_an_id_used_again_keeps_its_own_results() -> None:
    told = Telling()
    told.says("Go")
    for result in ("one", "two"):
        told.replies("", call("a"))
        told.ended(call("a"), result)
    assert [text for role, text in shown(told) if role == "tool"] == ["one", "two"]


def test_steering_stands_where_it_was_read() -> None:
    told = Telling()
    told.says("Go")
    told.says("Faster")
    told.replies("", call("a"), read_upto=1)
    told.ended(call("a"))
    assert [role for role, _ in shown(told)] == ["user", "assistant", "tool", "user"]
    assert shown(told)[-1] == ("user", "Faster")
    told.replies("Fine")
    assert shown(told)[3:] == [("user", "Faster"), ("assistant", "Fine")]


def test_a_note_is_read_at_the_start_of_the_next_turn_with_its_first_step() -> None:
    told = Telling()
    told.says("Go")
    told.replies("", call("a"))
    told.add(events.note(ANN, "Ann", "Mind the budget"))
    told.ended(call("a"))
    assert all("budget" not in text for _, text in shown(told))
    told.replies("Done")
    told.says("Again")
    before = shown(told, "t2")
    assert before[-1] == ("user", "(a note, nothing to answer) Mind the budget\n\nAgain")
    told.turn = T2
    told.replies("Sure")
    assert shown(told, "t2")[:-1] == before


def test_the_second_person_gets_names_and_what_was_cached_stays() -> None:
    told = Telling()
    told.says("Go")
    told.replies("Going")
    alone = shown(told)
    told.says("Me too", BOB)
    told.says("Yes")
    assert shown(told)[:2] == alone
    assert shown(told)[2] == ("user", "Bob: Me too\n\nAnn: Yes")


def test_deleted_and_empty_texts() -> None:
    told = Telling()
    told.says("Secret")
    told.erase(1)
    told.replies("  ")
    told.add(events.notice("Your reply was empty."))
    assert shown(told) == [("user", DELETED), ("user", "heddle: Your reply was empty.")]


def test_attachments_are_listed_by_path() -> None:
    told = Telling()
    told.says("", ANN, [Attachment(BlobId("b"), "a b.pdf", "application/pdf", 12_345)])
    assert shown(told) == [("user", "(attached: inbox/a b.pdf (12,345 bytes))")]


def test_the_estimate_grows_with_text_and_calls() -> None:
    small = [ModelMessage("user", "x")]
    assert estimate_tokens(small) < estimate_tokens([ModelMessage("user", "x" * 100)])
    assert estimate_tokens([ModelMessage("assistant", "", [call("a", x="y" * 350)])]) > 100
