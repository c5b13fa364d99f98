"""Errors that nothing was prepared for are told to whoever counts them."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from service.adapters.logs.bugs import BUGS
from service.adapters.logs.configure import configure


@pytest.fixture
def set_up() -> Iterator[None]:
    """Logs as a process has them, and afterwards as they were."""
    root = logging.getLogger()
    handlers, level, hook = list(root.handlers), root.level, structlog.get_config()
    configure("worker", form="json")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**hook)


@pytest.mark.usefixtures("set_up")
def test_only_what_has_a_traceback_and_is_an_error_counts() -> None:
    log, told = structlog.get_logger("service.example").bind(), list[str]()
    with BUGS.counted(lambda: told.append("bug")):
        log.error("turn_failed", why="the key is wrong")
        log.warning("queue_trouble", exc_info=ValueError("away"))
        assert told == []
        try:
            raise ValueError("nobody thought of it")
        except ValueError:
            log.exception("turn_failed_by_bug")
            logging.getLogger("some.library").exception("A task broke")
        assert told == ["bug", "bug"]
    log.error("after_it", exc_info=ValueError("nobody counts"))
    assert told == ["bug", "bug"]
