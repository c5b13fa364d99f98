"""litellm's errors as heddle's: what happened, and what the person can do about it."""

import re
from dataclasses import dataclass
from typing import Any

from service.adapters.model import allowances
from service.adapters.model.environment import litellm
from service.adapters.model.waits import retry_after
from service.domain.errors import ContextOverflow, HeddleError, Permanent, Temporary
from service.domain.providers import key_variable

_TOO_LONG = re.compile(
    r"context.?(length|window|size)|maximum context|prompt is too long|input is too long"
    r"|too many (input )?tokens|exceeds? the (maximum|limit).{0,40}tokens",
    re.IGNORECASE,
)
_NO_KEY = re.compile(
    r"missing credentials|missing .{0,20}api.?key|api.?key.{0,40}(not valid|invalid|must be set)",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(
    r"insufficient_quota|credit balance|usage limits|insufficient (balance|credit|funds)",
    re.IGNORECASE,
)
_LIMITED = re.compile(r"rate.?limit|too many requests|\b429\b", re.IGNORECASE)
_REFUSALS = frozenset({"content_policy_violation", "content_filter"})
_PREFIX = re.compile(r"^(litellm\.)?\w*(Error|Exception|Timeout)(:| -)\s*")
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Call:
    """The call that failed: `key` is what must never be shown, `now` is Unix seconds."""

    model: str
    provider: str
    key: str | None
    now: float


def unwrapped(error: Exception) -> Exception:
    """Return the provider's error behind the one that litellm raises in mid-stream."""
    inner = getattr(error, "original_exception", None)
    if isinstance(error, litellm.exceptions.MidStreamFallbackError) and inner is not None:
        return unwrapped(inner)
    return error


def is_refusal(error: Exception) -> bool:
    """Tell whether the provider's filter refused the request itself."""
    if isinstance(error, litellm.exceptions.ContentPolicyViolationError):
        return True
    body = getattr(error, "body", None)
    codes = {getattr(error, "code", None), body.get("code") if isinstance(body, dict) else None}
    return bool(_REFUSALS & codes)


def translate(error: Exception, call: Call) -> HeddleError:
    """Return heddle's error for what a call of litellm raised; raise it `from` the original."""
    if isinstance(error, TimeoutError):
        return Temporary(f"{call.model}: {error}", source=call.provider)
    text = _whole_text(error)
    status = _status(error)
    if isinstance(error, litellm.exceptions.ContextWindowExceededError) or (
        status in (400, 413, 422) and _TOO_LONG.search(text)
    ):
        return ContextOverflow(f"{call.model} cannot take that much: {_reason(error, call)}")
    if status == 402 or _NO_CREDIT.search(text):
        return Permanent(
            f"{call.provider} says that its account has nothing left: {_reason(error, call)}"
            f" Top it up or raise its limit at {call.provider}, or choose another model."
        )
    if status == 401 or _NO_KEY.search(text):
        return _bad_key(error, call)
    if status == 429 or (status >= 500 and _LIMITED.search(text)):
        return Temporary(
            f"{call.provider} limits how often {call.model} may be called: {_reason(error, call)}",
            retry_after=_until_reset(_headers(error), text, call.now),
            source=call.provider,
            limited=True,
        )
    return _by_status(error, call, status)


def _by_status(error: Exception, call: Call, status: int) -> HeddleError:
    reason = _reason(error, call)
    if status >= 500 or status in (408, 409, 425):
        return Temporary(
            f"{call.provider} failed ({status}): {reason}",
            retry_after=retry_after(_headers(error), "", call.now),
            source=call.provider,
        )
    if status == 403:
        return Permanent(
            f"{call.provider} does not let this key use {call.model}: {reason} Allow it at"
            f" {call.provider}, or choose another model."
        )
    if status == 404:
        return Permanent(
            f"{call.provider} has no model {call.model}: {reason} Choose another model, or put"
            " its name right in the settings."
        )
    return Permanent(
        f"{call.provider} refused the request ({status}): {reason} Retry with another model."
    )


def _until_reset(headers: dict[str, str], text: str, now: float) -> float | None:
    """Return how long a limit asks to wait: as it says, else until what is used up is whole."""
    asked = retry_after(headers, text, now)
    if asked is not None:
        return asked
    said = allowances.read(headers, now)
    used_up = [each for each in (said.requests, said.tokens) if each and each.left == 0]
    return max((max(each.reset_at - now, 0.0) for each in used_up), default=None)


def _bad_key(error: Exception, call: Call) -> Permanent:
    where = f"Set {key_variable(call.provider)} or type a key into Models on the page, then retry."
    if call.key is None and _NO_KEY.search(_whole_text(error)):
        return Permanent(f"There is no key for {call.provider}. {where}")
    return Permanent(f"{call.provider} did not accept its key: {_reason(error, call)} {where}")


def _status(error: Exception) -> int:
    """Return the HTTP status; 500 for what has none: a lost connection, garbage, a defect."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else 500


def _headers(error: Exception) -> dict[str, str]:
    headers: Any = getattr(error, "litellm_response_headers", None)
    if not headers:
        headers = getattr(getattr(error, "response", None), "headers", None)
    return {str(name): str(value) for name, value in (headers or {}).items()}


def _whole_text(error: Exception) -> str:
    return f"{error} {getattr(error, 'body', None) or ''}"


def _reason(error: Exception, call: Call) -> str:
    """Return what the provider said as one plain line that ends with a full stop."""
    text = str(getattr(error, "message", "") or error)
    if call.key:
        text = text.replace(call.key, "(the key)")
    text = re.sub(r"<[^>]*>", " ", text)
    text = " ".join(text.split())
    while (shorter := _PREFIX.sub("", text, count=1)) != text:
        text = shorter
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return text if text.endswith((".", "!", "?", "…")) else f"{text or 'no reason given'}."
