"""Text files as text and back, byte for byte: encodings, byte order marks, line ends."""

import codecs
from dataclasses import dataclass, replace

from service.domain.errors import Refused

_SNIFFED_BYTES = 8192
_MARKS = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text with LF as its line end, and what it takes to write it back.

    `mark` is the byte order mark it started with. `crlf` means that every line ended
    with CR and LF; where line ends are mixed, `text` keeps them as they are.
    """

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    crlf: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines without their ends; the end of the last line starts no new one."""
        lines = self.text.split("\n")
        return lines[:-1] if not lines[-1] else lines

    def with_text(self, text: str) -> "Text":
        """Return another text for the same file."""
        return replace(self, text=text)

    def encoded(self) -> bytes:
        """Return the file's bytes. Raises Refused if its encoding lacks a character."""
        text = self.text.replace("\n", "\r\n") if self.crlf else self.text
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            lacking = ascii(text[error.start])
            raise Refused(
                f"The file's encoding {self.encoding} has no {lacking}. Write the whole file with"
                " write_file, which makes it UTF-8, or use another character."
                if self.encoding != "utf-8"
                else f"{lacking} is half a character and cannot be stored; leave it out.",
            ) from error


def decoded(data: bytes) -> Text | None:
    """Return the text of a file, or None if it is binary.

    What is not valid UTF-8 and has no byte order mark is read as Latin-1, which any
    bytes are; an edit writes it back as such.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _text(data[len(mark) :].decode(encoding), encoding, mark)
            except UnicodeDecodeError:
                return None
    if b"\0" in data[:_SNIFFED_BYTES]:
        return None
    try:
        return _text(data.decode(), "utf-8")
    except UnicodeDecodeError:
        return _text(data.decode("latin-1"), "latin-1")


def _text(text: str, encoding: str, mark: bytes = b"") -> Text:
    ends = text.count("\n")
    crlf = ends > 0 and text.count("\r\n") == ends and text.count("\r") == ends
    return Text(text.replace("\r\n", "\n") if crlf else text, encoding, mark, crlf)
