"""Generated runs of agents that are stuck, each after some healthy work."""

from collections.abc import Callable, Sequence
from random import Random

from service.supervisor.facts import Asked, Break, Broke
from tests.supervisor import editing
from tests.supervisor.noise import clock, took
from tests.supervisor.telling import Agent

_TIMES = 12
_KINDS = 6
Loop = Callable[[Agent, Random, int], None]
"""Does the `number`th round."""


def _noise(dice: Random, kind: int) -> str:
    return (
        [
            f" (took {took(dice)})",
            f" at {clock(dice)}",
            f" [pid {dice.randint(100, 99999)}]",
            f" request_id={dice.getrandbits(64):016x}",
            f" session {dice.choice(['calm', 'wild'])}-{dice.choice(['fox', 'owl', 'elm'])}",
            "",
        ]
    )[kind % _KINDS]


def same_call(kind: int) -> Loop:
    """Return a loop that calls one thing again and again, with one kind of noise in its result."""

    def loop(agent: Agent, dice: Random, number: int) -> None:
        agent.sh("./report --all", "3 rows, nothing to do" + _noise(dice, kind))

    loop.__name__ = f"same_call_{kind}"
    return loop


def cosmetic(agent: Agent, dice: Random, number: int) -> None:
    """Write one command in many ways."""
    space = " " * dice.randint(1, 3)
    quote = dice.choice("'\"")
    agent.sh(
        f"psql -U{space}app -c {quote}select 1{quote}" + dice.choice(["", ";", " # again"]),
        'FATAL: role "app" does not exist',
        ok=False,
    )


def resend(agent: Agent, dice: Random, number: int) -> None:
    """Send one message again and again."""
    sent = f'{{"ok": true, "message_id": "m-{number}", "ts": "{dice.uniform(1e6, 2e6):.2f}"}}'
    agent.do("send_message", sent, channel="#ops", text="Deploy finished, all is well.")


def failing_edit(agent: Agent, dice: Random, number: int) -> None:
    """Try to replace a text that is not there, in many versions."""
    old = f"def run({', '.join('abcdef'[: number % 6 + 1])}):"
    agent.do("edit_file", f"Error: no match for {old}", ok=False, path="app.py", old=old, new="x")
    if dice.random() < 0.4:
        agent.do("read_file", f"def go(): ...  # seen {number}", path="app.py", offset=number)


def blind_fixes(agent: Agent, dice: Random, number: int) -> None:
    """Edit one file, and meet the same error somewhat below."""
    agent.edit("load.py", "rows = fetch()", f"print({number})\nrows = fetch()")
    trace = f"  File \"load.py\", line {20 + number}, in main\nKeyError: 'id'"
    agent.sh("python load.py", f"{number} rows read\n{trace}\n" + _noise(dice, number), ok=False)


def cycle(agent: Agent, dice: Random, number: int) -> None:
    """Test, read, think; and the same again."""
    agent.sh("make test", f"FAILED test_sync - KeyError: 'id'\n1 failed in {took(dice)}", ok=False)
    agent.do("read_file", "def sync(r): return r['id']", path="sync.py")
    agent.do("think", thought=f"Perhaps the id is missing, thought {number}.")


def rollback(agent: Agent, dice: Random, number: int) -> None:
    """Commit and revert around one failing check; the hashes differ each time."""
    agent.sh("git revert --no-edit HEAD", f"[main {dice.getrandbits(28):07x}] Revert")
    agent.sh("pytest -q", "FAILED test_sync - KeyError: 'id'\n1 failed", ok=False)
    agent.sh("cat run.log", "\n".join(f"line {line}" for line in range(number + 3)))


def mole(agent: Agent, dice: Random, number: int) -> None:
    """Bring back with each edit what the last one had cured."""
    agent.edit("sync.py", f"a{number}", f"b{number}")
    error = ["KeyError: 'id'", "TypeError: run() takes 2 arguments"][number % 2]
    agent.sh("pytest -q", f"FAILED test_sync - {error}\n1 failed", ok=False)


def toggle(agent: Agent, dice: Random, number: int) -> None:
    """Do and undo an edit."""
    texts = ["return a+b", "return a-b"]
    agent.edit("calc.py", texts[number % 2], texts[1 - number % 2])
    if dice.random() < 0.5:
        agent.sh("pytest -q", f"FAILED test_{number % 2}\n1 failed in {took(dice)}", ok=False)


def poll(agent: Agent, dice: Random, number: int) -> None:
    """Look at what does not move."""
    agent.sh("sleep 30")
    agent.sh("gh run view 881", f"queued, updated_at: {clock(dice)}", after=30)


def spellings(agent: Agent, dice: Random, number: int) -> None:
    """Install what does not exist in all spellings."""
    how = ["pip install", "pip3 install", "python -m pip install", "uv pip install"][number % 4]
    flag = dice.choice(["", " --user", " -U", " --no-cache-dir", " --pre"])
    agent.sh(f"{how}{flag} x-fast", "ERROR: No matching distribution for x-fast", ok=False)


def invented(agent: Agent, dice: Random, number: int) -> None:
    """Call tools that nobody has."""
    tool = ["browse", "open_url", "web", "surf", "browser"][number % 5]
    agent.do(tool, f"Error: unknown tool '{tool}'", ok=False, q=f"attempt {number}")


def rewording(agent: Agent, dice: Random, number: int) -> None:
    """Polish a plan."""
    verb = ["Look into", "Study", "Examine", "Inspect", "Analyse"][number % 5]
    plan = [{"step": f"{verb} the failing test", "status": "pending"}]
    agent.do("update_plan", "plan updated", plan=plan, explanation=f"{verb}, version {number}")


def announcing(agent: Agent, dice: Random, number: int) -> None:
    """Say what comes next, and do nothing."""
    what = ["I'll run the tests now.", "Let me run the tests.", "Now I will run the tests."]
    agent.say(what[number % 3])
    agent.nudge()


def overflowing(agent: Agent, dice: Random, number: int) -> None:
    """Read one huge file until the context is full."""
    agent.sh("cat trips.csv", "1,2,3\n" * 200)
    agent.breaks(Broke(Break.OVERFLOW))


def churn(agent: Agent, dice: Random, number: int) -> None:
    """Write two files in no order."""
    name = dice.choice("ab")
    agent.do("write_file", f"wrote {name}.md", path=f"{name}.md", content="same body")


def fluctuating(agent: Agent, dice: Random, number: int) -> None:
    """Look at a number that goes up and down, and at a file that does not change."""
    agent.do("get_metrics", f"load {dice.randint(1, 90)}, 3 users", host="db1")
    agent.do("read_file", "replicas: 1", path="deploy.yaml")


LOOPS: Sequence[Loop] = (
    *(same_call(kind) for kind in range(_KINDS)),
    cosmetic,
    resend,
    failing_edit,
    blind_fixes,
    cycle,
    rollback,
    mole,
    toggle,
    poll,
    spellings,
    invented,
    rewording,
    announcing,
    overflowing,
    churn,
    fluctuating,
)

_CALM = (editing.look_around, editing.batch, editing.plan_and_work)


def run(loop: Loop, seed: int) -> Agent:
    """Return an agent after some work and `_TIMES` rounds of a loop, told of in varied words."""
    dice = Random(seed)
    agent = Agent(Asked("Bring the service up to date."))
    dice.choice(_CALM)(agent, dice)
    assert not agent.verdicts
    for number in range(_TIMES):
        if dice.random() < 0.3 and loop is not announcing:
            agent.say(
                f"Let me see, take {number}, {dice.choice(['again', 'once more'])}.", calling=True
            )
        if dice.random() < 0.2:
            agent.nudge()
        loop(agent, dice, number)
    return agent
