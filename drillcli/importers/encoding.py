"""The text in a foreign file: its encoding is found, its lines are bounded, its control characters taken out."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from drillcli.chinese import reads_as_chinese
from drillcli.errors import DrillError, UsageError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

LONGEST_LINE = 1 << 22
"""A line of more characters (4 Mi) is no text that anybody wrote, and would fill the memory."""

_BLOCK = 1 << 20
_HEAD = 1 << 12
_BOMS = (  # the longer before the shorter that it begins with
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEW_ZEROS = 0.2
"""Text in UTF-16 has a greater share of zero bytes."""

_ENOUGH = 10_000
"""So many characters tell whether a text is Chinese."""

_ASCII = re.compile(r"[\x00-\x7f]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_BREAKS = re.compile(r"\r\n?")


def clean(text: str) -> tuple[str, bool]:
    """Return `text` with LF line breaks and without control characters, and whether it had any."""
    if text.isprintable():
        return text, False
    broken = _BREAKS.sub("\n", text)
    cleaned = _CONTROLS.sub("", broken)
    return cleaned, len(cleaned) < len(broken)


@contextmanager
def opened(path: Path, named: str = "") -> Iterator[TextIO]:
    """Open a text file in the encoding `named`, or else in the one that is found (`encoding_of`).

    Line breaks are left as they are. Raises DrillError where the file cannot be read or is not in that encoding.
    """
    encoding = encoding_of(path, named)
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield file
    except OSError as error:
        raise DrillError(_unreadable(path, error)) from error
    except UnicodeError as error:  # UTF-16 without its mark, and some codecs of names, raise no UnicodeDecodeError
        text = _("{path} is not text in {encoding}; name its encoding: --encoding")
        raise DrillError(text.format(path=path, encoding=encoding)) from error


def lines(file: TextIO, path: Path) -> Iterator[str]:
    """Yield the lines of a file with their breaks; raises DrillError for one that is longer than LONGEST_LINE."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            text = _("{path}:{line}: this line has more than {n} characters: it is no text")
            raise DrillError(text.format(path=path, line=number, n=LONGEST_LINE))
        yield line


def encoding_of(path: Path, named: str = "") -> str:
    """Return the encoding of a text file: the one `named`, else by its byte order mark, else UTF-16, UTF-8 or GB18030.

    The whole file is looked at. Raises UsageError for an unknown name, DrillError where no encoding fits.
    """
    if named:
        return _known(named)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0)
            return _by_mark(head) or _wide(head) or _narrow(file, path)
    except OSError as error:
        raise DrillError(_unreadable(path, error)) from error


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name)
        if "".encode(found.name) or found.name.startswith("utf-8"):  # a codec of texts; hex and zip are none
            return "utf-8-sig" if found.name == "utf-8" else found.name
        return found.name
    except (LookupError, UnicodeError) as error:
        text = _("--encoding {name}: unknown encoding; write one such as utf-8, gb18030 or utf-16")
        raise UsageError(text.format(name=name)) from error


def _by_mark(head: bytes) -> str:
    return next((name for mark, name in _BOMS if head.startswith(mark)), "")


def _wide(head: bytes) -> str:
    """Return the UTF-16 whose zero bytes all stand in one half of the pairs; "" for bytes that are not so."""
    zeros = [head[half::2].count(0) for half in (0, 1)]
    if sum(zeros) < _FEW_ZEROS * len(head) or 0 not in zeros or not any(zeros):
        return ""
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _narrow(file: BinaryIO, path: Path) -> str:
    fault = _fault(file, "utf-8")
    if fault is None:
        return "utf-8"
    file.seek(0)
    if _fault(file, "gb18030") is None:
        file.seek(0)
        if _is_chinese(file):
            return "gb18030"
    line, column = fault
    text = _("{path}:{line}:{column}: neither UTF-8 nor GB18030; name the encoding: --encoding NAME")
    raise DrillError(text.format(path=path, line=line, column=column))


def _fault(file: BinaryIO, encoding: str) -> tuple[int, int] | None:
    """Return the line and the column (in bytes, both from 1) of the first byte that is not in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, column = 1, 1
    while True:
        block = file.read(_BLOCK)
        kept: bytes = decoder.getstate()[0]
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            good = (kept + block)[: error.start]
            line += good.count(b"\n")
            return line, (column if b"\n" not in good else 1) + len(good) - good.rfind(b"\n") - 1
        if not block:
            return None
        line += block.count(b"\n")
        column = (column if b"\n" not in block else 1) + len(block) - block.rfind(b"\n") - 1


def _is_chinese(file: BinaryIO) -> bool:
    """Return whether bytes read as GB18030 are Chinese text."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    foreign = ""
    while len(foreign) < _ENOUGH and (block := file.read(_BLOCK)):
        foreign += _ASCII.sub("", decoder.decode(block))
    return reads_as_chinese(foreign)


def _unreadable(path: Path, error: OSError) -> str:
    return _("cannot read {path}: {reason}").format(path=path, reason=reason_of(error))
