"""Ports that nobody else is given while a test has them in mind.

What the system gives for port 0 it gives to others too, as soon as nobody listens there: a server
that a test has stopped then seems to answer, and one that is to start finds its place taken. So
ports come from below those that Linux gives by itself, and each process of a test run has its own.
"""

import itertools
import os
import random
import socket

FIRST, AFTER_LAST = 10_000, 32_768
"""Linux gives from 32,768 on by itself (net.ipv4.ip_local_port_range)."""
SHARES = 8
"""As many processes as a test run has at most, by the Makefile."""
SHARE = (AFTER_LAST - FIRST) // SHARES

_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % SHARES
# Two test runs on one machine seldom meet, as each begins elsewhere.
_next = itertools.count(random.randrange(SHARE))


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on, and that nobody else will be given."""
    for turn in itertools.islice(_next, SHARE):
        port = FIRST + _process * SHARE + turn % SHARE
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"None of {SHARE} ports from {FIRST + _process * SHARE} on is free.")
