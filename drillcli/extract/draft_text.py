"""The text of a document as it lies on a disk: UTF-8, UTF-16 with its mark, or GB18030, usual in old Chinese files."""

import codecs
from typing import NamedTuple

from drillcli.chinese import reads_as_chinese
from drillcli.locale import _

MOST = 32 << 20
"""The most bytes of a document: a book of a million words has six million."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FORMATS = {b"%PDF": "PDF", b"PK\x03\x04": "ZIP (.docx, .epub)", b"\xd0\xcf\x11\xe0": "Word (.doc)", b"{\\rtf": "RTF"}
_HEAD = 1 << 16


class Text(NamedTuple):
    """A document's text with line feeds for line breaks, and its encoding where the user should know it."""

    text: str
    encoding: str = ""


def decode(data: bytes) -> Text:
    """Return the text of a document; raises ValueError, with the reason and the remedy, for what is no text."""
    if len(data) > MOST:
        message = _("it has more than {n} MB, too much for a document: split it")
        raise ValueError(message.format(n=MOST >> 20))
    named = next((name for start, name in _FORMATS.items() if data.startswith(start)), "")
    if named:
        raise ValueError(_("it is {format}, not text: save it as Markdown or plain text").format(format=named))
    mark = next((name for start, name in _MARKS if data.startswith(start)), "")
    if not mark.startswith("utf-16") and b"\0" in data[:_HEAD]:
        raise ValueError(_("it is not text: name a Markdown or text file"))
    encoding, text = _decoded(data, mark)
    return Text(text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def _decoded(data: bytes, mark: str) -> tuple[str, str]:
    for name in [mark] if mark else ["utf-8", "gb18030"]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "gb18030" or reads_as_chinese("".join(char for char in text[:_HEAD] if not char.isascii())):
            return "" if name.startswith("utf-8") else name.upper(), text
    raise ValueError(_("its encoding is unknown: save it as UTF-8"))
