"""`heddle slack` as a person types it; what each command does is imported when it is called."""

from typing import Annotated

import typer

from bot.cli.chat.options import Wait, given

group = typer.Typer(help="Set Slack up.", no_args_is_help=True)


@group.command("setup")
def slack_setup(
    config_token: Annotated[
        str | None,
        given(
            "SLACK_CONFIG_TOKEN",
            "A configuration token (`xoxe.xoxp-…`): the app is then made for you.",
        ),
    ] = None,
    bot_token: Annotated[
        str | None,
        given(
            "SLACK_BOT_TOKEN",
            "The bot token, for scripts; better in the variable `SLACK_BOT_TOKEN`.",
        ),
    ] = None,
    app_token: Annotated[
        str | None,
        given("SLACK_APP_TOKEN", "The app-level token, for scripts; better in `SLACK_APP_TOKEN`."),
    ] = None,
    signing_secret: Annotated[
        str | None,
        given(
            "SLACK_SIGNING_SECRET",
            "The signing secret of HTTP mode, for scripts; better in `SLACK_SIGNING_SECRET`.",
        ),
    ] = None,
    you: Annotated[
        str | None,
        given("SLACK_YOU", "Your e-mail address, @name or member id in Slack."),
    ] = None,
    wait: Wait = 180.0,
) -> None:
    """Connect heddle to Slack: the app, its tokens, you, and a first hello.

    Asks for what is not given, checks it with Slack, and keeps it encrypted only when all of
    it works. A running heddle takes it up by itself. Can be run again at any time.

    **Examples**

    `heddle slack setup`

    `SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… heddle slack setup --you ann@example.com`
    """
    from bot.cli.slack.command import Options, run_setup

    run_setup(Options(config_token, bot_token, app_token, signing_secret, you, wait))


@group.command("manifest")
def slack_manifest(
    http: Annotated[
        str,
        typer.Option(metavar="URL", help="For HTTP mode, with heddle at this public address."),
    ] = "",
) -> None:
    """Print the manifest of heddle's Slack app: its scopes, events, commands and shortcuts.

    **Examples**

    `heddle slack manifest`

    `heddle slack manifest --http https://heddle.example.org`
    """
    from bot.cli.slack.command import print_manifest

    print_manifest(http)
