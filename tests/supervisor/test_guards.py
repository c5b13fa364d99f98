"""What looks like a loop and is none: batches, passing checks, wishes, what a server refuses."""

import pytest

from service.domain.watching import Limits
from service.supervisor.alerts import Rule
from service.supervisor.asked import Wish, wish_of
from service.supervisor.facts import Asked, Break, Broke
from tests.supervisor.telling import Agent


def test_a_batch_over_distinct_targets_that_answer_alike() -> None:
    agent = Agent()
    for number in range(30):
        agent.do("write_file", "ok", path=f"docs/page_{number}.md", content="Copyright")
    for number in range(30):
        agent.sh(f"sed -i '1i // MIT' src/{number}.ts")
    agent.batch(
        [("Glob", {"pattern": f"workers/{n}/**"}, "No files found") for n in "abcdefghijklmnop"]
    )
    assert not agent.verdicts


def test_a_batch_whose_targets_all_fail_alike_is_told_later() -> None:
    agent = Agent()
    for number in range(9):
        agent.do("fetch", "403: not for you", ok=False, url=f"https://a.test/{number}")
    assert not agent.verdicts


def test_calls_made_at_once_count_once() -> None:
    agent = Agent()
    agent.batch([("read_file", {"path": "a.py"}, "x = 1")] * 8)
    assert not agent.verdicts


def test_results_of_a_batch_may_come_in_any_order() -> None:
    agent = Agent()
    for _ in range(3):
        agent.batch([("read_file", {"path": f"{n}.py"}, f"# {n}") for n in "abc"])
    assert agent.rules == [Rule.CYCLE]


def test_the_same_passing_check_after_distinct_edits() -> None:
    agent = Agent()
    for number in range(12):
        agent.edit("api.py", f"old {number}", f"new {number}")
        agent.sh("pytest -q", f"40 passed in {number}.31s")
    assert not agent.verdicts


@pytest.mark.parametrize(
    ("failures", "what"),
    [
        ([f"FAILED test_{name}\n1 failed, 30 passed" for name in "abcdefgh"], "another test fails"),
        ([f"Found {left} errors" for left in (48, 41, 37, 30, 20, 9, 3)], "fewer errors"),
        ([f"KeyError: '{name}'" for name in "abcdefg"], "another key is missing"),
    ],
)
def test_a_failure_that_changes_is_progress(failures: list[str], what: str) -> None:
    agent = Agent()
    for number, failure in enumerate(failures):
        agent.edit("svc.py", f"# {number}", f"fix {number}")
        agent.sh("make check", failure, ok=False)
    assert not agent.verdicts, what


def test_a_bisection_fails_as_often_as_it_likes() -> None:
    agent = Agent(Asked("Find the commit that broke it."))
    for left in (127, 63, 31, 15, 7, 3, 1):
        agent.sh("make -s && ./tool", "parse error: invalid literal", ok=False)
        agent.sh("git bisect bad", f"Bisecting: {left} revisions left to test after this")
    assert not agent.verdicts


def test_an_edit_taken_back_once() -> None:
    agent = Agent()
    agent.edit("calc.py", "a+b", "a-b")
    agent.sh("pytest -q", "2 failed", ok=False)
    agent.edit("calc.py", "a-b", "a+b")
    agent.sh("pytest -q", "1 failed", ok=False)
    agent.edit("calc.py", "round(x)", "floor(x)")
    assert not agent.verdicts


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Run ./flip.sh 12 times.", 12),
        ("Run it ten times", 10),
        ("Do 15 runs of the suite", 15),
        ("repeat that up to 20 attempts", 20),
        ("Check twice.", 2),
        ("x20 please, in one go", 20),
        ("poll every 5 minutes for up to 15 minutes", 4),
        ("Look every 10 seconds for 2 minutes", 13),
        ("Build it for x86 and fix issue 12.", 0),
        ("Wait up to 15 minutes.", 0),
    ],
)
def test_how_often_somebody_asked_for_something(text: str, times: int) -> None:
    assert wish_of(text).times == times


def test_short_words_leave_the_wish_standing() -> None:
    wish = Wish(times=12)
    assert wish_of("go on", wish) == wish
    assert (
        wish_of("Now " + "write the whole documentation of it anew, please. " * 2, wish) == Wish()
    )


def test_what_was_asked_for_is_done_in_peace() -> None:
    agent = Agent(Asked("Run ./flip.sh 12 times and report."))
    for _ in range(13):
        agent.sh("./flip.sh", "heads")
    assert not agent.verdicts
    agent.sh("./flip.sh", "heads")
    assert agent.rules == [Rule.SAME_CALL]


def test_who_was_asked_to_wait_waits_longer() -> None:
    agent = Agent(Asked("Wait for the build and tell me what came of it, whatever it takes."))
    for _ in range(round(Limits().polls_waited * 1.5) - 1):
        agent.sh("sleep 30; gh run view 881", '{"status":"queued"}')
    assert not agent.verdicts
    agent.sh("sleep 30; gh run view 881", '{"status":"queued"}')
    assert agent.rules == [Rule.POLL]


def test_what_a_server_refuses_is_no_loop() -> None:
    agent = Agent()
    for _ in range(12):
        agent.do("fetch", "429 Too Many Requests", ok=False, url="https://a.test")
        agent.sh("sleep 5")
    assert not agent.verdicts


def test_a_long_error_that_names_a_429_is_one() -> None:
    agent = Agent()
    for _ in range(3):
        agent.sh("./replay.sh", "line of the log with a 429 in it\n" * 40, ok=False)
    assert agent.rules == [Rule.SAME_FAILURE]


def test_the_agents_own_server_is_its_own_business() -> None:
    agent = Agent()
    for _ in range(6):
        agent.sh("curl -f localhost:8080/x", "curl: (22) error: 503", ok=False)
    assert agent.rules == [Rule.SAME_FAILURE]


def test_a_persons_message_starts_anew() -> None:
    agent = Agent()
    for _ in range(3):
        for _ in range(2):
            agent.sh("make deploy", "permission denied: /srv/app", ok=False)
        agent.ask("try again")
    assert not agent.verdicts


def test_a_nudge_resets_nothing() -> None:
    agent = Agent()
    for _ in range(3):
        agent.sh("make deploy", "permission denied: /srv/app", ok=False)
        agent.nudge()
    assert agent.rules == [Rule.SAME_FAILURE]


def test_full_contexts_with_progress_between() -> None:
    agent = Agent()
    for number in range(10):
        agent.breaks(Broke(Break.OVERFLOW))
        agent.sh(f"sed -n {number}00,{number}99p big.txt", f"section {number}")
    assert not agent.verdicts


def test_the_same_button_while_the_page_changes() -> None:
    agent = Agent()
    for month in ["October", "November", "December", "January", "February", "March"]:
        agent.do("click", f"calendar: {month}", role="button", name="Next month")
    for _ in range(7):
        agent.do("press_key", "ok", key="Down")
    assert not agent.verdicts


def test_a_file_read_in_pieces_that_look_alike() -> None:
    agent = Agent()
    for start in range(0, 3000, 200):
        agent.do("read_file", "0,0,0,0\n" * 50, path="data.csv", offset=start, limit=200)
    assert not agent.verdicts
