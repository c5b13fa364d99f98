"""What providers say is left, in their own headers and as litellm hands them on."""

import pytest

from service.adapters.model.allowances import moment, read
from service.domain.errors import Temporary
from service.domain.limits import Allowance
from service.ports.gate import Accepted
from tests.adapters.model.asking import request
from tests.adapters.model.conftest import Make
from tests.fakes.clock import FakeClock
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import fails

NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z
OPENAI = {
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-tokens": "6m0.5s",
}
ANTHROPIC = {
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2027-01-15T08:00:12Z",
    "anthropic-ratelimit-tokens-remaining": "39000",
    "anthropic-ratelimit-tokens-reset": "2027-01-15T08:00:30Z",
}


@pytest.mark.parametrize("prefix", ["", "llm_provider-"])
def test_everybodys_names_are_read(prefix: str) -> None:
    def given(headers: dict[str, str]) -> Accepted:
        return read({prefix + name: value for name, value in headers.items()}, NOW)

    assert given(OPENAI) == Accepted(Allowance(59, NOW + 1), Allowance(149_984, NOW + 360.5))
    assert given(ANTHROPIC) == Accepted(Allowance(49, NOW + 12), Allowance(39_000, NOW + 30))
    assert given({"x-ratelimit-remaining": "7", "x-ratelimit-reset": str(NOW + 9)}) == Accepted(
        Allowance(7, NOW + 9)
    )


def test_anthropics_own_count_beats_what_litellm_makes_of_it() -> None:
    both = {"x-ratelimit-remaining-tokens": "1", **ANTHROPIC}
    assert read(both, NOW).tokens == Allowance(39_000, NOW + 30)


def test_without_a_reset_a_minute_is_assumed_and_rubbish_is_nothing() -> None:
    assert read({"x-ratelimit-remaining-requests": "3"}, NOW).requests == Allowance(3, NOW + 60)
    for count in ("-1", "many", "", "1e3", "9" * 40):
        assert read({"x-ratelimit-remaining-requests": count}, NOW) == Accepted()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20ms", 0.02),
        ("1h2m3.5s", 3723.5),
        ("1d", 86_400.0),
        ("7", 7.0),
        (str(int((NOW + 5) * 1000)), 5.0),
        ("2027-01-15T09:00:00+01:00", 0.0),
    ],
)
def test_resets_in_all_their_spellings(text: str, seconds: float) -> None:
    assert moment(text, NOW) == pytest.approx(NOW + seconds)


@pytest.mark.parametrize("text", ["", "soon", "2027-01-15T08:00:00", "5 minutes"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text, NOW) is None


async def test_a_stream_says_what_is_left_before_its_text(server: OpenAiServer, make: Make) -> None:
    async def behave(exchange: Exchange) -> None:
        await exchange.begin(OPENAI)
        await exchange.chunk({"content": "Hi"}, "stop")
        await exchange.usage(3, 1)
        await exchange.end()

    server.script(behave)
    clock = FakeClock(NOW)
    pieces = [piece async for piece in make(clock).stream(request())]
    assert pieces[0] == Accepted(Allowance(59, NOW + 1), Allowance(149_984, NOW + 360.5))
    assert pieces[1] == "Hi"


async def test_a_limit_without_a_time_waits_for_what_is_used_up(
    server: OpenAiServer, make: Make
) -> None:
    used_up = {**OPENAI, "x-ratelimit-remaining-tokens": "0"}
    server.script(fails(429, "slow down", headers=used_up))
    with pytest.raises(Temporary) as caught:
        async for _ in make(FakeClock(NOW)).stream(request()):
            pass
    assert caught.value.limited
    assert caught.value.retry_after == pytest.approx(360.5)
