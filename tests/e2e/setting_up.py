"""A platform's set-up beside a running heddle, as scripts call it."""

import subprocess
import sys

from tests.e2e.running import Up, environment


def set_up(up: Up, platform: str, you: str, **variables: str) -> str:
    """Set the platform up with what these variables give, and return what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", platform, "setup", "--you", you],
        env=environment(up.folder, up.port, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        cwd=up.folder.parent,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
