"""`heddle person`: what is known of somebody, for them to take away or to be gone."""

from collections.abc import Sequence
from pathlib import Path

from bot.bootstrap.erasing import erased, exported
from bot.cli.wording import counted, first_few
from service.domain.deliveries import channel_name
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.usecases.erase_person import Erased

_NAMED = 20


def export(name: str, file: Path) -> None:
    """Write a zip file. Raises Refused."""
    count = exported(name, file)
    print(f"{file}: {count} files, all that heddle knows of {name}. README.txt explains them.")


def erase(name: str, heir: str, *, yes: bool) -> None:
    """Erase the person and say what is left to do elsewhere. Raises Refused."""
    if not yes:
        raise Refused(
            f"This cannot be undone. `heddle person export {name} -o FILE` keeps a copy;"
            f" `heddle person erase {name} --yes` erases.",
        )
    done = erased(name, heir)
    sessions = counted(done.sessions, "session", "sessions")
    messages = counted(done.messages, "message", "messages")
    print(f"{name} is erased: {sessions}, {messages} elsewhere.")
    if done.handed:
        handed = counted(done.handed, "session is", "sessions are")
        print(f"{handed} {heir}'s now, without what {name} wrote.")
    _say_workspaces(done)
    if done.captures:
        print("Still to do: remove these captures, which hold what was said and made:")
        for each in first_few(done.captures, _NAMED):
            print(f"  {each}")
    outside = [channel_name(each) for each in done.channels if each != "web"]
    if outside:
        print(f"Not heddle's to erase: what stands on {' and '.join(outside)}, and backups.")
    print(f"What others' agents quoted stays where they did. Kept: numbers, under {done.person}.")


def _say_workspaces(done: Erased) -> None:
    """The name is gone by now: the id is what finds the person again."""
    again = f"`heddle person erase {done.person} --yes`"
    if done.workspaces.busy:
        busy = _listed(done.workspaces.busy)
        print(f"Still to do: somebody works in the workspace of {busy}. Run {again}.")
    for pool, numbers in sorted(done.workspaces.elsewhere.items()):
        print(
            f"Still to do: {_listed(numbers)} worked in pool {pool}, and"
            f" {'its workspace is' if len(numbers) == 1 else 'their workspaces are'} not here. Run"
            f" {again} where the pool's workers run, or remove what stands there under"
            f" {'this number' if len(numbers) == 1 else 'these numbers'}.",
        )


def _listed(numbers: Sequence[SessionNumber]) -> str:
    several = "sessions" if len(numbers) > 1 else "session"
    return f"{several} {', '.join(map(str, numbers))}"
