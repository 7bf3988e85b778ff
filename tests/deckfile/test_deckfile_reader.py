"""The YAML reader: strings only, the place of every node, and every surprise refused."""

import gc
import textwrap
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile import reader
from drillcli.deckfile.document import Document, Map
from drillcli.deckfile.lines import Lines
from drillcli.deckfile.reader import read


@pytest.fixture(params=["libyaml", "pure"])
def parser(request, monkeypatch):
    """Both parsers that PyYAML may have."""
    if request.param == "pure":
        monkeypatch.setattr(reader, "_PARSER", yaml.SafeLoader)


def faults(source: str | bytes) -> list[str]:
    data = source if isinstance(source, bytes) else source.encode()
    return [str(fault) for fault in read(data, "d.yaml").faults]


@pytest.mark.parametrize(
    "scalar", ["no", "1:30", "1.0e-3", "~", "0x1F", "014", "3.10", "true", "null", "2026-11-22", "12e3", "=", "<<"]
)
def test_scalars_stay_what_the_author_wrote(parser, scalar):
    """No scalar becomes a number, a date or a truth value."""
    document = read(f"a: {scalar}\n".encode(), "d.yaml")
    assert document.root == {"a": scalar}
    assert document.faults == []


def test_every_node_knows_its_place(parser):
    """Keys and values have line and column from 1; columns count code points, 大 and 𠀀 as one each."""
    source = "𠀀𠀀: {大: x, en: [y, 'z']}\nlist:\n  - 一: 二\n  - |\n    text\n"
    document = read(source.encode(), "d.yaml")
    root = document.root
    place = document.place
    assert isinstance(root, Map)
    assert place(root) == (1, 1)
    assert place(root, ("𠀀𠀀", "大")) == (1, 9)
    assert place(root, ("𠀀𠀀", "大"), key=True) == (1, 6)
    assert place(root, ("𠀀𠀀", "en")) == (1, 16)
    assert place(root, ("𠀀𠀀", "en", 1)) == (1, 20)
    assert place(root, ("list",), key=True) == (2, 1)
    assert place(root, ("list", 0, "一")) == (3, 8)
    assert place(root, ("list", 1)) == (4, 5)
    assert place(root["list"][0], ("一",), key=True) == (3, 5)


def test_a_path_that_leads_nowhere_ends_at_the_last_node_it_meets():
    """A kind may blame a text that was not written."""
    document = read(b"a:\n  b: [x]\n", "d.yaml")
    assert document.place(document.root, ("a", "b", 7)) == (2, 6)
    assert document.place(document.root, ("a", "zh", "c")) == (2, 3)


def test_places_are_right_after_a_dropped_duplicate(parser):
    """What a duplicate key holds is passed over and shifts nothing."""
    source = "a: 1\nb:\n  c: 2\na: {x: [1, {y: 2}], x: 3}\nd: {e: 3}\n"
    document = read(source.encode(), "d.yaml")
    assert document.root == {"a": "1", "b": {"c": "2"}, "d": {"e": "3"}}
    assert document.place(document.root, ("d", "e")) == (5, 8)
    assert [str(fault) for fault in document.faults] == [
        "d.yaml:4:1: error: duplicate key `a`, first at line 1: keep one",
        "d.yaml:4:21: error: duplicate key `x`, first at line 4: keep one",
    ]


CANNOT_BEGIN = "a text cannot begin with this character: put it in quotes (and indent with spaces, not tabs)"
BROKEN = [
    ("a: 'x\nb: 2\n", "1:4", "this quote is never closed: add the closing quote"),
    ('中: "文\n', "1:4", "this quote is never closed: add the closing quote"),
    (
        "a:\n  - [x, y\nb: 1\n",
        "2:5",
        "after this bracket a comma or the closing bracket is missing: add it, or quote the text",
    ),
    (
        "q: to say: hello\n",
        "1:10",
        "a colon and a space inside a text: put the text in quotes, or mend the indentation",
    ),
    (
        "a:\n  - x\n b: 2\n",
        "3:2",
        "this does not fit what stands above: check the indentation, and quotes that end early",
    ),
    ("a: 'it's'\n", "1:8", "this does not fit what stands above: check the indentation, and quotes that end early"),
    ("a: @x\n", "1:4", CANNOT_BEGIN),
    ("a: %x\n", "1:4", CANNOT_BEGIN),
    ("a: **b** c\n", "1:4", CANNOT_BEGIN),
    ("a: > b\n", "1:4", CANNOT_BEGIN),
    ("a:\n\t- b\n", "2:1", CANNOT_BEGIN),
    (
        "a: 1\nb\nc: 2\n",
        "2:1",
        "a key without a colon: write `key: value`, or indent a text that goes on from the line above",
    ),
    ("a: - b\n", "1:4", "a list cannot begin here: begin it on a line of its own, or quote a text that begins with -"),
    ("a: {{gap}} b\n", "1:5", "a key must be a plain text: quote a text that begins with { or ["),
    ("a: 1\n---\nb: 2\n", "2:1", "a second document begins here: a deck is one document, remove this line"),
    ("a: \x01\n", "1:4", "YAML does not allow the character U+0001: remove it"),
    ("一\n二: \x00\n", "2:4", "YAML does not allow the character U+0000: remove it"),
    ("[" * 30, "1:13", "nested too deeply: a deck needs five levels at most"),
]


@pytest.mark.parametrize(("source", "place", "message"), BROKEN)
def test_a_syntax_error_is_explained_where_its_cause_is(parser, source, place, message):
    """One fault, one line, with the remedy; the same from both parsers."""
    assert faults(source) == [f"d.yaml:{place}: error: {message}"]


def test_an_unknown_escape_is_explained():
    """LaTeX in double quotes is the usual cause."""
    message = "unknown escape in double quotes: write \\\\ for a backslash, or use single quotes"
    assert faults('a: "$\\sqrt{2}$"\n') == [f"d.yaml:1:6: error: {message}"]


def test_an_escape_that_yaml_knows_but_no_author_means_is_refused(parser):
    r"""`"\frac"` is a form feed and "rac"; `"\n"` and `"\t"` are what they say."""
    message = "an escape in double quotes makes a control character: write \\\\, or use single quotes"
    assert faults('a: "$\\frac12$"\nb: "1\\n2\\t3"\n') == [f"d.yaml:1:4: error: {message}"]


def test_anchors_aliases_and_tags_are_refused_together(parser):
    """None of them ends the reading."""
    source = "a: &x 1\nb: *x\nc: !!int 1\n&k d: !t [e]\nf: 2\n"
    document = read(source.encode(), "d.yaml")
    assert document.root == {"a": "1", "b": "*x", "c": "1", "d": ["e"], "f": "2"}
    assert [(fault.line, fault.column, fault.message.split()[0]) for fault in document.faults] == [
        (1, 4, "anchors"),
        (2, 4, "aliases"),
        (3, 4, "YAML"),
        (4, 1, "anchors"),
        (4, 7, "YAML"),
    ]


@pytest.mark.parametrize(
    ("data", "place", "byte"),
    [
        (b"a: 1\nb: \xff\n", "2:4", "0xFF"),
        ("题: 中".encode() + b"\x80", "1:5", "0x80"),
        ("标题: x".encode("gbk"), "1:1", "0xB1"),
        ("a: x".encode("utf-16"), "1:1", "0xFF"),
        (b"\xef\xbb\xbf\r\na: \xed\xa0\x80", "2:4", "0xED"),
    ],
)
def test_bytes_that_are_not_utf8_are_refused_at_their_place(data, place, byte):
    """Line and column of the first bad byte."""
    assert faults(data) == [f"d.yaml:{place}: error: not UTF-8 (byte {byte}): save the file as UTF-8"]


def test_bom_and_crlf_change_nothing(parser):
    """A byte order mark takes no column, CRLF is one line break."""
    document = read(b"\xef\xbb\xbfa: b\r\nc:\r\n  d: |\r\n    e\r\n    f\r\n", "d.yaml")
    assert document.faults == []
    assert document.root == {"a": "b", "c": {"d": "e\nf\n"}}
    assert document.place(document.root, ("a",)) == (1, 4)
    assert document.place(document.root, ("c", "d")) == (3, 6)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"# nothing\n", b"\n\n"])
def test_a_file_that_says_nothing_has_no_root(parser, data):
    """Empty, or only comments."""
    document = read(data, "d.yaml")
    assert (document.root, document.faults) == (None, [])


@pytest.mark.parametrize("source", ["a: 1\n", "a: 'x\n", "a: \x01\n"])
def test_the_garbage_collector_is_left_as_it_was(source):
    """On after a reading, good or bad, and off where it was off."""
    assert gc.isenabled()
    read(source.encode(), "d.yaml")
    assert gc.isenabled()
    gc.disable()
    try:
        read(source.encode(), "d.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\r"])
def test_lines_are_those_of_an_editor(parser, odd):
    """YAML 1.1 counts line breaks that no editor counts; places are for editors."""
    document = read(f"a: '1{odd}2'\nb:\n  - c: 3\n    c: 4\n".encode(), "d.yaml")
    assert [(fault.line, fault.column) for fault in document.faults] == [(4, 5)]
    note = document.root["b"][0]
    assert (note.line, note.column) == document.place(note) == (3, 5)
    assert faults(f"a: '1{odd}2'\nb: 'x\n")[0].startswith("d.yaml:2:4: ")


@given(st.lists(st.sampled_from(["a", "中", "𠀀", "\n", "\r\n", "\r", "\u2028"])).map("".join))
def test_line_tables_go_both_ways(text):
    """The index ∘ position is identity, and positions grow."""
    lines = Lines(text)
    places = [lines.position(index) for index in range(len(text) + 1)]
    assert [lines.index(*place) for place in places] == list(range(len(text) + 1))
    assert all(before < after for before, after in pairwise(places))


trees = st.recursive(
    st.sampled_from(
        ["x", "no", "1:30", "中文", "𠀀 y", "a: b", "- c", "#d", "'", '"', "*e", "{{f}}", "two\nlines\n", ""]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd中"), inner, max_size=3),
    max_leaves=12,
)


def marks(node: yaml.Node, path: tuple = ()):
    """Yield path, line and column of each node, as PyYAML's own composer has them."""
    yield path, (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from marks(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from marks(value, (*path, index))


@given(st.dictionaries(st.sampled_from("abcd中"), trees, min_size=1), st.booleans(), st.booleans())
def test_the_tree_and_its_places_are_those_of_pyyaml(tree, flow, unicode):
    """The oracle is PyYAML's composer with every scalar a string."""
    source = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=unicode)
    document = read(source.encode(), "d.yaml")
    assert document.faults == []
    assert document.root == yaml.load(source, yaml.BaseLoader) == tree  # noqa: S506 strings only
    for path, place in marks(yaml.compose(source, yaml.SafeLoader)):
        assert document.place(document.root, path) == place


def test_a_document_without_text_has_one_line():
    """The line table of nothing."""
    assert Document(b"").position(0) == (1, 1)


def test_a_faulty_file_of_many_notes_is_read_to_its_end():
    """Faults that are not of syntax are collected, however many."""
    source = "notes:\n" + "".join(f"  - q: {i}\n    q: {i}\n" for i in range(500))
    found = faults(textwrap.dedent(source))
    assert len(found) == 500
    assert found[-1] == "d.yaml:1001:5: error: duplicate key `q`, first at line 1000: keep one"
