"""`heddle secrets`: a new key, and everything encrypted with it."""

import typer

from bot.bootstrap import reading, rotating
from bot.cli.exits import Exit
from bot.cli.up.lock import held_by
from service.domain.errors import Refused
from service.usecases.rotate_secrets import Rotated


def print_key() -> None:
    """Print a new key."""
    print(rotating.a_new_key())


def rotate() -> None:
    """Encrypt all secrets with the new key and say what is left to do. Raises Refused."""
    match rotating.keys_in_settings():
        case 0:
            running = held_by(reading.settings().settings.data_dir)
            if running:
                raise Refused(f"heddle runs {running} with the present key. Stop it first.")
            _tell(rotating.rotate_key_file())
            print("The key file holds the new key. Back it up, apart from the database.")
        case 1:
            raise Refused(
                "HEDDLE_SECRET_KEY holds one key. Make another with `heddle secrets key`, set"
                " HEDDLE_SECRET_KEY=new,present everywhere, restart, and rotate then.",
            )
        case _:
            _tell(rotating.rotate_by_settings())
            print("Now set HEDDLE_SECRET_KEY to its first key alone everywhere, and restart.")


def _tell(rotated: Rotated) -> None:
    print(f"{rotated.secrets} secrets are encrypted with the new key.")
    if rotated.unreadable:
        names = ", ".join(rotated.unreadable)
        print(f"None of the keys opens: {names}. Enter these again; no key was dropped.")
        raise typer.Exit(Exit.FINDINGS)
