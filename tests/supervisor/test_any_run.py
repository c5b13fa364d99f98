"""Whatever an agent does, the watch says something sensible or nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from service.supervisor.facts import (
    Asked,
    Break,
    Broke,
    Called,
    Fact,
    Nudged,
    Returned,
    Said,
    Waits,
)
from service.supervisor.watch import Stage, Watch

IDS = st.sampled_from(["c1", "c2", "c3"])
TOOLS = st.sampled_from(
    ["bash", "read_file", "edit_file", "wait", "think", "", "press_key", "poll"]
)
ARGUMENTS = st.sampled_from(
    [
        {},
        {"command": "pytest -q"},
        {"command": ["git", "status"]},
        {"command": "sleep 5"},
        {"path": "a.py", "old": "1", "new": "2"},
        {"path": "a.py", "old": "2", "new": "1"},
        {"plan": [{"step": "a", "status": "done"}]},
        {"input": None, "offset": 3},
    ]
)
RESULTS = st.sampled_from(["", "ok", "running", "1 failed", "KeyError: 'x'", "429", "3 of 8 done"])
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Asked, st.sampled_from(["go on", "Run it 3 times."]), st.booleans()),
    st.builds(Said, st.sampled_from(["", "I'll go.", "Which one?"]), st.booleans()),
    *([st.builds(Called, IDS, TOOLS, ARGUMENTS)] * 3),
    *([st.builds(Returned, IDS, st.booleans(), RESULTS)] * 3),
    st.builds(Broke, st.sampled_from(list(Break)), st.none()),
    st.just(Waits()),
    st.just(Nudged()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FACTS, min_size=20, max_size=150))
def test_verdicts_hold_together(facts: list[Fact]) -> None:
    watch = Watch()
    told: set[str] = set()
    for at, fact in enumerate(facts):
        if isinstance(fact, Asked):
            told.clear()
        verdict = watch.take(fact, float(at))
        if verdict is None:
            continue
        alert = verdict.alert
        assert "\n" not in alert.evidence
        assert alert.evidence.endswith(".")
        assert alert.repeats >= 2
        assert (
            0 <= alert.since <= alert.known <= alert.since + alert.steps - 1 <= watch.window.number
        )
        if verdict.stage is Stage.TELL:
            assert alert.signature not in told
            told.add(alert.signature)


@settings(max_examples=50, deadline=None)
@given(st.lists(FACTS, max_size=80))
def test_the_same_run_gives_the_same_verdicts(facts: list[Fact]) -> None:
    one, other = Watch(), Watch()
    assert [one.take(fact) for fact in facts] == [other.take(fact) for fact in facts]
