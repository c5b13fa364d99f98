"""Where log entries go and what they look like; heddle's own and those of its libraries."""

import json
import logging
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Literal, TextIO

import structlog
from structlog.types import EventDict, Processor

from service.adapters.logs.bugs import BUGS
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
    handler = _Handler(redaction)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without("color_message"),
                BUGS,
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
    threading.excepthook = _log_what_ends_threads
    sys.excepthook = _log_what_ends_the_process
    return redaction


class _Handler(logging.StreamHandler[TextIO]):
    """Writes entries to standard error. Of one that cannot be written, as with a wrong format,
    logging itself would print the arguments as they are.
    """

    def __init__(self, redaction: Redaction) -> None:
        super().__init__(sys.stderr)
        self._redaction = redaction

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        """Say that an entry is broken, and which."""
        said = {
            "event": "log_entry_broken",
            "logger": record.name,
            "entry": self._redaction.text(str(record.msg)),
            "error": type(sys.exc_info()[1]).__name__,
        }
        sys.stderr.write(json.dumps(said, ensure_ascii=False) + "\n")


def _log_what_ends_threads(arguments: threading.ExceptHookArgs) -> None:
    """Python's own hook prints tracebacks as they are."""
    error = arguments.exc_value
    name = arguments.thread.name if arguments.thread else ""
    if error is not None and not isinstance(error, SystemExit):
        structlog.get_logger(__name__).error("thread_broke", thread=name, exc_info=error)


def _log_what_ends_the_process(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    structlog.get_logger(__name__).critical("process_broke", exc_info=error)


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
