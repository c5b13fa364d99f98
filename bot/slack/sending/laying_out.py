"""Posts become messages: each kind of content in its layout, with at most one mention."""

import re

from bot.chat.rendering.units import units
from bot.courier.platform import Offer, Post
from bot.presenter.cards import AskCard, NoticeCard, ResultCard
from bot.presenter.plaintext import one_line
from bot.slack.rendering import ask, buttons, digest, limits, result
from bot.slack.rendering.blocks import Message, actions, section
from bot.slack.rendering.mrkdwn import words
from bot.slack.sending.places import is_direct
from service.domain.items import ItemKind

REPLY = "or reply in this thread"
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_EXCERPT = 200


def card(content: AskCard | ResultCard | NoticeCard | Offer) -> Message:
    """Lay out what is one message."""
    match content:
        case AskCard():
            answerable = content.kind is ItemKind.QUESTION and not content.outcome
            return ask.message(content, reply=REPLY if answerable else "")
        case ResultCard():
            return result.message(content)
        case NoticeCard():
            return digest.message(content)
        case Offer():
            return _offer(content)


def _offer(content: Offer) -> Message:
    said = f"What is this about? “{words(one_line(content.excerpt), _EXCERPT)}”"
    return Message(said, [section(said), *actions(buttons.row(content.buttons))])


def mentioned(post: Post) -> str:
    """Return whom the post may mention: the one person it is for, where others read too."""
    known = _USER.fullmatch(post.person) is not None
    return post.person if post.loud and known and not is_direct(post.lane) else ""


def addressed(message: Message, user: str) -> Message:
    """Return the message beginning with a mention of that person; nobody: as it is."""
    if not user:
        return message
    mention = f"<@{user}>"
    blocks = list(message.blocks)
    text = f"{mention} {message.text}"
    first = blocks[0].get("text") if blocks and blocks[0]["type"] == "section" else None
    if first is not None and units(said := f"{mention} {first['text']}") <= limits.SECTION:
        blocks[0] = {**blocks[0], "text": {**first, "text": said}}
    elif blocks and len(blocks) < limits.BLOCKS:
        blocks.insert(0, section(mention))
    return Message(text, blocks)
