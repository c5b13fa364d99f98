"""What an agent wrote, as HTML that can do nothing: Markdown without HTML, then sanitised."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.chat.rendering.nesting import bounded

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre"),
    *("blockquote", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

_PARSER = bounded(
    MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    .enable(["table", "strikethrough"])
    # An image would be fetched from wherever the agent was told to point it.
    .disable(["image", "html_block", "html_inline"])
)


@lru_cache(maxsize=512)
def rendered(text: str) -> Markup:
    """Return the text as safe HTML; links open elsewhere and tell nothing about this page."""
    html = nh3.clean(
        _PARSER.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Markup(html)  # noqa: S704  nh3 has just cleaned it
