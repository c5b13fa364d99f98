"""Which keys this deployment has, and which concrete models stand behind an alias therefore.

Keys come from the environment or were typed into the page, where they are stored as secrets
called like the environment variable. Both count at the next turn, without a restart.
"""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence

from service.domain import providers
from service.ports.model import Model, ModelRequest, Piece
from service.ports.secrets import Cipher
from service.ports.store import Store

DEMO = "demo"


class Vault:
    """The keys that were typed into the page."""

    def __init__(self, store: Store, cipher: Cipher) -> None:
        self._store = store
        self._cipher = cipher

    async def get(self, name: str) -> str | None:
        """Return a secret. Raises Refused if the deployment's key does not open it."""
        stored = await self._store.read(lambda reads: reads.secret(name))
        return None if stored is None else self._cipher.decrypt(stored)

    async def names(self) -> Collection[str]:
        """Return the names of all secrets."""
        return await self._store.read(lambda reads: reads.secret_names())


class Keys:
    """Finds providers' keys; without a vault, in the environment only."""

    def __init__(self, vault: Vault | None, environment: Mapping[str, str]) -> None:
        self._vault = vault
        self._environment = environment
        self._stored: Collection[str] | None = None

    async def of(self, provider: str) -> str | None:
        """Return the key that was typed in, or None: litellm looks into the environment.

        One that had not been typed in when `known` was asked last is not looked for: every call
        of a model comes here. Raises Refused if the deployment's key does not open it.
        """
        name = providers.key_variable(provider)
        if self._vault is None or (self._stored is not None and name not in self._stored):
            return None
        return await self._vault.get(name)

    async def known(self) -> Collection[str]:
        """Return the providers (by id) that have a key now."""
        stored = self._stored = await self._vault.names() if self._vault else ()
        return [
            each.id
            for each in providers.PROVIDERS
            if each.variable in stored or self._environment.get(each.variable)
        ]


class NamedModels(Model):
    """Another model with this deployment's names on it, as of the last `refresh`.

    `chosen` are the operator's aliases. With `own_server`, models of `openai/` are the
    operator's: they need no key, and OpenAI's are never meant.
    """

    def __init__(
        self, inner: Model, keys: Keys, chosen: Mapping[str, Sequence[str]], *, own_server: bool
    ) -> None:
        self._inner = inner
        self._keys = keys
        self._chosen = chosen
        self._own_server = own_server
        self._known: Collection[str] = ()

    async def refresh(self) -> None:
        """Look which providers have a key now."""
        self._known = await self._keys.known()

    def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Stream from the inner model."""
        return self._inner.stream(request)

    def candidates(self, alias: str) -> Sequence[str]:
        """Return the models behind an alias that can be called; the demo if there is none.

        An operator's own alias is never replaced by the demo: a missing key is told.
        """
        chosen = self._chosen.get(alias)
        if chosen is not None:
            return [each for each in chosen if self._usable(each)] or chosen
        theirs = [each for each in self._known if not (self._own_server and each == "openai")]
        built_in = providers.aliases_for(theirs)
        if alias in providers.aliases_for(providers.BY_ID):
            return built_in.get(alias) or self._inner.candidates(DEMO)
        return self._inner.candidates(alias)

    def window(self, model: str) -> int:
        """Return the inner model's window."""
        return self._inner.window(model)

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        """Return the inner model's price."""
        return self._inner.price(model, tokens_in, tokens_out)

    def _usable(self, model: str) -> bool:
        """Tell whether a model can be called; of providers that nobody knows, assume it."""
        provider = model.partition("/")[0]
        if provider == "openai" and self._own_server:
            return True
        return provider not in providers.BY_ID or provider in self._known
