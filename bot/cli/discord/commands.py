"""`heddle discord` as a person types it; what it does is imported when it is called."""

from typing import Annotated

import typer

from bot.cli.chat.options import Wait, given

group = typer.Typer(help="Set Discord up.", no_args_is_help=True)


@group.callback()
def discord() -> None:
    """Set Discord up."""


@group.command("setup")
def discord_setup(
    token: Annotated[
        str | None,
        given(
            "DISCORD_TOKEN", "The bot's token, for scripts; better in the variable `DISCORD_TOKEN`."
        ),
    ] = None,
    you: Annotated[
        str | None,
        given("DISCORD_YOU", "Your user id in Discord, or your name if the application is yours."),
    ] = None,
    wait: Wait = 180.0,
) -> None:
    """Connect heddle to Discord: the bot, its server, you, and a first hello.

    Asks for what is not given, checks it with Discord, and keeps it encrypted only when all of
    it works. A running heddle takes it up by itself. Can be run again at any time.

    **Examples**

    `heddle discord setup`

    `DISCORD_TOKEN=… heddle discord setup --you 1234567890123456789`
    """
    from bot.cli.discord.command import Options, run_setup

    run_setup(Options(token, you, wait))
