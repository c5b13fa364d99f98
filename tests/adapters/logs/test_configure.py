"""What a process writes to standard error."""

import json
import subprocess
import sys

PROGRAM = """
import logging, warnings
import structlog
from service.adapters.logs.configure import configure
log = structlog.get_logger("service.usecases.example")
configure("worker", "{level}", "{form}", ["hunter2-hunter2"])
log.debug("too_small")
with structlog.contextvars.bound_contextvars(session=7, turn="t1"):
    log.info("turn_claimed", attempt=2, token="abc")
logging.getLogger("arq.worker").info("chatter")
logging.getLogger("some.library").warning("watch %s", "out", extra={{"place": "here"}})
try:
    raise ValueError("with hunter2-hunter2 inside")
except ValueError:
    log.exception("turn_failed_by_bug")
"""


def written(form: str, level: str = "info") -> str:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(form=form, level=level)],
        check=True,
        capture_output=True,
        text=True,
    ).stderr


def test_every_line_is_json_with_ids_as_fields() -> None:
    entries = [json.loads(line) for line in written("json").splitlines()]
    first, second, third = entries
    assert first["event"] == "turn_claimed"
    assert (first["session"], first["turn"], first["attempt"]) == (7, "t1", 2)
    assert (first["process"], first["level"], first["token"]) == ("worker", "info", "***")
    assert first["at"].endswith("Z")
    assert (second["event"], second["logger"], second["place"]) == (
        "watch out",
        "some.library",
        "here",
    )
    assert "ValueError" in third["exception"]
    assert "hunter2" not in third["exception"]


def test_the_level_is_kept() -> None:
    events = [json.loads(line)["event"] for line in written("json", "error").splitlines()]
    assert events == ["turn_failed_by_bug"]
    events = [json.loads(line)["event"] for line in written("json", "debug").splitlines()]
    assert "too_small" in events
    assert "chatter" not in events


def test_without_a_terminal_auto_is_json_and_text_is_text() -> None:
    assert json.loads(written("auto").splitlines()[0])["event"] == "turn_claimed"
    text = written("text")
    assert "turn_claimed" in text
    assert "session=7" in text
    assert "\x1b[" not in text


BREAKING = """
import logging, threading
import structlog
from service.adapters.logs.configure import configure
configure("worker", "info", "json", ["hunter2-hunter2"])
logging.getLogger("some.library").warning("half %d", "sk-ant-0123456789abcdef")
def fails():
    raise ValueError("with hunter2-hunter2 inside")
thread = threading.Thread(target=fails, name="reader")
thread.start()
thread.join()
try:
    try:
        raise KeyError("postgresql://me:pw-of-mine@db/heddle")
    except KeyError as error:
        raise RuntimeError("on the way") from error
except RuntimeError:
    logging.getLogger("other").exception("broke")
facts = {"list": [{"api_key": "x1y2z3"}, ("xoxb-1234567890",)]}
structlog.get_logger("a").warning("deep", facts=facts)
raise SystemError("at last hunter2-hunter2")
"""


def test_nothing_that_breaks_prints_past_the_log() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BREAKING], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert ran.stdout == ""
    for secret in ("hunter2", "0123456789abcdef", "pw-of-mine", "x1y2z3", "1234567890"):
        assert secret not in ran.stderr
    entries = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [each["event"] for each in entries] == [
        "log_entry_broken",
        "thread_broke",
        "broke",
        "deep",
        "process_broke",
    ]
    assert entries[0]["entry"] == "half %d"
    assert entries[1]["thread"] == "reader"
    assert "RuntimeError: on the way" in entries[2]["exception"]
    assert "SystemError" in entries[4]["exception"]
