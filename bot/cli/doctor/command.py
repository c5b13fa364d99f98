"""Running the checks and telling what they found."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.bootstrap import reading
from bot.cli.doctor import machine
from bot.cli.doctor.disks import disks
from bot.cli.doctor.findings import Finding, State, check
from bot.cli.doctor.models import models
from bot.cli.exits import Exit
from bot.cli.watching import looked_for
from service.domain.errors import Misconfigured

_MARKS = {State.OK: "ok", State.WARNING: "!", State.FAILED: "FAILED"}
_STYLES = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "red"}


def run(*, as_json: bool) -> None:
    """Run all checks; end with exit code 6 if one failed."""
    found = []
    console = Console(highlight=False)
    for finding in findings():
        found.append(finding)
        if not as_json:
            mark = (f"{_MARKS[finding.state]:<7}", _STYLES[finding.state])
            line = Text.assemble(mark, f"{finding.name:<12} {finding.text}")
            console.print(line, soft_wrap=True)
    if as_json:
        json.dump([asdict(each) for each in found], sys.stdout)
        print()
    if any(each.state is State.FAILED for each in found):
        sys.exit(Exit.FINDINGS)


def findings() -> Iterator[Finding]:
    """Yield the findings as they come; the slowest checks are last."""
    yield check("python", machine.python)
    try:
        loaded = reading.settings()
    except Misconfigured as error:
        yield Finding("settings", State.FAILED, str(error))
        return
    settings = loaded.settings
    files = ", ".join(str(path) for path in loaded.files) or "the environment and the defaults"
    yield Finding("settings", State.OK, f"from {files}")
    yield check("data folder", lambda: machine.folder(settings.data_dir))
    from bot.bootstrap import checking

    yield check("disk", lambda: disks(checking.folders(settings)))
    http = settings.http
    yield check("port", lambda: machine.port(settings.data_dir, http.host, http.port))
    yield check("database", lambda: checking.database(settings))
    if settings.alerts.token:
        yield check("alerts", lambda: checking.alerts(settings))
    if settings.redis_url:
        yield check("queue", lambda: checking.queue(settings))
    else:
        yield check("queue", machine.embedded_queue)
    yield check("clock", lambda: checking.clock(settings))
    yield check("secret key", lambda: checking.secret_key(settings))
    yield Finding("watch", State.OK, looked_for(settings.models.judge))
    from bot.bootstrap.discord_setup import DiscordSetup
    from bot.bootstrap.slack_setup import SlackSetup
    from bot.cli.doctor import discord, slack

    yield from slack.findings(SlackSetup(settings))
    yield from discord.findings(DiscordSetup(settings))
    yield from models(loaded.others)
