"""Aliases, names, windows and prices."""

import pytest

from service.adapters.model import pricing
from service.adapters.model.environment import litellm
from service.adapters.model.litellm import LiteLlmModel
from service.domain.errors import Refused
from service.domain.providers import PROVIDERS, Provider

HOSTED = [each for each in PROVIDERS if each.id != "openrouter"]  # the list has none of theirs


def test_an_alias_is_its_models_the_preferred_first(model: LiteLlmModel) -> None:
    assert model.candidates("smart") == ("openai/gpt-4.1", "openai/other")
    assert model.candidates("demo") == ("demo/demo",)


@pytest.mark.parametrize("name", ["anthropic/claude-x", "demo/demo", "openrouter/a/b"])
def test_a_concrete_name_stands_for_itself(model: LiteLlmModel, name: str) -> None:
    assert model.candidates(name) == (name,)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("smrt", "Did you mean smart?"),
        ("anthropc/claude-x", "Did you mean anthropic/claude-x?"),
        ("claude-haiku-4-5", "anthropic/claude-haiku-4-5"),
        ("whatever", "Known: smart, fast, demo"),
        ("openai/", "Known: smart, fast, demo"),
        ("demo/other", "Known: smart, fast, demo"),
        ("", "Known: smart, fast, demo"),
    ],
)
def test_any_other_name_is_refused_with_what_would_work(
    model: LiteLlmModel, name: str, hint: str
) -> None:
    with pytest.raises(Refused) as caught:
        model.candidates(name)
    assert hint in str(caught.value)


def test_windows_come_from_the_price_list(model: LiteLlmModel) -> None:
    assert model.window("openai/gpt-4.1") == 1_047_576
    assert model.window("anthropic/claude-haiku-4-5") == 200_000
    assert model.window("openrouter/anthropic/claude-haiku-4.5") == 200_000
    assert model.window("openai/home-made") == 32_000
    assert model.window("demo/demo") == 128_000


def test_prices_come_from_the_price_list_of_the_same_provider(model: LiteLlmModel) -> None:
    assert model.price("openai/gpt-4.1", 1_000_000, 1_000_000) == pytest.approx(10.0)
    assert model.price("groq/gpt-4.1", 1_000_000, 1_000_000) == 0.0
    assert model.price("nobody/knows", 1_000, 1_000) == 0.0


def test_a_formula_that_cannot_be_applied_gives_the_list_price(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_: object) -> None:
        raise KeyError("input_cost_per_image")

    monkeypatch.setattr(litellm, "cost_per_token", fail)
    usage = litellm.Usage(prompt_tokens=1_000_000, completion_tokens=0, total_tokens=1_000_000)
    assert pricing.cost("openai/gpt-4.1", usage) == pytest.approx(2.0)


@pytest.mark.parametrize("provider", HOSTED, ids=lambda provider: provider.id)
def test_the_models_set_up_from_a_key_take_tools_and_are_to_stay(
    model: LiteLlmModel, provider: Provider
) -> None:
    for name in (provider.smart, provider.fast):
        entry = next(
            litellm.model_cost[key]
            for key in (name, name.partition("/")[2])
            if litellm.model_cost.get(key, {}).get("litellm_provider") == provider.id
        )
        assert entry["supports_function_calling"]
        assert "deprecation_date" not in entry
        assert model.window(name) >= 100_000
        assert model.price(name, 1, 1) > 0
        missing = litellm.validate_environment(name)["missing_keys"]
        assert provider.variable in missing or not missing
    assert model.price(provider.smart, 3, 1) > model.price(provider.fast, 3, 1)
