"""litellm, imported with the settings that must be in place before it is.

Without them it fetches price and header lists over the network, reads `.env` files and
logs prompts. The modules of this package take `litellm` from here and nowhere else, so
that no import order can undo it. What an operator sets in the environment wins.
"""

import os
from collections.abc import Awaitable, Callable

for _name, _value in {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "CRITICAL",
}.items():
    os.environ.setdefault(_name, _value)

import litellm as litellm  # noqa: E402 - after the settings; named so to be exported
from litellm.llms.custom_httpx import async_client_cleanup  # noqa: E402 - likewise
from litellm.llms.custom_llm import CustomLLM as CustomLLM  # noqa: E402 - likewise

litellm.suppress_debug_info = True
litellm.turn_off_message_logging = True
litellm.disable_hf_tokenizer_download = True
# litellm counts an empty text at each stream's begin and loads a tokenizer of 40 MB for it.
# Providers count for themselves, and where one does not, `LiteLlmModel` estimates.
litellm.disable_token_counter = True
litellm.modify_params = True  # histories that one provider takes are mended for another
litellm.enable_anthropic_prompt_caching = True  # an agent sends the same prefix at each step

_close: Callable[[], Awaitable[None]] = async_client_cleanup.close_litellm_async_clients
_forget: Callable[[], None] = litellm.in_memory_llm_clients_cache.flush_cache


async def close_clients() -> None:
    """Close the connections that litellm keeps open, and forget the closed clients."""
    await _close()
    _forget()
    shared = litellm.module_level_aclient.client
    await shared._transport.aclose()  # only its connections: the client itself is used on
