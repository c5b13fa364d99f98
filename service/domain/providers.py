"""The providers of models that heddle can set up from a key alone, as data.

The models are those that litellm's bundled price list knows, that take tools and that no
provider has announced to end. Claude models that think unless told not to are left out:
they want their thinking handed back with each tool result, and a reply does not carry it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """Who serves models.

    `id` is litellm's name of it, `variable` the environment variable that holds its key,
    `smart` and `fast` the models behind these aliases when its key is all that is known.
    """

    id: str
    name: str
    variable: str
    smart: str
    fast: str


PROVIDERS: Sequence[Provider] = (
    Provider(
        "anthropic",
        "Anthropic",
        "ANTHROPIC_API_KEY",
        "anthropic/claude-sonnet-4-6",
        "anthropic/claude-haiku-4-5",
    ),
    Provider("openai", "OpenAI", "OPENAI_API_KEY", "openai/gpt-6-sol", "openai/gpt-6-luna"),
    Provider(
        "gemini",
        "Google Gemini",
        "GEMINI_API_KEY",
        "gemini/gemini-pro-latest",
        "gemini/gemini-flash-latest",
    ),
    Provider(
        "mistral",
        "Mistral",
        "MISTRAL_API_KEY",
        "mistral/mistral-large-latest",
        "mistral/mistral-small-latest",
    ),
    Provider(
        "deepseek",
        "DeepSeek",
        "DEEPSEEK_API_KEY",
        "deepseek/deepseek-v4-pro",
        "deepseek/deepseek-v4-flash",
    ),
    Provider("xai", "xAI", "XAI_API_KEY", "xai/grok-4.7", "xai/grok-4.20-non-reasoning"),
    Provider(
        "groq",
        "Groq",
        "GROQ_API_KEY",
        "groq/openai/gpt-oss-120b",
        "groq/openai/gpt-oss-20b",
    ),
    Provider(
        "openrouter",
        "OpenRouter",
        "OPENROUTER_API_KEY",
        "openrouter/anthropic/claude-sonnet-4.6",
        "openrouter/anthropic/claude-haiku-4.5",
    ),
)

BY_ID: Mapping[str, Provider] = {provider.id: provider for provider in PROVIDERS}


def key_variable(provider: str) -> str:
    """Return the environment variable that holds the provider's key."""
    known = BY_ID.get(provider)
    return known.variable if known else f"{provider.upper()}_API_KEY"


def aliases_for(keys: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return `smart` and `fast` for the providers (by id) whose key is present.

    The order is that of `PROVIDERS`, so that adding a key adds a fallback and does not
    change what is preferred. Without any key there is no alias.
    """
    present = [provider for provider in PROVIDERS if provider.id in keys]
    if not present:
        return {}
    return {
        "smart": tuple(provider.smart for provider in present),
        "fast": tuple(provider.fast for provider in present),
    }
