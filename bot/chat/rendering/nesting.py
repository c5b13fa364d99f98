"""Markdown that nests without end: the parser drops what lies too deep, and no word may vanish."""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block

_LEVELS = 2
"""Levels that a list takes: its own, and that of an item."""

Rule = Callable[[StateBlock, int, int, bool], bool]


def bounded(parser: MarkdownIt) -> MarkdownIt:
    """Let quotes and lists that lie too deep for the parser be the text that they are written as;
    returns it.
    """
    rules = parser.block.ruler
    rules.at("blockquote", _unless_deep(blockquote), {"alt": [*_ENDS, "list"]})
    rules.at("list", _unless_deep(list_block), {"alt": list(_ENDS)})
    return parser


_ENDS = ("paragraph", "reference", "blockquote")
"""Blocks that a quote or a list ends by its beginning."""


def _unless_deep(rule: Rule) -> Rule:
    def bound(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        room = state.md.options.maxNesting - state.level
        return room > _LEVELS and rule(state, start, end, silent)

    return bound
