"""`heddle`, or `python -m bot`."""

import sys

import typer

from bot.cli.app import app
from bot.cli.exits import exit_of
from service.domain.errors import HeddleError


def main() -> None:
    """Run the command line and end with its exit code."""
    try:
        app()
    except HeddleError as error:
        typer.echo(f"heddle: {error}", err=True)
        sys.exit(exit_of(error))


if __name__ == "__main__":
    main()
