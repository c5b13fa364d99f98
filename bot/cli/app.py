"""The commands as a person types them; what each does is imported when it is called."""

from typing import Annotated

import typer

from bot.cli.discord.commands import group as discord
from bot.cli.measuring import group as evaluation
from bot.cli.operating.commands import TOP, deliveries, person, secrets
from bot.cli.slack.commands import group as slack
from service.domain.states import State

AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
# No larger one can be asked of a database.
NUMBER = Annotated[
    int, typer.Argument(min=1, max=2**63 - 1, metavar="SESSION", help="The session's number.")
]

app = typer.Typer(
    name="heddle",
    help="Threads become AI agent sessions, and no session is ever lost from sight.\n\n"
    "Start with `heddle up`.",
    rich_markup_mode="markdown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
config = typer.Typer(help="Look at the settings.", no_args_is_help=True)
sessions = typer.Typer(help="Look at sessions.", no_args_is_help=True)
app.add_typer(config, name="config")
app.add_typer(sessions, name="sessions")
app.add_typer(slack, name="slack")
app.add_typer(discord, name="discord")
app.add_typer(deliveries, name="deliveries")
app.add_typer(secrets, name="secrets")
app.add_typer(person, name="person")
for each in TOP:
    app.command()(each)
app.add_typer(evaluation, name="eval")


@app.command()
def up(
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Show all that the processes log."),
    ] = False,
) -> None:
    """Run all of heddle on this machine, until Ctrl-C.

    Brings a queue and a database along unless `HEDDLE_REDIS_URL` and `HEDDLE_DATABASE_URL`
    name others, migrates, starts the bot and the workers, and starts them again when they
    end. Prints the address to open.

    **Examples**

    `heddle up`

    `HEDDLE_HTTP__PORT=9000 HEDDLE_DATA_DIR=~/second heddle up`
    """
    from bot.cli.up.run import run

    run(verbose=verbose)


@app.command()
def link() -> None:
    """Print the address of heddle's pages that lets its reader in, as an admin.

    Needs the settings that heddle runs with, and its user: the token stands in its data folder
    unless it is set.

    **Example**

    `heddle link`
    """
    from bot.bootstrap.login_token import link_in_force

    typer.echo(link_in_force())


@app.command()
def bot() -> None:
    """Run the front ends: the web channel, health, metrics, and the sweep over timers.

    For set-ups of several machines; `heddle up` starts one by itself. Needs
    `HEDDLE_REDIS_URL`, and a database that was migrated.

    **Example**

    `heddle bot`
    """
    from bot.bootstrap.serving import run

    run()


@app.command()
def worker(
    pool: Annotated[
        str, typer.Option(metavar="POOL", help="Its pool, instead of the one in `HEDDLE_POOL`.")
    ] = "",
) -> None:
    """Run agents of one pool.

    For set-ups of several machines; `heddle up` starts workers by itself. Needs
    `HEDDLE_REDIS_URL`, and a database that was migrated. On SIGTERM it hands its turns
    over and ends within ten seconds.

    **Examples**

    `heddle worker`

    `heddle worker --pool gpu-box`
    """
    from bot.cli.working import run

    run(pool)


@app.command()
def migrate(
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a database that is not there yet.")
    ] = 0,
) -> None:
    """Bring the database to the schema that this version needs.

    Safe to repeat, and to run from several machines at once. A newer schema stays if this
    version may work on it.

    **Examples**

    `heddle migrate`

    `heddle migrate --wait 60`
    """
    from bot.bootstrap.looking import bring_up_to_date

    steps = bring_up_to_date(wait)
    typer.echo(f"Migrated: {', '.join(steps)}." if steps else "The database is up to date.")


@app.command()
def doctor(as_json: AS_JSON = False) -> None:
    """Check what a set-up needs, and say the next step for what fails.

    Python, data folder, disks, settings, port, database, queue, clock, secret key, Slack, models.
    Ends with exit code 6 if something failed.

    **Examples**

    `heddle doctor`

    `heddle doctor --json | jq '.[] | select(.state == "failed")'`
    """
    from bot.cli.doctor.command import run

    run(as_json=as_json)


@app.command()
def why(number: NUMBER, as_json: AS_JSON = False) -> None:
    """Tell a session's timeline, what it waits for, and what happens next and when.

    **Example**

    `heddle why 12`
    """
    from bot.cli.sessions import tell_why

    tell_why(number, as_json=as_json)


@app.command()
def stop(
    number: NUMBER,
    reason: Annotated[
        str, typer.Option(help="What its owner is told, as in 'it costs a dollar a minute'.")
    ] = "",
) -> None:
    """Stop one session, whoever owns it: its call is cancelled and its command killed.

    Its slot is free at once and what it made is saved. Its owner is told, with the reason, and
    goes on with a message in its thread. `heddle freeze` holds back without stopping.

    **Example**

    `heddle stop 12 --reason "It costs a dollar a minute and does the same all the time"`
    """
    from bot.cli.operating.stopping import stop_one

    stop_one(number, reason)


@config.command("show")
def config_show(as_json: AS_JSON = False) -> None:
    """Show every setting in force and where it was set; secrets stay hidden.

    **Example**

    `heddle config show | grep port`
    """
    from bot.cli.configuration import show

    show(as_json=as_json)


@config.command("check")
def config_check() -> None:
    """Check the settings without starting anything; exit code 3 if one is wrong.

    **Example**

    `HEDDLE_CONFIG=/etc/heddle.toml heddle config check`
    """
    from bot.cli.configuration import check

    check()


@sessions.command("list")
def sessions_list(
    state: Annotated[
        list[State] | None,
        typer.Option(help="Only sessions in this state; may be given several times."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    as_json: AS_JSON = False,
) -> None:
    """List sessions: what needs somebody first, then what is likely to next, and why.

    Of those that nothing is open in, the last changed are listed.

    **Examples**

    `heddle sessions list --state running --state waiting`

    `heddle sessions list --json | jq '.[].number'`
    """
    from bot.cli.sessions import list_sessions

    list_sessions(state or [], limit, as_json=as_json)


@sessions.command("show")
def sessions_show(number: NUMBER, as_json: AS_JSON = False) -> None:
    """Show one session: where it stands, what it used, its open questions and captures.

    **Example**

    `heddle sessions show 12`
    """
    from bot.cli.sessions import show_session

    show_session(number, as_json=as_json)


@sessions.command("export")
def sessions_export(
    number: NUMBER,
    output: Annotated[
        typer.FileTextWrite,
        typer.Option("--output", "-o", help="Where to write; `-` is standard output."),
    ] = "-",  # type: ignore[assignment]  # the command line makes a file of it
) -> None:
    """Write a whole session as JSON lines: its row, turns, items, receipts and every event.

    **Examples**

    `heddle sessions export 12 -o session-12.jsonl`

    `heddle sessions export 12 | jq 'select(.record == "event") | .payload'`
    """
    from bot.cli.sessions import export_session

    export_session(number, output)
