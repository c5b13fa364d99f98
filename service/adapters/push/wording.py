"""Cutting a text to what a service takes."""


def cut(text: str, characters: int) -> str:
    """Return at most so many characters of a text, ending in … where it was cut."""
    if len(text) <= characters:
        return text
    return f"{text[: characters - 1]}…" if characters > 0 else ""


def cut_bytes(text: str, size: int) -> str:
    """Return as much of a text as fits into `size` bytes, ending in … where it was cut."""
    content = text.encode("utf-8", "replace")
    if len(content) <= size:
        return text
    mark = "…".encode()
    return (content[: max(size - len(mark), 0)] + mark).decode("utf-8", "ignore")
