"""Serving the application until the process is told to stop."""

import signal
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

GRACE = 3
"""Seconds that open requests have at the end; streams stay open until then."""


def _already_seen(_number: int, _frame: FrameType | None) -> None:
    """Uvicorn raises the signal that ended it once more; whoever serves still has to tidy up."""


async def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. Ends the process if it cannot listen there."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=75,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _already_seen)
    await uvicorn.Server(config).serve()
