"""Healthy scenes of waiting, looking and talking: what looks like a loop and is none."""

from random import Random

from service.supervisor.facts import Break, Broke
from tests.supervisor.noise import WORDS, clock, took
from tests.supervisor.telling import Agent


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
        agent.say(f"Next I look at {dice.choice(WORDS)}, part {number}.", calling=True)
        agent.do("think", "ok", thought=f"Perhaps {dice.choice(WORDS)} number {number} matters.")
        agent.sh(f"cat src/part_{number}.py", f"part {number}: " + "x = 1\n" * 20, after=400)
    agent.say("Done: the parts are listed in notes.md.")


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
        agent.do("next_item", f'{{"left": {30 - number}, "name": "{dice.choice(WORDS)}"}}')


def research(agent: Agent, dice: Random) -> None:
    """Search the web and read what is found."""
    for number in range(dice.randint(5, 15)):
        one, other = dice.sample(WORDS, 2)
        agent.do("web_search", f"1. {one} {other} {number}", query=f"{one} {other} {number}")
        agent.do("fetch", f"Article {number} on {one}. " * 20, url=f"https://{one}.test/{number}")


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


def play(agent: Agent, dice: Random) -> None:
    """Make moves that look alike, on a board that changes."""
    for _ in range(dice.randint(10, 40)):
        board = " ".join(str(dice.choice([0, 2, 4, 8, 16])) for _ in range(16))
        agent.do("move", board, direction=dice.choice(["left", "down"]))
    for line in range(40, 40 + dice.randint(5, 15)):
        agent.do("debugger", f"app.py:{line}: x = {dice.randint(1, 3)}", action="step")


def watch_metrics(agent: Agent, dice: Random) -> None:
    """Look at numbers that go up and down, because somebody asked for it."""
    agent.ask("Monitor the queue for a while and tell me if it grows beyond 500.")
    for _ in range(dice.randint(5, 13)):
        agent.sh("sleep 60; redis-cli llen jobs", f"(integer) {dice.randint(20, 400)}", after=60)
    agent.say("It stayed below 400.")
