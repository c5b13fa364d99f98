"""Who is told, and when; and that a watch can be built anew from a session's events."""

from collections.abc import Sequence

from service.domain import events
from service.domain.events import Control, Draft, Event, Reply, ToolCall
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.supervisor.alerts import Alert, Rule
from service.supervisor.conditions import State
from service.supervisor.facts import Asked, Break, Broke, Called, Waits
from service.supervisor.watch import Stage, Verdict, Watch
from tests.supervisor.telling import Agent

ANN = PersonId("ann")


def deploy(agent: Agent, times: int) -> None:
    for _ in range(times):
        agent.sh("make deploy", "permission denied: /srv/app", ok=False)


def test_the_agent_is_nudged_and_the_person_told_one_cycle_later() -> None:
    agent = Agent()
    deploy(agent, 3)
    assert agent.stages == [Stage.NUDGE]
    agent.nudge()
    deploy(agent, 1)
    assert agent.stages == [Stage.NUDGE, Stage.TELL]
    deploy(agent, 5)
    assert agent.stages == [Stage.NUDGE, Stage.TELL]


def test_a_cycle_is_told_after_one_more_round() -> None:
    agent = Agent()
    for number in range(11):
        agent.do("read_file", f"content {number % 3}", path=f"{number % 3}.py")
    assert agent.stages == [Stage.NUDGE]
    agent.do("read_file", "content 2", path="2.py")
    assert agent.stages == [Stage.NUDGE, Stage.TELL]
    assert {alert.signature for alert in agent.alerts} == {agent.alerts[0].signature}


def test_who_goes_on_otherwise_is_left_alone_and_told_when_it_comes_back() -> None:
    agent = Agent()
    deploy(agent, 3)
    for number in range(4):
        agent.edit("deploy.yaml", f"a{number}", f"b{number}")
    assert agent.stages == [Stage.NUDGE]
    deploy(agent, 3)
    assert agent.stages == [Stage.NUDGE, Stage.TELL]


def test_another_loop_right_after_a_nudge_is_told() -> None:
    agent = Agent()
    for _ in range(4):
        agent.do("read_file", "x = 1", path="a.py")
    agent.nudge()
    for name in "ababab":
        agent.do("read_file", "x = 1", path=f"{name}.py")
    assert agent.stages[0] is Stage.NUDGE
    assert Stage.TELL in agent.stages


def test_an_ignored_pattern_is_told_to_nobody_but_the_agent() -> None:
    agent = Agent()
    deploy(agent, 3)
    agent.watch.ignore(agent.alerts[0].signature)
    deploy(agent, 9)
    agent.ask("go on")
    deploy(agent, 9)
    assert agent.stages == [Stage.NUDGE, Stage.NUDGE]


def test_a_persons_message_makes_it_news_again() -> None:
    agent = Agent()
    deploy(agent, 4)
    agent.ask("It should work now, try again.")
    deploy(agent, 4)
    assert agent.stages == [Stage.NUDGE, Stage.TELL] * 2


def test_the_signature_stands_for_the_pattern_and_not_for_the_occurrence() -> None:
    one, other, else_ = Agent(), Agent(), Agent()
    deploy(one, 3)
    other.sh("ls", "src")
    deploy(other, 3)
    for _ in range(3):
        else_.sh("make release", "permission denied: /srv/app", ok=False)
    signatures = [agent.alerts[0].signature for agent in (one, other, else_)]
    assert signatures[0] == signatures[1] != signatures[2]
    assert signatures[0] == "same_failure:" + signatures[0].partition(":")[2]


def test_the_evidence_is_one_line_that_says_since_when_and_for_how_much() -> None:
    agent = Agent()
    agent.sh("ls", "src")
    for _ in range(3):
        error = "FAILED test_sync - KeyError: 'id'\n1 failed"
        agent.watch.window.cost += 0.21
        agent.sh("pytest", error, ok=False, after=60)
        agent.do("read_file", "def sync(r): return r['id']", after=60, path="sync.py")
    (alert,) = agent.alerts
    assert alert.evidence == (
        "2-step cycle ×3 (steps 2–7): pytest → read sync.py. The same failure each time"
        " (`KeyError: 'id'`); last new result at step 3, 4 min ago, $0.42 since."
    )
    assert (alert.since, alert.steps, alert.repeats, alert.period, alert.known) == (2, 6, 3, 2, 5)
    assert alert.hint.startswith("2-step cycle ×3 (steps 2–7): pytest → read sync.py.")
    assert "Do not go round again" in alert.hint
    assert "\n" not in alert.evidence + alert.hint


def test_labels_with_braces_are_shown_as_they_are() -> None:
    agent = Agent()
    for _ in range(4):
        agent.sh("curl -w '%{http_code}' a.test", "200 and fine")
    assert "curl -w '%{http_code}' a.test ×4" in agent.alerts[0].evidence


# From a session's events.


class Log:
    """A session's events, numbered as they are appended."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, *drafts: Draft) -> None:
        for draft in drafts:
            seq = len(self.events) + 1
            self.events.append(
                Event(SessionNumber(1), seq, draft.kind, draft.actor, 1e9 + seq, draft.payload)
            )

    def call(self, number: int, name: str, arguments: str, result: str, *, ok: bool) -> None:
        call = ToolCall(f"c{number}", name, arguments)
        self.add(
            events.assistant(Reply("Trying.", [call], cost_usd=0.1), 1),
            events.tool_started(call),
            events.tool_ended(call, ok=ok, result=result),
        )


def told(watch: Watch, log: Sequence[Event]) -> list[tuple[Stage, Alert]]:
    verdicts = [watch.see(event) for event in log]
    return [(verdict.stage, verdict.alert) for verdict in verdicts if isinstance(verdict, Verdict)]


def looping() -> Log:
    log = Log()
    log.add(events.message(ANN, "Ann", "Deploy it."))
    for number in range(5):
        log.call(number, "bash", '{"command": "make deploy"}', "permission denied", ok=False)
        log.add(events.notice("You did this before."))
    return log


def test_heddles_own_events_are_read() -> None:
    found = told(Watch(), looping().events)
    assert [stage for stage, _ in found] == [Stage.NUDGE, Stage.TELL]
    assert found[0][1].rule is Rule.SAME_FAILURE
    assert found[1][1].evidence.endswith("last new result at step 1, 12 s ago, $0.30 since.")


def test_a_watch_built_anew_gives_the_same_verdicts() -> None:
    log = looping()
    whole = told(Watch(), log.events)
    for cut in range(len(log.events)):
        again = Watch()
        again.see_all(log.events[:cut])
        before = told(Watch(), log.events[:cut])
        assert [*before, *told(again, log.events[cut:])] == whole


def test_orders_of_people_start_anew_and_those_of_the_budget_do_not() -> None:
    for order, alone in [(Control.RETRY, True), (Control.RESUME, True), (Control.GO_ON, False)]:
        log = Log()
        log.add(events.message(ANN, "Ann", "Deploy it."))
        for number in range(2):
            log.call(number, "bash", '{"command": "make deploy"}', "permission denied", ok=False)
        log.add(events.control(ANN, "Ann", order))
        for number in range(2):
            log.call(
                9 + number, "bash", '{"command": "make deploy"}', "permission denied", ok=False
            )
        assert (not told(Watch(), log.events)) == alone


def test_a_broken_call_and_an_erased_event_are_taken() -> None:
    log = Log()
    log.add(events.message(ANN, "Ann", "Go."))
    for number in range(3):
        log.call(number, "bash", '{"command": ', "invalid arguments", ok=False)
    log.events.append(
        Event(SessionNumber(1), 99, events.Kind.ASSISTANT, "agent", 2e9, {}, erased=True)
    )
    assert [stage for stage, _ in told(Watch(), log.events)] == [Stage.NUDGE]


def test_conditions_from_events() -> None:
    watch = Watch()
    log = Log()
    log.add(events.message(ANN, "Ann", "Go."), events.wait("429 from openai: rate limit", 1e9 + 60))
    watch.see_all(log.events)
    assert (watch.condition.state, watch.condition.until) == (State.RATE_LIMITED, 1e9 + 60)
    watch.see(_event(events.wait("openai is unavailable", 1e9 + 90)))
    assert state_of(watch) is State.PROVIDER_DOWN
    watch.see(_event(events.assistant(Reply("On it.", [ToolCall("c1", "ls", "{}")]), 1)))
    assert state_of(watch) is State.WORKING
    watch.see(_event(events.question(ItemId("i1"), "c1", "Which one?", [])))
    assert state_of(watch) is State.WAITING_FOR_USER
    watch.see(_event(events.answer(ANN, "Ann", ItemId("i1"), "c1", "This one")))
    assert state_of(watch) is State.WORKING


def state_of(watch: Watch) -> State:
    return watch.condition.state


def _event(draft: Draft) -> Event:
    return Event(SessionNumber(1), 1, draft.kind, draft.actor, 1e9, draft.payload)


def test_a_limit_ends_when_the_model_speaks() -> None:
    agent = Agent()
    agent.breaks(Broke(Break.LIMITED, 5.0))
    assert state_of(agent.watch) is State.RATE_LIMITED
    agent.sh("ls", "src")
    assert state_of(agent.watch) is State.WORKING
    agent.do("fetch", "503 Service Unavailable", ok=False, url="https://a.test")
    assert state_of(agent.watch) is State.PROVIDER_DOWN
    agent.tell(Waits())
    assert state_of(agent.watch) is State.WAITING_FOR_USER


def test_questions_in_prose_wait_and_courtesies_do_not() -> None:
    for text, waits in [
        ("The plan destroys the bucket. Shall I apply it?", True),
        ("Please log in at https://a.test and tell me when you are done.", True),
        ("I need your approval for the second step.", True),
        ("All done. Is there anything else I can help you with?", False),
        ("All tests pass.", False),
    ]:
        agent = Agent()
        agent.say(text)
        assert (agent.watch.condition.state == State.WAITING_FOR_USER) == waits, text
    agent = Agent()
    agent.tell(Called("c1", "ask_user", {"question": "Which?"}))
    assert state_of(agent.watch) is State.WAITING_FOR_USER


def test_a_window_forgets_what_is_long_ago() -> None:
    agent = Agent(Asked("Read it all."))
    for number in range(450):
        agent.do("read_file", f"content {number}", path=f"{number}.py")
    assert not agent.verdicts
    assert len(agent.watch.window.steps) == len(agent.watch.window.acts) == 200
    assert agent.watch.window.number == 450
