"""`heddle backup` and `heddle restore`: what was kept, what was put back, and what to do next."""

from pathlib import Path

from bot.bootstrap import reading
from bot.bootstrap.backing_up import Restored, back_up
from bot.bootstrap.backing_up import restore as put_back
from bot.cli.up.lock import held_by
from bot.cli.wording import counted, first_few, local
from bot.presenter.times import size
from service.domain.errors import Refused

_NAMED = 3


def backup(file: Path, *, captures: bool) -> None:
    """Write a backup, with the captures or of the database alone. Raises Refused or Temporary."""
    if file.exists():
        raise Refused(f"{file} exists already. Name another file, or remove it first.")
    done = back_up(file, captures=captures)
    saved = counted(done.captures, "capture", "captures")
    held = f"the database and {saved}" if captures else "the database alone"
    print(f"{file}: {held}, {size(file.stat().st_size)}.")
    if not captures:
        print(f"The captures are not in it: what {done.root} should hold must be kept another way.")
    if done.missing:
        gone = counted(len(done.missing), "capture is", "captures are")
        print(f"{gone} gone from {done.root}: {', '.join(first_few(done.missing, _NAMED))}.")
        print("If nobody removed them, see that its disk is mounted and is the right one.")
    print("The secret key is not in it: keep that apart, or stored tokens must be entered again.")


def restore(file: Path | None) -> None:
    """Put a backup back and judge what it believes to be under way. Raises Refused."""
    running = held_by(reading.settings().settings.data_dir)
    if running:
        raise Refused(f"heddle runs {running}. Stop it first.")
    _tell(put_back(file))


def _tell(restored: Restored) -> None:
    made_at = restored.about.get("made_at")
    if isinstance(made_at, float):
        print(f"Restored the state of {local(made_at)}, heddle {restored.about['version']}.")
    if restored.about.get("captures") is False:
        print(f"The captures are not in it: if you have them, put them into {restored.root}, then")
        print("run `heddle restore` without a file, before heddle is started.")
    missing = restored.about.get("missing")
    if isinstance(missing, list) and missing:
        captures = counted(len(missing), "capture was", "captures were")
        named = ", ".join(first_few(missing, _NAMED))
        print(f"{captures} gone already when it was made: {named}.")
    judged = restored.judged
    turns = counted(judged.turns, "turn was", "turns were")
    print(f"{turns} at work then: what was under way goes on from its last step.")
    messages = counted(judged.deliveries, "message was", "messages were")
    print(f"{messages} on the way: each is looked for on its platform before it is sent.")
    for each in restored.aside:
        print(f"A capture that the database does not know was kept as {each}.")
    print("Next: `heddle doctor` (it says whether the secret key fits), then start heddle.")
