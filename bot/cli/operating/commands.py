"""Operators' commands as a person types them; what each does is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.operating.which import Sent, Which

AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
CHANNEL = Annotated[
    Sent | None, typer.Option(help="Only those of this channel: slack, discord or phone.")
]

POOL = Annotated[str, typer.Option(metavar="POOL", help="Only the sessions of this pool.")]
PERSON = Annotated[str, typer.Option(metavar="NAME", help="Only this person's sessions.")]

secrets = typer.Typer(help="Replace the key of stored secrets.", no_args_is_help=True)
WHO = Annotated[str, typer.Argument(metavar="NAME", help="As people see it, or the id.")]

person = typer.Typer(
    help="Say who is an admin; export or erase a person's data.", no_args_is_help=True
)
deliveries = typer.Typer(help="Look at what is on its way to people.", no_args_is_help=True)


@deliveries.command("list")
def deliveries_list(
    state: Annotated[
        list[Which] | None,
        typer.Option(help="Only those in this state; may be given several times."),
    ] = None,
    channel: CHANNEL = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    as_json: AS_JSON = False,
) -> None:
    """List what has not reached its platform, the oldest first.

    `waiting`: it goes out as soon as its lane is its turn. `uncertain`: an attempt began whose
    end nobody saw; it is looked for on the platform before it is sent again. `dead`: it was
    given up, and why.

    **Examples**

    `heddle deliveries list --state dead`

    `heddle deliveries list --channel slack --json | jq '.[].failure'`
    """
    from bot.cli.operating.deliveries import list_deliveries

    list_deliveries(state or list(Which), channel or "", limit, as_json=as_json)


@deliveries.command("retry")
def deliveries_retry(
    delivery: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A dead delivery, as `list` shows it.")
    ] = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that are dead.")] = False,
    channel: CHANNEL = None,
) -> None:
    """Have what was given up sent after all; heddle may go on running.

    Each goes back to its old place: it goes out before everything that was made later for the
    same thread. What an earlier attempt may have left on the platform is looked for first.
    What has become pointless, as a question that was answered meanwhile, stays dead.

    **Examples**

    `heddle deliveries retry 1hK2bTq0000000000000Ab`

    `heddle deliveries retry --dead --channel slack`
    """
    from bot.cli.operating.deliveries import retry

    if (delivery is None) is not dead or (channel and not dead):
        raise typer.BadParameter("Give an ID, or --dead (with --channel if you like).")
    retry(delivery, channel or "")


def workers(as_json: AS_JSON = False) -> None:
    """List workers with their pools and what they hold, and say which have vanished.

    A worker that has shown no sign of life for 35 seconds and did not end as it should has
    vanished: its turns go to others within a few seconds. Pools in which turns wait and nobody
    lives are named. Ends with exit code 6 if there is one.

    **Examples**

    `heddle workers`

    `heddle workers --json | jq '.[] | select(.state == "vanished") | .host'`
    """
    from bot.cli.operating.workers import list_workers

    list_workers(as_json=as_json)


@secrets.command("key")
def secrets_key() -> None:
    """Print a new key for `HEDDLE_SECRET_KEY`; nothing is changed.

    **Example**

    `heddle secrets key`
    """
    from bot.cli.operating.secrets import print_key

    print_key()


@secrets.command("rotate")
def secrets_rotate() -> None:
    """Encrypt all stored secrets with a new key.

    With a key file, while heddle is stopped: makes the new key, encrypts, drops the former one.
    With several keys in `HEDDLE_SECRET_KEY`, the new one first: encrypts with that one, while
    heddle runs. Safe to repeat and to break off. Web pages ask to sign in again afterwards.
    Ends with exit code 6 if a secret could not be read.

    **Example**

    `heddle secrets rotate`
    """
    from bot.cli.operating.secrets import rotate

    rotate()


@person.command("admin")
def person_admin(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="As people see it, or the id.")
    ] = "",
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Take it away; the last admin stays one.")
    ] = False,
) -> None:
    """Make a person an admin, or with `--revoke` take that away; without a name, list admins.

    Admins invite people, set keys, may use every room, and are told of alerts where no operators
    are named. Who signs in with the token is an admin: when that one's rights go, the token
    belongs to another admin.

    **Examples**

    `heddle person admin Bob`

    `heddle person admin Ann --revoke`
    """
    from bot.cli.operating import admins

    if revoke and not name:
        raise typer.BadParameter("Say whose rights are to be taken away: NAME.")
    if not name:
        admins.show()
    elif revoke:
        admins.revoke(name)
    else:
        admins.make(name)


@person.command("export")
def person_export(
    name: WHO,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="A zip file.")],
) -> None:
    """Write all that heddle knows of a person into a zip file, for them.

    Their account, preferences, sessions, what they wrote elsewhere, files they attached and what
    they were told. Captures are named, not copied.

    **Example**

    `heddle person export Ann -o ann.zip`
    """
    from bot.cli.operating.persons import export

    export(name, output)


@person.command("erase")
def person_erase(
    name: WHO,
    yes: Annotated[bool, typer.Option("--yes", help="Really erase; nothing undoes it.")] = False,
    hand_over: Annotated[
        str, typer.Option(metavar="NAME", help="Who gets their sessions, closed, instead.")
    ] = "",
) -> None:
    """Erase what a person said and who they were; heddle may go on running.

    Their sessions are stopped and erased, or handed over; what they wrote in others' sessions,
    their files, accounts, phones and preferences are erased. Numbers stay: which sessions there
    were and what they cost. What stands elsewhere (captures, Slack, Discord, backups) is named.
    Safe to break off and to repeat.

    **Examples**

    `heddle person erase Ann --yes`

    `heddle person erase Ann --hand-over Bob --yes`
    """
    from bot.cli.operating.persons import erase

    erase(name, hand_over, yes=yes)


def freeze(
    reason: Annotated[
        str, typer.Option(help="What people are told, as in 'back at 14:00, new disk'.")
    ] = "",
    pool: POOL = "",
    person: PERSON = "",
) -> None:
    """Hold agents back: no turn is begun, and those at work are given back after their step.

    Nothing is lost and nothing fails: messages are taken in, sessions keep their state, slot and
    place, results are saved, questions can be answered. People see on the board, on status cards
    and in answers that heddle is frozen by its operator, and why. `heddle thaw` lets everything
    go on where it was.

    **Examples**

    `heddle freeze --reason "New disk, back at 14:00"`

    `heddle freeze --pool gpu-box --reason "Driver update"`
    """
    from bot.cli.operating.freezing import hold

    hold(pool, person, reason)


def thaw(pool: POOL = "", person: PERSON = "") -> None:
    """Let go on what `heddle freeze` holds back, where it was.

    **Examples**

    `heddle thaw`

    `heddle thaw --pool gpu-box`
    """
    from bot.cli.operating.freezing import let_go

    let_go(pool, person)


def prune(
    older_than: Annotated[
        str, typer.Option(metavar="SPAN", help="Hours, days or weeks: `36h`, `90d`, `12w`.")
    ] = "90d",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be taken.")
    ] = False,
) -> None:
    """Take away what closed sessions left long ago: their events' contents, attached files and
    workspaces, and old deliveries. heddle may go on running.

    Nothing is taken that does not stand in a capture which can be read now, nor of a session
    that somebody still has to answer; the command says what it kept and why. Sessions keep their
    number, thread, title and what they used, and a message takes them up again. Safe to break
    off and to repeat. Run it where the captures' and workspaces' folders are.

    **Examples**

    `heddle prune --older-than 90d --dry-run`

    `heddle prune --older-than 26w`
    """
    from bot.cli.operating.pruning import prune as take

    take(older_than, dry_run=dry_run)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As in `heddle.tar` or `.tar.gz`.")],
    without_captures: Annotated[
        bool, typer.Option("--without-captures", help="Take the database alone.")
    ] = False,
) -> None:
    """Write the SQLite database and the captures into one file, while heddle runs.

    The copy is of one moment and is read back. The secret key and the workspaces are not in it:
    what sessions finished stands in the captures. Captures that somebody removed are named; if none
    is there it is refused, for their disk may not be mounted. For PostgreSQL see the runbook.

    **Example**

    `heddle backup heddle-$(date +%F).tar.gz`
    """
    from bot.cli.operating.backing_up import backup as write

    write(file, captures=not without_captures)


def restore(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="What `heddle backup` wrote."),
    ] = None,
) -> None:
    """Put a backup into an empty data folder, and judge what it believes to be under way.

    Turns that were at work go on from their last step; messages that were on their way are looked
    for on their platform before they are sent. Without FILE the database was put back by other
    means, as by `pg_restore`, and is only judged. Run it while heddle is stopped.

    **Examples**

    `HEDDLE_DATA_DIR=/var/lib/heddle heddle restore heddle-2026-11-20.tar.gz`

    `pg_restore -d heddle heddle.dump && heddle restore`
    """
    from bot.cli.operating.backing_up import restore as put_back

    put_back(file)


TOP = (workers, freeze, thaw, prune, backup, restore)
"""What stands directly under `heddle`."""
