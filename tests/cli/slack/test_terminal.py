"""The set-up as a person has it: a real process on a terminal, with hidden tokens and Ctrl-C."""

import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web.login import ADMIN
from service.domain.persons import Identity
from tests.cli.deployment import accounts, answering, kept
from tests.cli.slack.conftest import given
from tests.e2e.running import wait_until
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack

ROOT = Path(__file__).parents[3]
# Opening the terminal in a session of its own makes it the one that hidden input is read from.
# Ctrl-C has its meaning again, also where whoever runs the tests ignores it.
START = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.setsid();"
    "t = os.open(sys.argv[1], os.O_RDWR);"
    "[os.dup2(t, each) for each in (0, 1, 2)];"
    "os.execv(sys.executable, [sys.executable, '-m', 'bot', *sys.argv[2:]])"
)


class Screen:
    """A terminal with a command on it."""

    def __init__(self, *arguments: str) -> None:
        self._own, other = pty.openpty()
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "300", "TERM": "dumb"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, os.ttyname(other), *arguments],
            env=variables,
            start_new_session=False,
        )
        self._other = other
        os.set_blocking(self._own, False)
        self.text = ""
        self._read_upto = 0

    def shows(self, expected: str) -> None:
        """Wait until it stands below what was seen before."""

        def there() -> bool:
            self._read()
            at = self.text.find(expected, self._read_upto)
            if at >= 0:
                self._read_upto = at + len(expected)
            return at >= 0

        wait_until(there, f"{expected!r} is shown:\n{self.text}")

    def types(self, text: str) -> None:
        """Type a line once the command waits for one."""
        os.write(self._own, f"{text}\n".encode())

    def types_unseen(self, text: str) -> None:
        """Type a line that does not show. What is typed before the terminal hides it is lost,
        and that comes after the words that ask for it.
        """
        wait_until(self._hides, "the terminal hides what is typed")
        self.types(text)

    def _hides(self) -> bool:
        return not termios.tcgetattr(self._other)[3] & termios.ECHO

    def interrupts(self) -> None:
        """Press Ctrl-C."""
        os.write(self._own, b"\x03")

    def ended(self) -> int:
        """Wait for the end and return the exit code."""
        code = self.process.wait(30.0)
        self._read()
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10.0)
        os.close(self._own)
        os.close(self._other)

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._own, 65536)
            except (BlockingIOError, OSError):
                return
            self.text += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", piece.decode("utf-8", "replace"))


@pytest.fixture
def screen(slack: FakeSlack) -> Iterator[Screen]:
    made = Screen("slack", "setup")
    yield made
    made.close()


def test_a_person_is_led_through_and_a_slip_is_asked_for_again(
    screen: Screen, slack: FakeSlack, ann: Person
) -> None:
    began = time.monotonic()
    screen.shows("https://api.slack.com/apps?new_app=1&manifest_yaml=")
    screen.shows("Bot token")
    screen.types_unseen(slack.app_token)
    screen.shows("this is the app-level token")
    screen.shows("Bot token")
    screen.types_unseen(slack.bot_token)
    screen.shows("The bot token is @heddle's in Loom")
    screen.shows("App-level token")
    screen.types_unseen(slack.app_token)
    screen.shows("opens Socket Mode")
    screen.shows("Your e-mail address")
    screen.types("ann@elsewhere.example")
    screen.shows("Slack knows nobody")
    with answering(slack, ann):
        screen.types("ann@example.com")
        screen.shows("heddle wrote to you in Slack")
        screen.shows("Your answer arrived")
        screen.shows("Slack is set up and answers, after")
    assert screen.ended() == 0
    assert slack.bot_token not in screen.text
    assert slack.app_token not in screen.text
    assert accounts() == {ADMIN, Identity("slack", slack.workspace.team, ann.id)}
    print(f"led through in {time.monotonic() - began:.1f} s beside a person's own time")


def test_breaking_off_while_tokens_are_asked_for_keeps_nothing(
    screen: Screen, slack: FakeSlack, tmp_path: Path
) -> None:
    screen.shows("Bot token")
    screen.types_unseen(slack.bot_token)
    screen.shows("App-level token")
    screen.interrupts()
    screen.shows("nothing was kept")
    assert screen.ended() == 130
    assert kept(tmp_path) == []


def test_breaking_off_the_wait_leaves_a_set_up_that_works(
    screen: Screen, slack: FakeSlack, ann: Person
) -> None:
    screen.shows("Bot token")
    screen.types_unseen(slack.bot_token)
    screen.shows("App-level token")
    screen.types_unseen(slack.app_token)
    screen.shows("Your e-mail address")
    screen.types("@ann")
    screen.shows("heddle wrote to you in Slack")
    slack.until(lambda: slack.sockets.connections)
    screen.interrupts()
    screen.shows("The tokens are kept")
    assert screen.ended() == 130
    assert given() is not None
    slack.until(lambda: not slack.sockets.connections)
