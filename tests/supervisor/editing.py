"""Healthy scenes of work on files: what looks like a loop and is none."""

from random import Random

from service.supervisor.facts import Break, Broke
from tests.supervisor.noise import FILES, WORDS, clock, took
from tests.supervisor.telling import Agent


def look_around(agent: Agent, dice: Random) -> None:
    """Read files and search, and read some of them again."""
    names = dice.sample(FILES, 5)
    for name in [*names, *dice.sample(names, 2)]:
        agent.do("read_file", f"# {name}\n" + f"def {name[:-3]}(): ...\n" * 9, path=f"src/{name}")
    for word in dice.sample(WORDS, 4):
        found = "no matches" if dice.random() < 0.6 else f"src/api.py:{dice.randint(1, 90)}: {word}"
        agent.do("grep", found, pattern=word, path="src")
    agent.sh("git status --short", "")


def test_fix(agent: Agent, dice: Random) -> None:
    """Edit and test until it passes; a hard failure stays for up to four runs."""
    names = [f"test_{word}" for word in dice.sample(WORDS, dice.randint(3, 8))]
    for left in range(len(names), 0, -1):
        for attempt in range(dice.randint(1, 4)):
            if dice.random() < 0.4:
                agent.do("read_file", f"chunk {left} {attempt} of the code", path="src/api.py")
            agent.edit(dice.choice(FILES), f"x = {left}.{attempt}", f"y = {left}.{attempt}")
            failing = f"FAILED tests/test_api.py::{names[left - 1]} - KeyError: '{left}'\n"
            summary = f"{left} failed, {40 - left} passed in {took(dice)}"
            agent.sh("pytest -q", failing + summary, ok=False)
    agent.sh("pytest -q", f"40 passed in {took(dice)}")


def checks_after_edits(agent: Agent, dice: Random) -> None:
    """Run the same passing checks after each distinct edit."""
    for number in range(dice.randint(6, 15)):
        agent.edit(dice.choice(FILES), f"old {number}", f"new {number}")
        agent.sh("ruff check .", "All checks passed!")
        agent.sh("pytest -q", f"40 passed in {took(dice)}")
        agent.sh("git diff --stat", f" {number + 1} files changed")


def compile_errors(agent: Agent, dice: Random) -> None:
    """Fix the same kind of error in one place after the other."""
    line = 0
    for number in range(dice.randint(4, 9)):
        line += dice.randint(9, 60)
        agent.edit("gen.py", f"foo{number}(", f"foo{number}()")
        error = f'File "gen.py", line {line}\nSyntaxError: invalid syntax'
        agent.sh("python -m py_compile gen.py", error, ok=False)
    agent.sh("python -m py_compile gen.py")


def find_the_cause(agent: Agent, dice: Random) -> None:
    """Run a failing test, look around without an edit, and narrow it down."""
    for number in range(dice.randint(2, 3)):
        agent.sh(
            "pytest -q tests/test_api.py", "FAILED test_api - KeyError: 'x'\n1 failed", ok=False
        )
        agent.do("read_file", f"def part_{number}(): ...", path=f"src/part_{number}.py")
        agent.sh(f"python -c 'import part_{number}'", f"{number}")
    for test in dice.sample(WORDS, 4):
        agent.sh(
            f"pytest -q -k {test}", f"FAILED test_{test} - KeyError: '{test}'\n1 failed", ok=False
        )


def guess_paths(agent: Agent, dice: Random) -> None:
    """Look for files where they might be."""
    for word in dice.sample(WORDS, dice.randint(3, 8)):
        agent.do("read_file", f"No such file: src/{word}.py", ok=False, path=f"src/{word}.py")
    agent.do("list_files", "lib/api.py", path=".")


def save_often(agent: Agent, dice: Random) -> None:
    """Commit after each change; the commands are always the same."""
    for number in range(dice.randint(4, 9)):
        agent.edit(dice.choice(FILES), f"p{number}", f"q{number}")
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


def batch(agent: Agent, dice: Random) -> None:
    """Do the same to many files, one by one and several at once; all answer alike."""
    names = [f"docs/{word}/{number}.md" for word in WORDS for number in range(3)]
    dice.shuffle(names)
    what = dice.choice(["write_file", "delete_file", "read_file", "upload"])
    for name in names[: dice.randint(10, 30)]:
        agent.do(what, "ok", path=name, content="Copyright 2026 Example")
    agent.batch([("read_file", {"path": name}, "File not found") for name in names[30:]])
    for name in names[: dice.randint(5, 15)]:
        agent.sh(f"sed -i 's/foo/bar/' {name}")


def big_batch_of_calls(agent: Agent, dice: Random) -> None:
    """Call many tools at once, again and again."""
    for number in range(dice.randint(3, 6)):
        agent.batch(
            [
                ("read_file", {"path": f"{number}/{name}"}, f"{name} of {number}")
                for name in dice.sample(FILES, 5)
            ]
        )
        agent.say(f"I read part {number}.", calling=True)


def plan_and_work(agent: Agent, dice: Random) -> None:
    """Tick a plan off while working."""
    steps = [f"{word} the {number}th part" for number, word in enumerate(dice.sample(WORDS, 6))]
    for done in range(len(steps) + 1):
        plan = [
            {"step": step, "status": "done" if at < done else "pending"}
            for at, step in enumerate(steps)
        ]
        agent.do("update_plan", "plan updated", plan=plan)
        agent.edit(FILES[done], f"a{done}", f"b{done}")


def measure_speed(agent: Agent, dice: Random) -> None:
    """Take a measurement more than once, and after each change."""
    agent.ask("Benchmark the parser and make it faster.")
    for number in range(3):
        for _ in range(dice.randint(3, 6)):
            agent.sh("./bench", f"parsed 1000 files in {took(dice)}")
        agent.edit("parser.c", f"m{number}", f"n{number}")
        agent.sh("make -s", "")


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


def deploy(agent: Agent, dice: Random) -> None:
    """Apply, look at the pods until they run, mend what is wrong, and apply again."""
    for number in range(dice.randint(2, 4)):
        agent.edit("deploy.yaml", f"image: {number}", f"image: {number + 1}")
        agent.sh("kubectl apply -f deploy.yaml", "deployment.apps/api configured")
        for age in range(dice.randint(2, 5)):
            agent.sh("kubectl get pods", f"api-{number}f 0/1 ContainerCreating 0 {5 + age * 7}s")
        agent.sh("kubectl get pods", f"api-{number}f 1/1 Running {number} 61s")
        agent.sh("curl -s localhost:8080/health", '{"status":"ok"}')


def big_files(agent: Agent, dice: Random) -> None:
    """Fill the context again and again, and keep notes."""
    for number in range(dice.randint(4, 12)):
        agent.breaks(Broke(Break.OVERFLOW))
        agent.sh(f"sed -n {number * 100},{number * 100 + 99}p big.txt", f"section {number} text")
        agent.do("write_file", "ok", path=f"notes/{number}.md", content=f"summary {number}")
