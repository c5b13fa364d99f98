"""Noise in results is always masked, progress never."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.supervisor.normalising import normalise

PROGRESS = [
    "{} passed, 1 failed in 3.2s",
    "step {} of 99999 done",
    "row count now {}",
    "{}% complete, elapsed: 12:33",
    "coverage: {}%",
    "downloaded {} MB of 90000 MB (1.2 MB/s)",
    "size {} bytes",
    "{}K\tbuild",
    "Found {} errors",
    "2026-11-21T10:36:42Z processed {}/100000",
    '{{"done": {}, "ts": 1763721402}}',
    "queue position {}",
    "message {} of 40",
    "process {} of 10",
    "items[{}] is missing",
    "left: {}",
    "Epoch {}/50",
    "{} files changed, 3 insertions(+)",
    "src/api.py:{}: retry = 3",
    "line {} of the report",
    "issue #{}",
    "page {}",
    "exit code {}",
    "expected 3 but got {}",
]
COUNTS = st.integers(0, 99_999)
HASHES = st.text("0123456789abcdef", min_size=7, max_size=64)


@settings(max_examples=600)
@given(st.sampled_from(PROGRESS), COUNTS, COUNTS, st.booleans())
def test_a_count_a_percentage_or_a_size_is_never_erased(
    text: str, one: int, other: int, failed: bool
) -> None:
    same = normalise(text.format(one), failed=failed) == normalise(
        text.format(other), failed=failed
    )
    assert same == (one == other)


@given(st.sampled_from(["commit {}", "sha256:{}", "etag: {}", "{}  dist.tar"]), HASHES, HASHES)
def test_a_hash_of_content_is_never_erased(text: str, one: str, other: str) -> None:
    assert (normalise(text.format(one)) == normalise(text.format(other))) == (one == other)


@given(
    st.text("ab 1\n", max_size=40),
    st.text("ab 1\n", max_size=40),
    st.integers(70_000, 90_000),
)
def test_the_middle_of_a_long_result_counts(one: str, other: str, size: int) -> None:
    around = "x" * (size // 2)
    first, second = (normalise(f"{around}{middle}{around}") for middle in (one, other))
    assert (first == second) == (one == other)


TIMES = st.datetimes().map(lambda at: at.isoformat(sep=" ", timespec="milliseconds"))
CLOCKS = st.times().map(lambda at: at.strftime("%H:%M:%S"))
SECONDS = st.floats(0, 9999).map(lambda value: f"{value:.2f}")
WHOLE = st.integers(1, 9999)
PORTS = st.integers(1024, 65535)
HEX12 = st.integers(2**44, 2**48 - 1).map(lambda value: f"{value:012x}")
NOISE: list[tuple[str, st.SearchStrategy[object]]] = [
    ("{} INFO ready", TIMES),
    ("[{}] ready", CLOCKS),
    ("Sat, 21 Nov 2026 {} GMT ready", CLOCKS),
    ("ready at epoch {}", st.integers(1_500_000_000, 1_999_999_999)),
    ("1 failed, 11 passed in {}s", SECONDS),
    ("built in {} ms", WHOLE),
    ("took {} seconds", WHOLE),
    ("real 0m{}s", SECONDS),
    ("db Up {} minutes", WHOLE),
    ("{} minutes ago", WHOLE),
    ('{{"elapsed_ms": {}}}', WHOLE),
    ('{{"duration": {}}}', SECONDS),
    ("web-1 Running {}m", st.integers(1, 90)),
    ("started (pid {})", WHOLE),
    ("PID: {} started", WHOLE),
    ("2026-11-21 10:36:42 app[{}]: ready", st.integers(10, 9999)),
    ("<Order at 0x{}>", HEX12),
    ("session {} is open", st.uuids()),
    ("request_id={} failed", st.uuids().map(lambda value: value.hex)),
    ('{{"message_id": "m-{}"}}', WHOLE),
    ("trace id: {}", HEX12),
    ("req_{}Ab", st.integers(10_000, 99_999)),
    ("wrote /tmp/tmp{}/out.txt", HEX12.map(lambda value: value[:8])),
    ("wrote /var/folders/ab/cdef/T/build-a{}Z", st.integers(1000, 9999)),
    ("Randomized with seed {}", WHOLE),
    ("random_state={}", WHOLE),
    ("listening on port {}", PORTS),
    ("listening on http://localhost:{}/", PORTS),
    ("attempt {} failed", WHOLE),
    ("retry #{} in 3s", WHOLE),
    ("\x1b[3{}mred\x1b[0m", st.integers(0, 7)),
    ("45%|##| 45/100 [0{}:10<06:00, 1.2it/s]", st.integers(0, 9)),
    ("HTTP/2 200\nx-request-id: {}\nserver: envoy", st.uuids()),
    ("HTTP/2 200\nx-envoy-upstream-service-time: {}", WHOLE),
    ("speed {} MB/s", SECONDS),
    ("Waiting for the deployment{}", st.integers(2, 30).map(lambda count: "." * count)),
    ("Thread-{} stopped", WHOLE),
    ("Warning BackOff (x{} over 10m) kubelet", WHOLE),
    ('{{"age": "{}s"}}', WHOLE),
]


@settings(max_examples=600)
@given(st.sampled_from(NOISE), st.data(), st.booleans())
def test_noise_is_always_masked(
    noise: tuple[str, st.SearchStrategy[object]], data: st.DataObject, failed: bool
) -> None:
    text, values = noise
    one, other = data.draw(values), data.draw(values)
    first = normalise(text.format(one), failed=failed)
    assert first == normalise(text.format(other), failed=failed)


FRAMES = [
    '  File "load.py", line {}, in main\nKeyError: 1',
    "    at run (/app/src/load.js:{}:5)",
    "thread 'main' panicked at src/main.rs:{}:5:",
    "main.main()\n\t/app/main.go:{} +0x1d",
    "tests/test_load.py:{}: KeyError",
    "\tat com.shop.Load.run(Load.java:{})",
    "load.rb:{}:in `run'",
]


@pytest.mark.parametrize("frame", FRAMES)
def test_line_numbers_of_frames_are_masked_only_where_a_run_failed(frame: str) -> None:
    one, other = frame.format(20), frame.format(21)
    assert normalise(one, failed=True) == normalise(other, failed=True)
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    "error",
    [
        'File "gen.py", line {}\nSyntaxError: invalid syntax',
        "src/a.ts({},5): error TS2322: no",
        "a.c:{}:3: error: expected ';'",
    ],
)
def test_where_a_compiler_stops_is_progress(error: str) -> None:
    assert normalise(error.format(10), failed=True) != normalise(error.format(31), failed=True)


def test_what_was_written_over_is_gone() -> None:
    assert normalise("10%\r50%\r100%\ndone \n\n\n") == "100%\ndone"
    assert normalise("a\r\nb\r\n") == "a\nb"


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(normalise(text, failed=True), str)
