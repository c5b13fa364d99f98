"""The printed token: whoever can read it on this machine is heddle's local admin."""

import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote

from bot.bootstrap import reading
from bot.settings import Settings
from service.domain.errors import Refused

NAME = "token"
_BYTES = 24


def login_token(settings: Settings) -> str:
    """Return the token that is set; else one that is made once, in a file for its owner only."""
    if settings.http.token is not None:
        return settings.http.token.get_secret_value()
    path = settings.data_dir / NAME
    if not path.exists():
        _make(path)
    return path.read_text("ascii").strip()


def login_link(address: str, token: str) -> str:
    """Return the address that lets its reader in."""
    return f"{address}/login?token={quote(token, safe='')}"


def link_in_force() -> str:
    """Return the address that lets its reader in where heddle runs with these settings.

    Raises Misconfigured, and Refused where no token is set and none was made that can be read.
    """
    settings = reading.settings().settings
    path = settings.data_dir / NAME
    try:
        if settings.http.token is None and not path.exists():
            raise Refused(
                f"There is no token in {path.parent} yet: start heddle first, or name its data"
                " folder with HEDDLE_DATA_DIR."
            )
        return login_link(settings.address, login_token(settings))
    except PermissionError as error:
        raise Refused(f"{path} is for heddle's own user alone: run this as that user.") from error


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_BYTES) + "\n")
        try:
            # A link, not a rename: of two processes the first wins, and both read the same.
            os.link(staged, path)
        except FileExistsError:
            return
    finally:
        Path(staged).unlink()
