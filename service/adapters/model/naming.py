"""From what people call a model to the concrete models behind it."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from service.adapters.model.environment import litellm
from service.domain.errors import Permanent, Refused

DEMO_MODEL = "demo/demo"
_DEMO_ALIAS = "demo"


class Names:
    """The aliases of this deployment; `demo` is always one of them."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        self._aliases = {**aliases, _DEMO_ALIAS: (DEMO_MODEL,)}

    @property
    def only_demo(self) -> bool:
        """Whether no alias leads to a real model."""
        return all(tuple(models) == (DEMO_MODEL,) for models in self._aliases.values())

    def candidates(self, alias: str) -> Sequence[str]:
        """Return the concrete models behind an alias, or a concrete model's own name.

        Raises Refused for a name that is neither, with the nearest that exists.
        """
        known = self._aliases.get(alias)
        if known:
            return tuple(known)
        provider, slash, model = alias.partition("/")
        if slash and model and (alias == DEMO_MODEL or provider in _providers()):
            return (alias,)
        raise Refused(self._unknown(alias, provider if slash else ""))

    def _unknown(self, alias: str, provider: str) -> str:
        entry = litellm.model_cost.get(alias, {})
        home = str(entry.get("litellm_provider", ""))
        if not provider and home in _providers():
            return f"Models are named with their provider: {home}/{alias}."
        model = alias.partition("/")[2]
        if provider and model:
            near = get_close_matches(provider, _providers(), 1)
            hint = f" Did you mean {near[0]}/{model}?" if near else ""
        else:
            near = get_close_matches(alias, self._aliases, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
        names = ", ".join(self._aliases)
        return f"There is no model {alias!r}.{hint} Known: {names}, or any provider/model."


def provider_of(model: str) -> str:
    """Return litellm's name of the provider of a concrete model.

    Raises Permanent if the name does not tell.
    """
    if model == DEMO_MODEL:
        return _DEMO_ALIAS
    try:
        _, provider, _, _ = litellm.get_llm_provider(model)
    except litellm.exceptions.BadRequestError as error:
        raise Permanent(
            f"{model} does not say who provides it; write it as provider/model in the"
            " setting that names it."
        ) from error
    return str(provider)


@cache
def _providers() -> frozenset[str]:
    known = {str(getattr(each, "value", each)) for each in litellm.provider_list}
    return frozenset(known - {_DEMO_ALIAS})  # of the demo's models there is only one
