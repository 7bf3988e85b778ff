r"""Cuts a deck file into its header and one block of bytes for each note, so that an edited note can be read alone.

Why reading the changed blocks alone gives what reading the whole file gives:

* A file is cut only at lines that begin like its first note (`- ` at column 0, or indented by two
  spaces). A cut is wrong only inside a quoted scalar or a flow collection, which then ends in one
  block and begins in another; block and plain scalars end at a line that is indented so little.
* A whole reading is trusted with its blocks only when each block is where one note begins
  (`compile.py` compares the line numbers), so the cuts of that version were right.
* In a later version a block with known bytes is the same complete item as before, and a new one is
  taken only when it reads alone, from its first line to its last, as exactly one note: a scalar that is
  open at its end is an error there. The parser goes from left to right, so after the same header and
  complete items it stands where it stood: at the beginning of the next item.
* What reads alike alone but not in a file: anything that is not blank, comment or `- ` at column 0 (it
  would end the list, or the document), line breaks other than `\n` and `\r\n` (libyaml counts them), the
  end of the file without a line break (it is part of a literal text). `self_contained` and `split` refuse
  these. What needs more than one note, the uniqueness of ids, `compile.py` checks.
"""

import re
from array import array
from dataclasses import dataclass
from hashlib import blake2b

from drillcli.deckfile.rows import KEY_BYTES, LINE_TYPE

_NOTES = re.compile(rb"^notes:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*((?:  )?- )", re.MULTILINE)
_ALONE_NO_MORE = re.compile(rb"\n[^ \t\r\n#]|\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]")


@dataclass(frozen=True, slots=True)
class Blocks:
    """A file cut up: a hash of what precedes the notes, and for each note a key of `KEY_BYTES`, its first line, place.

    Packed, since the lists of a file of 100,000 notes would take ten times the memory.
    """

    header: bytes
    keys: bytes
    lines: "array[int]"
    _starts: "array[int]"
    _data: bytes

    @property
    def head(self) -> bytes:
        """The bytes that precede the notes."""
        return self._data[: self._starts[0]]

    def text(self, at: int) -> bytes:
        """Return the bytes of block `at` (from 0), its last line break included."""
        return self._data[self._starts[at] : self._starts[at + 1]]


def split(data: bytes) -> Blocks | None:
    """Cut a deck file; None when it is not laid out with `notes:` at column 0 and each note after `- ` below it."""
    found = _NOTES.search(data)
    if not found or not data.endswith(b"\n"):
        return None
    header, dash = data[: found.start(1)], found[1]
    keys, lines, starts = bytearray(), array(LINE_TYPE), array("Q", [len(header)])
    line = header.count(b"\n") + 1
    for text in data[found.end() : -1].split(b"\n" + dash):
        keys += blake2b(text, digest_size=KEY_BYTES).digest()
        lines.append(line)
        line += text.count(b"\n") + 1
        starts.append(starts[-1] + len(dash) + len(text) + 1)
    return Blocks(blake2b(header, digest_size=16).digest(), bytes(keys), lines, starts, data)


def self_contained(block: bytes) -> bool:
    """Return whether nothing in the block reaches beyond it or counts as a line that is not one."""
    return _ALONE_NO_MORE.search(block) is None
