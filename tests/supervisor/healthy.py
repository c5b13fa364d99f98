"""Generated runs of agents that are busy: what looks like a loop and is none."""

from collections.abc import Callable, Sequence
from random import Random

from service.supervisor.facts import Asked, Break, Broke
from tests.supervisor.telling import Agent

_FILES = ["api.py", "sync.py", "models.py", "auth.py", "views.py", "cache.py", "jobs.py", "mail.py"]
_WORDS = [
    *("retry", "tenant", "cursor", "ledger", "invoice", "token"),
    *("batch", "cache", "worker", "queue", "region", "quota"),
]
Scene = Callable[[Agent, Random], None]


def clock(dice: Random) -> str:
    """Return a time that a command prints."""
    return (
        f"2026-11-{dice.randint(1, 28):02d} {dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}:07"
    )


def took(dice: Random) -> str:
    """Return a duration that a test run prints."""
    return f"{dice.uniform(0.2, 90):.2f}s"


def look_around(agent: Agent, dice: Random) -> None:
    """Read files and search, and read some of them again."""
    names = dice.sample(_FILES, 5)
    for name in [*names, *dice.sample(names, 2)]:
        agent.do("read_file", f"# {name}\n" + f"def {name[:-3]}(): ...\n" * 9, path=f"src/{name}")
    for word in dice.sample(_WORDS, 4):
        found = "no matches" if dice.random() < 0.6 else f"src/api.py:{dice.randint(1, 90)}: {word}"
        agent.do("grep", found, pattern=word, path="src")
    agent.sh("git status --short", "")


def test_fix(agent: Agent, dice: Random) -> None:
    """Edit and test until it passes; a hard failure stays for up to four runs."""
    names = [f"test_{word}" for word in dice.sample(_WORDS, dice.randint(3, 8))]
    for left in range(len(names), 0, -1):
        for attempt in range(dice.randint(1, 4)):
            if dice.random() < 0.4:
                agent.do("read_file", f"chunk {left} {attempt} of the code", path="src/api.py")
            agent.edit(dice.choice(_FILES), f"x = {left}.{attempt}", f"y = {left}.{attempt}")
            failing = f"FAILED tests/test_api.py::{names[left - 1]} - KeyError: '{left}'\n"
            summary = f"{left} failed, {40 - left} passed in {took(dice)}"
            agent.sh("pytest -q", failing + summary, ok=False)
    agent.sh("pytest -q", f"40 passed in {took(dice)}")


def poll_build(agent: Agent, dice: Random) -> None:
    """Look at a build that is queued for a while and then moves."""
    pause = dice.choice([10, 30, 60])
    command = dice.choice([f"sleep {pause}; gh run view 881", "gh run view 881"])
    waited = "sleep" in command
    for _ in range(dice.randint(1, 8 if waited else 6)):
        agent.sh(command, f"run 881 queued, updated_at: {clock(dice)}", after=pause)
    done = 0
    while (done := done + dice.randint(3, 20)) < 100:
        for _ in range(dice.randint(1, 5)):
            agent.sh(command, f"run 881 in progress: {done}%, elapsed {took(dice)}", after=pause)
    agent.sh(command, "run 881 success")


def paginate(agent: Agent, dice: Random) -> None:
    """Fetch page after page, and rows that look alike."""
    for page in range(1, dice.randint(8, 40)):
        rows = "[]" if dice.random() < 0.3 else f'[{{"id": {dice.randint(1, 9)}}}]'
        agent.do("http_get", rows, url=f"https://api.test/orders?page={page}")


def batch(agent: Agent, dice: Random) -> None:
    """Do the same to many files, one by one and several at once; all answer alike."""
    names = [f"docs/{word}/{number}.md" for word in _WORDS for number in range(3)]
    dice.shuffle(names)
    what = dice.choice(["write_file", "delete_file", "read_file", "upload"])
    for name in names[: dice.randint(10, 30)]:
        agent.do(what, "ok", path=name, content="Copyright 2026 Example")
    agent.batch([("read_file", {"path": name}, "File not found") for name in names[30:]])
    for name in names[: dice.randint(5, 15)]:
        agent.sh(f"sed -i 's/foo/bar/' {name}")


def download(agent: Agent, dice: Random) -> None:
    """Wait for a long download that gets on slowly."""
    agent.do("start_download", "started", url="https://data.test/all.tar")
    size = 0.0
    while size < 4000:
        size += dice.uniform(40, 400)
        speed = f"{dice.uniform(0.5, 9):.1f} MB/s"
        agent.do(
            "bash_output", f"{size:.0f} MB of 4000 MB, {speed}, ETA 0:12", handle="h1", after=30
        )


def slow_model(agent: Agent, dice: Random) -> None:
    """Think for minutes between few calls, in many words."""
    for number in range(dice.randint(4, 9)):
        agent.say(f"Next I look at {dice.choice(_WORDS)}, part {number}.", calling=True)
        agent.do("think", "ok", thought=f"Perhaps {dice.choice(_WORDS)} number {number} matters.")
        agent.sh(f"cat src/part_{number}.py", f"part {number}: " + "x = 1\n" * 20, after=400)
    agent.say("Done: the parts are listed in notes.md.")


def checks_after_edits(agent: Agent, dice: Random) -> None:
    """Run the same passing checks after each distinct edit."""
    for number in range(dice.randint(6, 15)):
        agent.edit(dice.choice(_FILES), f"old {number}", f"new {number}")
        agent.sh("ruff check .", "All checks passed!")
        agent.sh("pytest -q", f"40 passed in {took(dice)}")
        agent.sh("git diff --stat", f" {number + 1} files changed")


def retry(agent: Agent, dice: Random) -> None:
    """Try again what may pass by itself, and what was wrong once."""
    for _ in range(dice.randint(1, 4)):
        agent.sh("curl -fsS https://pkg.test/i.tgz -o i.tgz", "curl: (28) timed out", ok=False)
    agent.sh("curl -fsS https://pkg.test/i.tgz -o i.tgz")
    for _ in range(2):
        agent.sh("make deploy", "permission denied: /srv/app", ok=False)
    agent.sh("sudo make deploy", "deployed")


def queue(agent: Agent, dice: Random) -> None:
    """Call the same tool with the same arguments, and get on."""
    for number in range(dice.randint(8, 30)):
        agent.do("append_row", f"row count now {100 + number}", sheet="A")
        agent.do("next_item", f'{{"left": {30 - number}, "name": "{dice.choice(_WORDS)}"}}')


def research(agent: Agent, dice: Random) -> None:
    """Search the web and read what is found."""
    for number in range(dice.randint(5, 15)):
        one, other = dice.sample(_WORDS, 2)
        agent.do("web_search", f"1. {one} {other} {number}", query=f"{one} {other} {number}")
        agent.do("fetch", f"Article {number} on {one}. " * 20, url=f"https://{one}.test/{number}")


def plan_and_work(agent: Agent, dice: Random) -> None:
    """Tick a plan off while working."""
    steps = [f"{word} the {number}th part" for number, word in enumerate(dice.sample(_WORDS, 6))]
    for done in range(len(steps) + 1):
        plan = [
            {"step": step, "status": "done" if at < done else "pending"}
            for at, step in enumerate(steps)
        ]
        agent.do("update_plan", "plan updated", plan=plan)
        agent.edit(_FILES[done], f"a{done}", f"b{done}")


def compile_errors(agent: Agent, dice: Random) -> None:
    """Fix the same kind of error in one place after the other."""
    line = 0
    for number in range(dice.randint(4, 9)):
        line += dice.randint(9, 60)
        agent.edit("gen.py", f"foo{number}(", f"foo{number}()")
        error = f'File "gen.py", line {line}\nSyntaxError: invalid syntax'
        agent.sh("python -m py_compile gen.py", error, ok=False)
    agent.sh("python -m py_compile gen.py")


def big_files(agent: Agent, dice: Random) -> None:
    """Fill the context again and again, and keep notes."""
    for number in range(dice.randint(4, 12)):
        agent.breaks(Broke(Break.OVERFLOW))
        agent.sh(f"sed -n {number * 100},{number * 100 + 99}p big.txt", f"section {number} text")
        agent.do("write_file", "ok", path=f"notes/{number}.md", content=f"summary {number}")


def limited(agent: Agent, dice: Random) -> None:
    """Wait for a provider, and go on."""
    for _ in range(dice.randint(3, 12)):
        agent.breaks(Broke(Break.LIMITED, agent.at + 60))
    agent.sh("ls", "src tests")
    for _ in range(dice.randint(3, 8)):
        agent.do("fetch", "429 Too Many Requests", ok=False, url="https://api.test/x")
    agent.do("fetch", "fine", url="https://api.test/x")


def asked_to(agent: Agent, dice: Random) -> None:
    """Do as often as a person asked."""
    times = dice.randint(5, 25)
    agent.ask(f"Run ./flip.sh {times} times and tell me what you see.")
    for _ in range(times):
        agent.sh("./flip.sh", "heads")
    agent.say("It was heads each time.")


def talk(agent: Agent, dice: Random) -> None:
    """Talk with a person, who answers."""
    for number in range(dice.randint(3, 8)):
        agent.sh("cat VERSION", "1.4.2")
        agent.say(f"It is 1.4.2. Shall I release part {number}?")
        agent.ask(dice.choice(["yes", "go on", "try again", "no, look again"]))


def deploy(agent: Agent, dice: Random) -> None:
    """Apply, look at the pods until they run, mend what is wrong, and apply again."""
    for number in range(dice.randint(2, 4)):
        agent.edit("deploy.yaml", f"image: {number}", f"image: {number + 1}")
        agent.sh("kubectl apply -f deploy.yaml", "deployment.apps/api configured")
        for age in range(dice.randint(2, 5)):
            agent.sh("kubectl get pods", f"api-{number}f 0/1 ContainerCreating 0 {5 + age * 7}s")
        agent.sh("kubectl get pods", f"api-{number}f 1/1 Running {number} 61s")
        agent.sh("curl -s localhost:8080/health", '{"status":"ok"}')


def restart(agent: Agent, dice: Random) -> None:
    """Edit, restart and look, while the error stays for a while."""
    for number in range(dice.randint(2, 4)):
        agent.edit("conf.py", f"a = {number}", f"b = {number}")
        agent.sh("systemctl restart shop", "")
        agent.sh("curl -s localhost:8080", "connection refused", ok=False)
        agent.sh(
            "journalctl -u shop -n 3", f"{clock(dice)} shop[{number + 99}]: missing key {number}"
        )
    agent.sh("curl -s localhost:8080", "<html>shop</html>")


def play(agent: Agent, dice: Random) -> None:
    """Make moves that look alike, on a board that changes."""
    for _ in range(dice.randint(10, 40)):
        board = " ".join(str(dice.choice([0, 2, 4, 8, 16])) for _ in range(16))
        agent.do("move", board, direction=dice.choice(["left", "down"]))
    for line in range(40, 40 + dice.randint(5, 15)):
        agent.do("debugger", f"app.py:{line}: x = {dice.randint(1, 3)}", action="step")


def save_often(agent: Agent, dice: Random) -> None:
    """Commit after each change; the commands are always the same."""
    for number in range(dice.randint(4, 9)):
        agent.edit(dice.choice(_FILES), f"p{number}", f"q{number}")
        agent.sh("git add -A")
        agent.sh(
            f"git commit -qm 'Part {number}'", f"[main {dice.getrandbits(28):07x}] Part {number}"
        )
        agent.sh("git push", "Everything went to origin/main")
        agent.sh("git status --short")


def translate(agent: Agent, dice: Random) -> None:
    """Write the same page in many languages, and check each."""
    for language in dice.sample(["de", "fr", "it", "es", "pt", "nl", "sv", "pl", "cs", "da"], 7):
        agent.do("write_file", "ok", path=f"{language}/index.md", content=f"# Hello in {language}")
        agent.sh(f"mdlint {language}/index.md", "no problems")


def watch_metrics(agent: Agent, dice: Random) -> None:
    """Look at numbers that go up and down, because somebody asked for it."""
    agent.ask("Monitor the queue for a while and tell me if it grows beyond 500.")
    for _ in range(dice.randint(5, 13)):
        agent.sh("sleep 60; redis-cli llen jobs", f"(integer) {dice.randint(20, 400)}", after=60)
    agent.say("It stayed below 400.")


def find_the_cause(agent: Agent, dice: Random) -> None:
    """Run a failing test, look around without an edit, and narrow it down."""
    for number in range(dice.randint(2, 3)):
        agent.sh(
            "pytest -q tests/test_api.py", "FAILED test_api - KeyError: 'x'\n1 failed", ok=False
        )
        agent.do("read_file", f"def part_{number}(): ...", path=f"src/part_{number}.py")
        agent.sh(f"python -c 'import part_{number}'", f"{number}")
    for test in dice.sample(_WORDS, 4):
        agent.sh(
            f"pytest -q -k {test}", f"FAILED test_{test} - KeyError: '{test}'\n1 failed", ok=False
        )


def guess_paths(agent: Agent, dice: Random) -> None:
    """Look for files where they might be."""
    for word in dice.sample(_WORDS, dice.randint(3, 8)):
        agent.do("read_file", f"No such file: src/{word}.py", ok=False, path=f"src/{word}.py")
    agent.do("list_files", "lib/api.py", path=".")


def measure_speed(agent: Agent, dice: Random) -> None:
    """Take a measurement more than once, and after each change."""
    agent.ask("Benchmark the parser and make it faster.")
    for number in range(3):
        for _ in range(dice.randint(3, 6)):
            agent.sh("./bench", f"parsed 1000 files in {took(dice)}")
        agent.edit("parser.c", f"m{number}", f"n{number}")
        agent.sh("make -s", "")


def big_batch_of_calls(agent: Agent, dice: Random) -> None:
    """Call many tools at once, again and again."""
    for number in range(dice.randint(3, 6)):
        agent.batch(
            [
                ("read_file", {"path": f"{number}/{name}"}, f"{name} of {number}")
                for name in dice.sample(_FILES, 5)
            ]
        )
        agent.say(f"I read part {number}.", calling=True)


SCENES: Sequence[Scene] = (
    look_around,
    test_fix,
    poll_build,
    paginate,
    batch,
    download,
    slow_model,
    checks_after_edits,
    retry,
    queue,
    research,
    plan_and_work,
    compile_errors,
    big_files,
    limited,
    asked_to,
    talk,
    deploy,
    restart,
    play,
    save_often,
    translate,
    watch_metrics,
    find_the_cause,
    guess_paths,
    measure_speed,
    big_batch_of_calls,
)


def run(seed: int) -> Agent:
    """Return an agent after a few scenes that follow from the seed."""
    dice = Random(seed)
    agent = Agent(Asked(f"Bring the {dice.choice(_WORDS)} service up to date."))
    for scene in dice.sample(SCENES, dice.randint(2, 5)):
        scene(agent, dice)
    return agent
