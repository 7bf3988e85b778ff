"""How a deck file is cut into blocks, and when it is not."""

import pytest

from drillcli.deckfile.blocks import self_contained, split
from drillcli.deckfile.rows import each_key, key_at

HEADER = b"title: t\n# notes: below\nnotes:  # here\n\n  # first\n"


@pytest.mark.parametrize("dash", [b"  - ", b"- "])
def test_cut_at_each_note(dash):
    """One block for each note, with its first line; together with the header they are the file."""
    texts = [dash + b"id: a\n    q: |\n      one\n        - two\n", dash + b"{id: b}\n\n", dash + "id: 丙\n".encode()]
    data = HEADER + b"".join(texts)
    blocks = split(data)
    assert [blocks.text(at) for at in range(3)] == texts
    assert list(blocks.lines) == [6, 10, 12]
    assert len(set(each_key(blocks.keys))) == 3


def test_keys_depend_on_the_bytes_of_the_block_alone():
    """A note that moves keeps its key; a header that changes leaves all keys."""
    one, two = b"  - id: a\n    q: b\n", b"  - id: c\n"
    first, second = split(b"notes:\n" + one + two), split(b"title: x\nnotes:\n" + two + one)
    assert key_at(first.keys, 0) == key_at(second.keys, 1)
    assert key_at(first.keys, 1) == key_at(second.keys, 0)
    assert first.header != second.header


def test_crlf_and_bom():
    """CRLF and a byte order mark are part of header and blocks."""
    blocks = split(b"\xef\xbb\xbftitle: t\r\nnotes:\r\n  - id: a\r\n  - id: b\r\n")
    assert (list(blocks.lines), blocks.text(1)) == ([3, 4], b"  - id: b\r\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"title: t\n",
        b"notes: []\n",
        b"notes:\n    - id: a\n",
        b" notes:\n  - id: a\n",
        b"notes:\n  - id: a",
        b"notes: [\n  - a\n",
        b"title: t\nnotes:\nabout: x\n  - id: a\n",
    ],
)
def test_other_layouts_are_not_cut(data):
    """Anything but `notes:` at column 0 and `- ` below it, and a last line that ends, is left to the reader."""
    assert split(data) is None


@pytest.mark.parametrize(
    "block", [b"  - id: a\n\n# x\n    q: |\n      b\n", "  - q: 一\r\n".encode(), b"- q: b\n  a: c\n"]
)
def test_self_contained(block):
    """Comments, empty lines and CRLF do not reach beyond a block."""
    assert self_contained(block)


@pytest.mark.parametrize(
    "block",
    [b"  - id: a\nabout: x\n", b"  - id: a\n...\n", b"  - id: a\n---\n", b"  - q: a\rb\n"]
    + [f"  - q: a{end}b\n".encode() for end in "\x85\u2028\u2029"],
)
def test_not_self_contained(block):
    """A key or a document mark at column 0 ends the notes; other line breaks than ours would shift the lines."""
    assert not self_contained(block)
