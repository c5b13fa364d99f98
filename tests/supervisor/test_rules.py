"""Each rule finds its kind of repetition, at its threshold and not before."""

import pytest

from service.domain.watching import Limits
from service.supervisor.alerts import Rule
from service.supervisor.facts import Asked
from tests.supervisor.telling import Agent

LIMITS = Limits()


def flagged_at(agent: Agent, rule: Rule) -> int:
    """Return after which step the rule first spoke, and that it was the first one."""
    assert agent.rules, "nothing was flagged"
    assert agent.rules[0] is rule
    alert = agent.alerts[0]
    return alert.since + alert.steps - 1


def test_the_same_call_with_the_same_result() -> None:
    agent = Agent()
    for number in range(3):
        agent.say(f"I look at it, take {number}.", calling=True)
        agent.sh("cat VERSION", "1.4.2")
    assert not agent.verdicts
    agent.sh('cat   "VERSION"  # once more', "1.4.2")
    assert flagged_at(agent, Rule.SAME_CALL) == 4


def test_the_order_of_keys_and_remarks_do_not_count() -> None:
    agent = Agent()
    agent.do("search", "no hit at all", path="src", query="Foo")
    agent.do("search", "no hit at all", query="Foo", path="src")
    agent.do("search", "no hit at all", path="src", query="Foo", explanation="Looking for Foo")
    agent.do("search", "no hit at all", query="Foo", path="src", explanation="Once more")
    assert flagged_at(agent, Rule.SAME_CALL) == 4


def test_a_call_that_fails_the_same_way() -> None:
    agent = Agent()
    for _ in range(3):
        agent.sh("make deploy", "permission denied: /srv/app", ok=False)
    assert flagged_at(agent, Rule.SAME_FAILURE) == 3


def test_an_error_that_may_pass_gets_more_tries() -> None:
    agent = Agent()
    for _ in range(LIMITS.flaky - 1):
        agent.sh("curl -f https://a.test", "curl: (28) timed out", ok=False)
    assert not agent.verdicts
    agent.sh("curl -f https://a.test", "curl: (28) timed out", ok=False)
    assert flagged_at(agent, Rule.SAME_FAILURE) == LIMITS.flaky


def test_a_call_that_fails_in_other_words() -> None:
    agent = Agent()
    for error in ["patch does not apply", "hunk 1 failed", "context mismatch", "hunk 1 failed"]:
        agent.do("apply_patch", error, ok=False, patch="@@ -1 +1 @@")
    assert flagged_at(agent, Rule.SAME_FAILURE) == 4


def test_a_failing_call_that_gets_on_is_left_alone() -> None:
    agent = Agent()
    for share in range(10, 90, 10):
        agent.sh("wget -c https://a.test/x", f"connection reset at {share}%", ok=False)
    assert not agent.verdicts


def test_numbers_that_only_fluctuate_are_no_progress() -> None:
    agent = Agent()
    for load in [4, 9, 3, 7, 5, 8]:
        agent.do("get_load", f"load {load}, 3 users", host="db1")
    assert flagged_at(agent, Rule.SAME_CALL) == 6
    watching = Agent(Asked("Watch the load of db1 for me."))
    for load in [4, 9, 3, 7, 5, 8]:
        watching.do("get_load", f"load {load}, 3 users", host="db1")
    assert not watching.verdicts


def test_polls_without_change() -> None:
    agent = Agent()
    for _ in range(LIMITS.polls - 1):
        agent.sh("gh run view 881", '{"status":"queued"}')
    assert not agent.verdicts
    agent.sh("gh run view 881", '{"status":"queued"}')
    assert flagged_at(agent, Rule.POLL) == LIMITS.polls


def test_pauses_between_polls_make_patient() -> None:
    agent = Agent()
    for _ in range(LIMITS.polls_waited - 1):
        agent.sh("sleep 30")
        agent.sh("gh run view 881", '{"status":"queued"}')
    assert not agent.verdicts
    agent.sh("sleep 30")
    agent.sh("gh run view 881", '{"status":"queued"}')
    assert flagged_at(agent, Rule.POLL) == 2 * LIMITS.polls_waited


def test_polling_for_too_long_counts_by_the_clock() -> None:
    agent = Agent()
    for _ in range(4):
        agent.sh("sleep 900; gh run view 881", '{"status":"queued"}', after=900)
    assert agent.rules == [Rule.POLL]
    assert "45 min ago" in agent.alerts[0].evidence


def test_pauses_and_nothing_else() -> None:
    agent = Agent()
    for _ in range(LIMITS.polls_waited):
        agent.sh("sleep 60")
    assert flagged_at(agent, Rule.POLL) == LIMITS.polls_waited


@pytest.mark.parametrize("period", range(2, 9))
def test_cycles_of_each_length(period: int) -> None:
    agent = Agent()
    for at in range(period * 3 - 1):
        agent.do("read_file", f"content {at % period}", path=f"src/{at % period}.py")
    assert not agent.verdicts
    agent.do("read_file", f"content {period - 1}", path=f"src/{period - 1}.py")
    assert flagged_at(agent, Rule.CYCLE) == period * 3
    assert f"{period}-step cycle ×3 (steps 1–{period * 3})" in agent.alerts[0].evidence


def test_thoughts_within_a_cycle_do_not_hide_it() -> None:
    agent = Agent()
    for number in range(3):
        error = f"FAILED test_sync - KeyError: 'id'\n1 failed in {number}.2s"
        agent.sh("pytest", error, ok=False)
        agent.do("read_file", "def sync(r): return r['id']", path="sync.py")
        agent.do("think", thought=f"thought {number}")
    assert agent.rules == [Rule.CYCLE]
    assert "3-step cycle ×3 (steps 1–8): pytest → read sync.py → think." in agent.alerts[0].evidence


def test_a_cycle_whose_results_fluctuate() -> None:
    agent = Agent()
    for number in [5, 9, 2, 7, 3]:
        agent.sh("kubectl logs api", f"{number} requests in the queue, oldest first")
        agent.do("read_file", "replicas: 1", path="deploy.yaml")
    assert agent.rules[:1] == [Rule.CYCLE]


def test_the_same_failure_between_other_steps() -> None:
    agent = Agent()
    for number in range(4):
        agent.sh("./gradlew build", "Keystore release.jks not found", ok=False)
        agent.do("read_file", f"content {number}", path=f"{number}.gradle")
    assert agent.rules[:1] == [Rule.SCATTERED]


def test_churn_in_no_order() -> None:
    agent = Agent()
    for name in "abaabbabaab":
        agent.do("write_file", f"wrote {name}.md", path=f"{name}.md", content="same body")
    assert agent.rules[:1] == [Rule.SCATTERED]


def test_one_error_for_varied_arguments() -> None:
    agent = Agent()
    spellings = ["pip install x-fast", "pip3 install x-fast", "python -m pip install x-fast"]
    spellings += ["pip install --user x-fast", "pip install -U x-fast"]
    for command in spellings:
        agent.sh(command, "ERROR: No matching distribution found for x-fast", ok=False)
    assert flagged_at(agent, Rule.SAME_ERROR) == 5


def test_a_tool_that_does_not_exist() -> None:
    agent = Agent()
    for tool in ["browse", "browser", "open_page", "web", "page"]:
        agent.do(tool, f"Error: no such tool: {tool}", ok=False, q=tool)
    assert flagged_at(agent, Rule.SAME_ERROR) == 5


def test_other_words_for_the_same_search() -> None:
    agent = Agent()
    for query in ["TQ datasheet", "datasheet of TQ", "TQ datasheet pdf", "the TQ datasheet"]:
        agent.do("web_search", "No results.", query=query)
    assert not agent.verdicts
    agent.do("web_search", "No results.", query="datasheet TQ please")
    assert flagged_at(agent, Rule.NEAR_DUPLICATE) == 5


def test_more_and_more_lines_of_a_short_file() -> None:
    agent = Agent()
    for lines in (50, 60, 80, 100, 120):
        agent.sh(f"head -{lines} /var/log/jobs.log", "started\nno such table: jobs\nstopped")
    assert agent.rules[:1] == [Rule.NEAR_DUPLICATE]


def test_one_file_from_other_folders() -> None:
    agent = Agent()
    for command in ("cat app.py", "cat ./app.py", "less /repo/app.py", "head app.py", "cat app.py"):
        agent.sh(command, "import os\n\nprint(os.environ)")
    assert agent.rules[:1] == [Rule.NEAR_DUPLICATE]


def test_an_error_that_quotes_what_was_tried() -> None:
    agent = Agent()
    for number in range(5):
        old = f"def run(value_{number}):"
        error = f"Error: no match for {old} in the file"
        agent.do("edit_file", error, ok=False, path="app.py", old=old, new="x")
    assert flagged_at(agent, Rule.SAME_ERROR) == 5


def test_two_failures_in_turn() -> None:
    agent = Agent()
    for number in range(8):
        agent.edit("sync.py", f"a{number}", f"b{number}")
        error = ("KeyError: 'id'", "TypeError: two arguments")[number % 2]
        agent.sh("pytest -q", f"FAILED test_sync - {error}", ok=False)
    assert flagged_at(agent, Rule.SAME_CHECK) == 16


def test_one_message_sent_again_and_again() -> None:
    agent = Agent()
    for number in range(5):
        issue = f"Created issue #{100 + number}"
        agent.do("create_issue", issue, title="The nightly report is empty", labels="bug")
    assert flagged_at(agent, Rule.SAME_CALL) == 5


def test_a_plan_that_is_only_reworded() -> None:
    agent = Agent()
    for verb in ["Look into", "Investigate", "Examine", "Study", "Inspect"]:
        plan = [{"step": f"{verb} the failing test", "status": "pending"}]
        agent.do("update_plan", "plan updated", plan=plan, explanation=f"{verb} it")
    assert flagged_at(agent, Rule.PLANNING) == 5


def test_an_edit_that_is_undone_and_done_again() -> None:
    agent = Agent()
    for _ in range(2):
        agent.edit("calc.py", "a+b", "a-b")
        agent.sh("pytest -q", "FAILED test_sub", ok=False)
        agent.edit("calc.py", "a-b", "a+b")
        agent.sh("pytest -q", "FAILED test_add", ok=False)
    assert agent.rules == [Rule.TOGGLED]


def test_a_file_that_is_written_back_and_forth() -> None:
    agent = Agent()
    for number in range(6):
        body = "on" if number % 2 else "off"
        agent.do("write_file", "ok", path="flags.ini", content=f"flag = {body}\n")
    assert agent.rules[:1] == [Rule.TOGGLED]


def test_the_same_failure_after_each_edit() -> None:
    agent = Agent()
    for number in range(5):
        agent.edit("load.py", "rows = fetch()", f"print({number})\nrows = fetch()")
        trace = f"  File \"load.py\", line {20 + number}, in main\nKeyError: 'tenant_id'"
        agent.sh("python load.py", trace, ok=False)
    assert flagged_at(agent, Rule.SAME_CHECK) == 10
    assert "(`KeyError: 'tenant_id'`)" in agent.alerts[0].evidence


def test_a_compile_error_that_only_moves_with_the_edits() -> None:
    agent = Agent()
    for number in range(6):
        agent.edit("pay.ts", "let x", f"// try {number}\nlet x")
        error = f"src/pay.ts({18 + number},9): error TS2322: Type 'string' is not assignable"
        agent.sh("npx tsc --noEmit", error, ok=False)
    assert agent.rules[:1] == [Rule.SAME_CHECK]
