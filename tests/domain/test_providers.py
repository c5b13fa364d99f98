"""What heddle sets up from the keys that are there."""

from service.domain.providers import BY_ID, PROVIDERS, aliases_for, key_variable


def test_a_key_gives_both_aliases() -> None:
    assert aliases_for({"mistral"}) == {
        "smart": ("mistral/mistral-large-latest",),
        "fast": ("mistral/mistral-small-latest",),
    }


def test_another_key_adds_a_fallback_and_changes_nothing_else() -> None:
    aliases = aliases_for(["openai", "anthropic"])
    assert aliases["smart"] == (BY_ID["anthropic"].smart, BY_ID["openai"].smart)
    assert aliases["fast"] == (BY_ID["anthropic"].fast, BY_ID["openai"].fast)


def test_without_a_key_there_is_no_alias() -> None:
    assert aliases_for(()) == {}
    assert aliases_for(["somebody"]) == {}


def test_each_provider_is_there_once_and_serves_its_own_models() -> None:
    assert len(BY_ID) == len(PROVIDERS)
    for provider in PROVIDERS:
        assert provider.smart.startswith(f"{provider.id}/")
        assert provider.fast.startswith(f"{provider.id}/")


def test_a_key_has_its_variable_also_where_the_provider_is_unknown() -> None:
    assert key_variable("gemini") == "GEMINI_API_KEY"
    assert key_variable("somebody") == "SOMEBODY_API_KEY"
