"""What a model takes and costs, from litellm's bundled price list; never over the network."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog

from service.adapters.model.environment import litellm
from service.adapters.model.naming import provider_of
from service.domain.errors import Permanent

DEFAULT_WINDOW = 32_000
_CHARACTERS_PER_TOKEN = 4
_log = structlog.get_logger(__name__)


def window(model: str) -> int:
    """Return how many tokens a model takes; a cautious number where nobody knows.

    A model that is resold takes what it takes at home.
    """
    for name in (*_names(model), *_names_at_home(model)):
        known = litellm.model_cost.get(name, {}).get("max_input_tokens")
        if known:
            return int(known)
    return DEFAULT_WINDOW


def price(model: str, tokens_in: int, tokens_out: int) -> float:
    """Return the list price of that many tokens in US dollars, 0 if it is not known."""
    entry = _entry(model)
    return tokens_in * _rate(entry, "input") + tokens_out * _rate(entry, "output")


def cost(model: str, usage: Any) -> float:
    """Return what a call cost in US dollars by its provider's usage, 0 if it is not known.

    What the provider itself says it charged comes first; then the price list, with its
    discounts for cached tokens.
    """
    charged = getattr(usage, "cost", None)
    if isinstance(charged, int | float):
        return float(charged)
    if not _entry(model):
        return 0.0
    try:
        parts = litellm.cost_per_token(model=model, usage_object=usage)
    except Exception:
        # A formula that litellm cannot apply raises all sorts: the list price is the best guess.
        _log.warning("price_guessed", model=model, exc_info=True)
        return price(model, usage.prompt_tokens, usage.completion_tokens)
    return float(sum(parts))


def estimate_tokens(characters: int) -> int:
    """Estimate the tokens of a text that nobody counted."""
    return characters // _CHARACTERS_PER_TOKEN + 1


def _entry(model: str) -> Mapping[str, Any]:
    for name in _names(model):
        entry: Mapping[str, Any] | None = litellm.model_cost.get(name)
        if entry:
            return entry
    return {}


def _names(model: str) -> Iterator[str]:
    """Yield the keys under which the list has a model of this provider."""
    yield model
    bare = model.partition("/")[2]
    try:
        provider = provider_of(model)
    except Permanent:  # a name without a provider has no price; the call will say so
        return
    if bare and litellm.model_cost.get(bare, {}).get("litellm_provider") == provider:
        yield bare


def _names_at_home(model: str) -> Iterator[str]:
    last = model.rpartition("/")[2]
    yield last
    yield last.replace(".", "-")


def _rate(entry: Mapping[str, Any], side: str) -> float:
    return float(entry.get(f"{side}_cost_per_token") or 0.0)
