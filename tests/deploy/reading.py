"""The files of `deploy/` as data, and what of heddle they may name."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import typer
import yaml
from dotenv import dotenv_values

from bot.cli.app import app
from bot.settings import Settings
from service.settings.describing import rows
from service.settings.reading import CONFIG
from service.settings.secret_files import SUFFIX

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PORT = Settings.model_fields["http"].default.port


def compose() -> dict[str, Any]:
    """Return the compose file, anchors and merges resolved."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def example() -> dict[str, str]:
    """Return the variables of `.env.example`."""
    return {name: text or "" for name, text in dotenv_values(DEPLOY / ".env.example").items()}


@cache
def variables() -> frozenset[str]:
    """Return every variable that heddle reads."""
    known = list(rows(Settings))
    files = {row.variable + SUFFIX for row in known if row.secret}
    return frozenset({CONFIG, *files, *(row.variable for row in known)})


@cache
def secrets() -> frozenset[str]:
    """Return the variables whose values must not stand in files that are committed."""
    return frozenset(row.variable for row in rows(Settings) if row.secret)


@cache
def commands() -> frozenset[str]:
    """Return the commands of `heddle`."""
    group = typer.main.get_command(app)
    return frozenset(getattr(group, "commands", {}))


def asked_for(text: str) -> dict[str, str]:
    """Return the variables that a text takes from outside, each with what follows its name."""
    found = re.findall(r"\$(?:\{(\w+)([^}]*)\}|([A-Za-z_]\w*))", text.replace("$$", ""))
    return {braced or plain: more for braced, more, plain in found}


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions with their arguments, lines joined."""
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    split = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(word, " ".join(rest.split())) for word, _, rest in split]
