"""Where log entries go and what they look like; heddle's own and those of its libraries."""

import logging
import sys
from collections.abc import Iterable
from typing import Literal

import structlog
from structlog.types import EventDict, Processor

from service.adapters.logs.redaction import Redaction

Format = Literal["auto", "json", "text"]

_TALKATIVE = ("arq", "asyncio", "httpx", "httpcore", "LiteLLM", "uvicorn.error", "alembic")
"""Libraries whose everyday entries say what heddle's own entries say better."""


def configure(
    process: str,
    level: str = "info",
    form: Format = "auto",
    known_secrets: Iterable[str] = (),
) -> Redaction:
    """Send all entries to standard error, each naming the process it comes from.

    `known_secrets` are hidden wherever they would appear. Returns what hides them, for
    secrets that become known later.
    """
    redaction = Redaction(known_secrets)
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.stdlib.ExtraAdder(),
        _named(process),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without("color_message"),
                structlog.processors.format_exc_info,
                redaction,
                _renderer(as_text=as_text),
            ],
        ),
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    return redaction


def _renderer(*, as_text: bool) -> Processor:
    if as_text:
        return structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            timestamp_key="at",
            pad_event_to=24,
            exception_formatter=structlog.dev.plain_traceback,
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def _named(process: str) -> Processor:
    def add(_logger: object, _method: str, entry: EventDict) -> EventDict:
        entry["process"] = process
        return entry

    return add


def _without(field: str) -> Processor:
    def drop(_logger: object, _method: str, entry: EventDict) -> EventDict:
        entry.pop(field, None)
        return entry

    return drop
