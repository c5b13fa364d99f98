"""How long a provider asks to wait, in every form that they say it in."""

import pytest

from service.adapters.model.waits import retry_after

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT
GOOGLE = """{"error": {"code": 429, "details": [
  {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}]}}"""


@pytest.mark.parametrize(
    ("headers", "text", "seconds"),
    [
        ({"Retry-After": "30"}, "", 30.0),
        ({"retry-after": " 0.5 "}, "", 0.5),
        ({"retry-after-ms": "1250"}, "", 1.25),
        ({"retry-after-ms": "1250", "retry-after": "2"}, "", 1.25),
        ({"llm_provider-retry-after": "4"}, "", 4.0),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:30 GMT"}, "", 90.0),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, "", 0.0),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "-1"}, "", None),
        ({"retry-after": "soon"}, "Please try again in 7.66s.", 7.66),
        ({}, GOOGLE, 34.5),
        ({}, "{'retryDelay': '12s'}", 12.0),
        ({}, "Please try again in 850ms. Visit us.", 0.85),
        ({}, "try again in 1m2.5s", 62.5),
        ({}, "Please retry in 2 seconds", 2.0),
        ({}, "Please retry after 1h30m", 5400.0),
        ({}, "try again in a while", None),
        ({}, "", None),
    ],
)
def test_the_wait_is_found(headers: dict[str, str], text: str, seconds: float | None) -> None:
    found = retry_after(headers, text, NOW)
    assert found == (None if seconds is None else pytest.approx(seconds))
