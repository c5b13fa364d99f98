"""Posts become messages: each kind of content in its layout, and whom it may mention."""

from bot.courier.platform import Offer, Post
from bot.discord.rendering import ask, digest, result
from bot.discord.rendering.dialect import small, words
from bot.discord.rendering.parts import Message, button, distinct, rows
from bot.discord.sending.places import is_direct, link_of
from bot.discord.sending.poster import How
from bot.presenter.cards import AskCard, NoticeCard, ResultCard
from service.domain.items import ItemKind
from service.domain.threads import ThreadKey

_EXCERPT = 200
_CLOSED = (
    "This is here because your direct messages are closed to heddle. Allow them in this server's"
    " privacy settings, and questions come to you alone."
)


def card(content: AskCard | ResultCard | NoticeCard | Offer, lane: ThreadKey) -> Message:
    """Lay out what is one message in that lane."""
    match content:
        case AskCard():
            answerable = content.kind is ItemKind.QUESTION and not content.outcome
            where = "message" if is_direct(lane) else "thread"
            reply = f"or reply {'to this' if where == 'message' else 'in this'} {where}"
            linked = content.link != link_of(lane)
            return ask.message(content, reply=reply if answerable else "", linked=linked)
        case ResultCard():
            return result.message(content, linked=content.link != link_of(lane))
        case NoticeCard():
            return digest.message(content)
        case Offer():
            said = f"What is this about? “{words(content.excerpt, _EXCERPT)}”"
            return Message(said, (), distinct(rows(map(button, content.buttons))))


def how(post: Post) -> How:
    """Return how the post comes: where others read too, it may mention the one it is for."""
    known = post.person.isascii() and post.person.isdecimal()
    mentions = post.loud and known and not is_direct(post.lane)
    return How(post.loud, post.person if mentions else "")


def misplaced(message: Message) -> Message:
    """Return the message with a word on why it is not in the person's direct messages."""
    return Message(f"{message.content}\n{small(_CLOSED)}", message.embeds, message.rows)
