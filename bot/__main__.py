"""`heddle`, or `python -m bot`."""

import gc
import sys

import typer

from bot.cli.app import app
from bot.cli.exits import exit_of
from service.domain.errors import HeddleError


def main() -> None:
    """Run the command line and end with its exit code."""
    # Commands load a lot and keep it: collecting in between costs a fifth of their start.
    gc.set_threshold(50_000, 20, 100)
    try:
        app()
    except HeddleError as error:
        typer.echo(f"heddle: {error}", err=True)
        sys.exit(exit_of(error))


if __name__ == "__main__":
    main()
