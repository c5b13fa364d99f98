"""Lists of words, as they are written in the rules."""


def listed(words: str) -> frozenset[str]:
    """Return the words of a text that are set apart by spaces."""
    return frozenset(words.split())
