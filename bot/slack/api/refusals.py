"""What Slack says when it does not do something, as heddle's ways of failing."""

from collections.abc import Mapping
from typing import Any

from service.domain.errors import Permanent, Temporary

SOURCE = "slack"
PASSING = frozenset(
    {
        "accesslimited",
        "fatal_error",
        "internal_error",
        "request_timeout",
        "rollback_error",
        "service_unavailable",
        "team_added_to_org",
        "team_quota_exceeded",
    }
)
"""Codes of what passes by itself."""
_HALFWAY = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack may have done it all the same."""
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

_REINSTALL = "Install the app to the workspace again and give heddle the new bot token."
_INVITE = "Invite heddle there: `/invite @heddle`."
_DM = "They cannot be written to directly; reach them in a channel or on the web."
_WHAT: Mapping[str, str] = {
    "account_inactive": f"The app was removed from the workspace. {_REINSTALL}",
    "invalid_auth": f"Slack does not take the bot token. {_REINSTALL}",
    "not_authed": "No bot token is set. Set HEDDLE_SLACK__BOT_TOKEN.",
    "token_revoked": f"The bot token was revoked. {_REINSTALL}",
    "token_expired": f"The bot token ran out. {_REINSTALL}",
    "app_missing_action_url": "Switch interactivity on in the app's settings.",
    "channel_not_found": f"Slack knows no such channel, or heddle is not in it. {_INVITE}",
    "not_in_channel": f"heddle is not in the channel. {_INVITE}",
    "is_archived": "The channel is archived. Take it out of the archive, or go on elsewhere.",
    "restricted_action": "The workspace lets only some members write there. Ask an admin.",
    "restricted_action_read_only_channel": "The channel is read-only for heddle. Ask an admin.",
    "restricted_action_thread_only_channel": "Only threads may be written in that channel.",
    "restricted_action_non_threadable_channel": "That channel takes no threads.",
    "restricted_action_thread_locked": "The thread is locked.",
    "ekm_access_denied": "The workspace's admins have suspended writing there.",
    "thread_not_found": "The thread's first message was deleted.",
    "message_not_found": "The message was deleted.",
    "cant_update_message": "The message cannot be edited, it is not heddle's own.",
    "edit_window_closed": "The workspace lets no message be edited after so long.",
    "msg_too_long": "The message is too long for Slack.",
    "cannot_dm_bot": "Bots cannot be written to directly.",
    "cant_dm_bot": "Bots cannot be written to directly.",
    "user_disabled": "Their account was deactivated.",
    "user_not_found": "Slack knows no such person.",
    "users_not_found": "Slack knows no such person.",
    "user_not_visible": f"heddle may not see this person. {_DM}",
    "user_not_in_channel": "This person is not in the channel.",
    "messages_tab_disabled": (
        "The app takes no direct messages. Switch on App Home's messages tab in its settings"
        " and let people write there."
    ),
    "invalid_blocks": "Slack could not read the message's layout.",
    "unknown_method": "This workspace has no such feature.",
    "file_uploads_disabled": "The workspace takes no file uploads. Ask an admin.",
    "storage_limit_reached": "The workspace's storage is full. Ask an admin.",
    "expired_trigger_id": "It took too long to open the form. Press again.",
}


class SlackRefused(Permanent):
    """Slack refuses it; `code` is its own word, the text says what to fix."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code


def refusal(method: str, answer: Mapping[str, Any]) -> SlackRefused | Temporary:
    """Return what an answer with `ok: false` means."""
    code = str(answer.get("error") or "unreadable_answer")
    if code in LIMITED:
        return limited(method, None)
    if code in PASSING:
        halfway = code in _HALFWAY
        return Temporary(f"Slack: {method}: {code}", source=SOURCE, uncertain=halfway)
    return SlackRefused(_text(method, code, answer), code)


def limited(method: str, retry_after: float | None) -> Temporary:
    """Return the error of a rate limit that lasts for so many seconds (None: unknown)."""
    wait = "" if retry_after is None else f"; it goes on in {retry_after:.0f} s"
    text = f"Slack limits {method}{wait}"
    return Temporary(text, retry_after=retry_after, source=SOURCE, limited=True)


def _text(method: str, code: str, answer: Mapping[str, Any]) -> str:
    if code == "missing_scope":
        needed = answer.get("needed") or "another one"
        return (
            f"{method} needs the scope {needed}: add it under “OAuth & Permissions” and install"
            f" the app again ({code})"
        )
    messages = (answer.get("response_metadata") or {}).get("messages") or []
    detail = f": {str(messages[0])[:200]}" if messages else ""
    said = _WHAT.get(code, "Slack refused it.")
    return f"{said} ({method}: {code}{detail})"
