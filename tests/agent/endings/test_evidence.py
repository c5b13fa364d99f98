"""What the rules take from the tools' lines and from counts, beside the text's own words."""

from collections.abc import Sequence

import pytest

from service.agent.endings.counting import counts_in
from service.agent.endings.features import features
from service.agent.endings.rules import classify
from service.agent.endings.tools import calls_of, unmended
from service.domain.endings import Ending


@pytest.mark.parametrize(
    ("line", "kind", "ok"),
    [
        ("read_file src/write.py ok", "looked", True),
        ("edit tests/test_a.py ok", "changed", True),
        ("git push failed (403)", "changed", False),
        ("git log ok", "looked", True),
        ("bash pytest -q failed (2 failed)", "checked", False),
        ("pytest 3 failed", "checked", False),
        ("pytest ok (2 failed)", "checked", False),
        ("grep error app.log ok", "looked", True),
        ("http_post deepl error", "changed", False),
        ("ssh web-03 failed: publickey", "ran", False),
        ("python train.py --dry-run ok", "looked", True),
    ],
)
def test_a_call_is_read_from_its_line(line: str, kind: str, ok: bool) -> None:
    (call,) = calls_of([line])
    assert (call.kind, call.ok) == (kind, ok)


def test_a_failure_counts_until_the_same_command_works() -> None:
    assert unmended(calls_of(["git push failed (403)", "git log ok"]))
    assert not unmended(calls_of(["git push failed (403)", "git push ok"]))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Translate all 12 chapters", {12}),
        ("Write eight poems", {8}),
        ("Schreib zwölf Karten", {12}),
        ("A plan for 20 years at 5 %", set()),
        ("A 500 word piece", set()),
        ("全10章を英訳して", {10}),
    ],
)
def test_what_a_goal_counts(text: str, counts: set[int]) -> None:
    assert counts_in(text) == counts


@pytest.mark.parametrize(
    ("text", "goal", "tools", "name"),
    [
        ("The site is live.", "Deploy it", ["deploy failed (quota)"], "silent on failing"),
        ("The quota stopped it: it failed.", "Deploy it", ["deploy failed (x)"], "owns up"),
        ("It is rebuilding.", "Rebuild it", ["make (background) ok"], "left in the background"),
        ("Restored.", "Restore it", ["pg_restore ok (0 rows)"], "a tool found nothing"),
        ("Three risks:\n\n- one\n- two", "Name the risks", [], "fewer than announced"),
        ("# Report\n\nAll fine.\n\n## Lessons", "Report", [], "ends in a heading"),
    ],
)
def test_evidence_has_a_name(text: str, goal: str, tools: Sequence[str], name: str) -> None:
    assert any(each.startswith(name) for each in features(text, goal, tools).names)


def test_a_claim_that_the_tools_contradict_is_no_answer() -> None:
    verdict = classify(
        "The new version is live for everybody.",
        "Deploy the new version",
        ["npm run build ok", "firebase deploy failed (quota exceeded)"],
    )
    assert verdict.ending is Ending.STOPPED_SHORT
    assert verdict.why


def test_what_was_left_as_ordered_is_not_left() -> None:
    goal, tools = "Fix the typos in chapter 1 only.", ["edit ch1.md ok"]
    text = "Chapter 1 is corrected: 23 typos. Chapters 2 to 9 are untouched, as you wanted."
    assert classify(text, goal, tools).ending is Ending.ANSWERED


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("Good morning! Hope the day starts well.", "Good morning!"),
        ("You're welcome!", "Thanks!"),
        ("Gern geschehen!", "Danke dir"),
        ("Okay!", "ok"),
    ],
)
def test_small_talk_is_answered_by_small_talk(text: str, goal: str) -> None:
    assert classify(text, goal, []).ending is Ending.ANSWERED


def test_a_look_in_vain_does_not_matter_where_another_went_well() -> None:
    goal, text = "Check whether a host was down last night.", "One, web-2, at 02:10."
    verdict = classify(text, goal, ["prometheus query ok", "sentry lookup failed (no access)"])
    assert verdict.ending is Ending.ANSWERED


def test_success_is_not_believed_where_the_work_itself_failed() -> None:
    text = "The dump has been loaded into staging. You can log in as usual."
    tools = ["scp ok", "mysql import failed (unknown collation)", "mysql show tables ok (0 tables)"]
    assert classify(text, "Load the dump into staging.", tools).ending is Ending.STOPPED_SHORT
