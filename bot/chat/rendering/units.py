"""How platforms count characters."""


def units(text: str) -> int:
    """Return the text's length in UTF-16 units, the stricter way of counting characters."""
    return len(text) + sum(character > "\uffff" for character in text)
