"""Children end with their parent, even when it was killed and could not tell them.

Linux does it by itself when asked at the child's start. Elsewhere a keeper stands between:
it holds the read end of a pipe, and the pipe ends with the parent.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

_PR_SET_PDEATHSIG = 1


def bound_to_parent() -> Callable[[], None] | None:
    """Return what a child does before it runs its program, or None where a keeper is needed.

    The signal is tied to the thread that starts the child: start it from the main one.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def kept(command: Sequence[str]) -> list[str]:
    """Return the command that runs `command` under a keeper; give it a pipe as its input."""
    return [sys.executable, "-m", "bot.cli.up.parents", *command]


def keep(command: Sequence[str]) -> int:
    """Run the command, pass on the order to stop, and kill it when the input ends."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass  # nobody writes; the end is the message
        child.kill()

    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    threading.Thread(target=watch, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:]))
