"""Markdown files of cards: hashcards', repeater's, Obsidian's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_cases import taken

from drillcli.errors import DrillError
from drillcli.importers.markdown import looks_like, read
from drillcli.importers.markdown_gaps import bracketed, highlighted, written
from drillcli.kinds import gaps

HASHCARDS = """\
---
name = "Medicine::Heart"
---

Q: List the PGM minerals.
A:

- ruthenium
- rhodium

C: The [order] of a group is [the cardinality].
Q: What does `x` print?
A: Nothing.

```python
Q: no card in code
# no heading
```

# Next section

T: Group
D: A monoid with inverses.

问：什么是过拟合？
答：训练误差低，测试误差高。

---
These are notes.

C:
Better is the sight of the eyes.

— [Ecclesiastes] [6]:[9]
"""


def test_tagged_cards_last_until_the_next_one(tmp_path: Path) -> None:
    """Blank lines are part of a text, code is no card, `---` ends one; a heading opens what follows it."""
    path = tmp_path / "d.md"
    found = taken(read, path, HASHCARDS)
    assert found.fields() == [
        {"q": "List the PGM minerals.", "a": "- ruthenium\n- rhodium"},
        {"cloze": "The {{order}} of a group is {{the cardinality}}."},
        {"q": "What does `x` print?", "a": "Nothing.\n\n```python\nQ: no card in code\n# no heading\n```"},
        {"q": "Group", "a": "A monoid with inverses.", "reverse": True},
        {"q": "什么是过拟合？", "a": "训练误差低，测试误差高。"},
        {"cloze": "Better is the sight of the eyes.\n\n— {{Ecclesiastes}} {{6}}:{{9}}"},
    ]
    assert {note.deck for note in found.notes} == {("Medicine", "Heart")}
    assert found.told(path) == [("heading", "20"), ("text", "29")]


PARTED = """\
Q: one
A: first
term :: def
both ::: ways

Q: a list is an answer
A:
- int :: whole

| a :: table |
  in :: dented
```
code :: here
```

Q: not before the answer
of :: this
A: second, without gaps as in std::vector

C: a [gap]
last :: line
"""


def test_a_line_of_both_sides_ends_a_tagged_card(tmp_path: Path) -> None:
    """`term :: def` at the margin below an answer is a card; in a list, a table or code it is part of the answer."""
    found = taken(read, tmp_path / "d.md", PARTED)
    assert found.fields() == [
        {"q": "one", "a": "first"},
        {"q": "term", "a": "def"},
        {"q": "both", "a": "ways", "reverse": True},
        {
            "q": "a list is an answer",
            "a": "- int :: whole\n\n| a :: table |\n  in :: dented\n```\ncode :: here\n```",
        },
        {"q": "not before the answer\nof :: this", "a": "second, without gaps as in std::vector"},
        {"cloze": "a {{gap}}"},
        {"q": "last", "a": "line"},
    ]
    assert found.left_out == []


def test_what_is_no_card_is_told_with_its_line(tmp_path: Path) -> None:
    """One that is broken does not take the others along."""
    path = tmp_path / "d.md"
    found = taken(read, path, "A: lonely\n\nQ: no answer\nQ:\nA: no question\nC: no gap\nC: [a [b] c]\nQ: x\nA: y\n")
    assert found.fields() == [{"q": "x", "a": "y"}]
    assert found.told(path) == [("text", "1"), ("note", "3"), ("note", "4"), ("note", "6"), ("note", "7")]
    assert [left.why for left in found.left_out[1:4]] == [
        "no `A:` follows `Q:`",
        "there is nothing after `Q:`",
        "there is no gap: put brackets around what is asked",
    ]


OBSIDIAN = """\
---
tags: [flashcards/sci, chem]
sr-due: 2024-01-01
---
# Title

the question::answer here
- Two :: ways
info:::back
`a :: b` is code, $f :: x$ maths

Multi
lines
?
Answer
<!--SR:!2024-01-01,3,250-->

In ==1991==^[year] by ==Apple==[^1] and ==IBM==[^1], not `a == b`

#flashcards/other/deep #tagged
q3 :: a3

#flashcards/own q4 :: a4

one side
??

"""


def test_cards_in_running_text(tmp_path: Path) -> None:
    """Lines with `::`, sides with `?`, highlights with groups; a line of tags holds for what is below it."""
    path = tmp_path / "d.md"
    found = taken(read, path, OBSIDIAN)
    assert [(note.deck, dict(note.fields)) for note in found.notes] == [
        (("sci",), {"tags": ["chem"], "q": "the question", "a": "answer here"}),
        (("sci",), {"tags": ["chem"], "q": "Two", "a": "ways"}),
        (("sci",), {"tags": ["chem"], "q": "info", "a": "back", "reverse": True}),
        (("sci",), {"tags": ["chem"], "q": "Multi\nlines", "a": "Answer"}),
        (("sci",), {"tags": ["chem"], "cloze": "In {{1991}} (year) by {{Apple::g1}} and {{IBM::g1}}, not `a == b`"}),
        (("other", "deep"), {"tags": ["chem", "tagged"], "q": "q3", "a": "a3"}),
        (("own",), {"tags": ["chem"], "q": "q4", "a": "a4"}),
    ]
    assert found.told(path) == [("heading", "5"), ("text", "10"), ("schedule", "12"), ("note", "25")]


def test_two_colons_without_spaces_may_be_code(tmp_path: Path) -> None:
    """Only a file that says it has cards is believed; else they are told."""
    path = tmp_path / "d.md"
    found = taken(read, path, "use std::vector\n\na :: b\n")
    assert (found.fields(), found.told(path)) == ([{"q": "a", "a": "b"}], [("text", "1")])
    assert len(taken(read, path, "#flashcards\na side::another\n").notes) == 1
    names = taken(read, path, "#flashcards\nstd::vector :: a list\n- Vec::new ::: a::b\n").fields()
    assert [(note["q"], note["a"]) for note in names] == [("std::vector", "a list"), ("Vec::new", "a::b")]


def test_an_end_mark_lets_blank_lines_into_a_card(tmp_path: Path) -> None:
    """`+++` on a line of its own, as Obsidian's users set it for tables."""
    found = taken(read, tmp_path / "d.md", "Table?\n?\n\n| a |\n|---|\n\nmore\n+++\n\nx\n?\ny\n+++\n")
    assert [note["a"] for note in found.fields()] == ["| a |\n|---|\n\nmore", "y"]


@pytest.mark.parametrize(
    "text", ["# Guide\n\nWhat is it?\n\nIt is a thing.\n", "", "\n", "**Q1.** What?\n\n**A:** x\n"]
)
def test_a_document_is_sent_to_extract(tmp_path: Path, text: str) -> None:
    """Which makes a draft of what a person wrote for people."""
    path = tmp_path / "d.md"
    path.write_text(text)
    with pytest.raises(DrillError, match=r"d\.md: no cards in it .*drill extract .*d\.md"):
        taken(read, path)


def test_a_file_whose_only_card_is_broken_says_where(tmp_path: Path) -> None:
    """That is of more use than a list of formats."""
    with pytest.raises(DrillError, match=r"d\.md:2: no `A:` follows `Q:`"):
        taken(read, tmp_path / "d.md", "\nQ: what?\n")


@pytest.mark.parametrize(
    ("head", "deck", "tags"),
    [
        ('---\nname = "A::B"\n---\n', ("A", "B"), None),
        ('+++\ntitle = "T"\n+++\n', ("T",), None),
        ("---\ndeck: 中文\ntags:\n  - one\n  - '#two'\n---\n", ("中文",), ["one", "two"]),
        ("---\n", ("d",), None),
        ("---\nQ: a\nA: b\n---\n", ("d",), None),
    ],
)
def test_what_stands_above_the_cards(tmp_path: Path, head: str, deck: tuple[str, ...], tags: list[str] | None) -> None:
    """TOML as hashcards has it, YAML as note takers do; else the name of the file is that of the deck."""
    note = taken(read, tmp_path / "d.md", head + "Q: x\nA: y\n").notes[-1]
    assert (note.deck, note.fields.get("tags")) == (deck, tags)
    assert note.fields["q"] == "x"


@pytest.mark.parametrize("written", ["my pic (1).png", "<my pic (1).png>", "my%20pic%20(1).png"])
def test_odd_names_of_media_are_found(tmp_path: Path, written: str) -> None:
    """With brackets, with parentheses in pairs, with percent signs; the first has spaces, and is no link at all."""
    (tmp_path / "my pic (1).png").write_bytes(b"x")
    found = taken(read, tmp_path / "d.md", f"Q: ![]({written})\nA: x\n")
    is_link = written != "my pic (1).png"
    assert found.fields()[0]["q"] == ("![](my_pic__1_.png)" if is_link else f"![]({written})")
    assert list(found.media) == ["my_pic__1_.png"] * is_link


def test_media_come_from_the_folder_and_from_nowhere_else(tmp_path: Path) -> None:
    """A name is made unique; what is not there, or elsewhere, is told; the web stays the web."""
    folder = tmp_path / "cards"
    (folder / "a").mkdir(parents=True)
    for name in ("a/x.png", "x.png", "my pic.png"):
        (folder / name).write_bytes(name.encode())
    (tmp_path / "secret.png").write_bytes(b"s")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    bad = f"![](../secret.png) ![](link.png) ![]({tmp_path}/secret.png) ![](none.png) ![](https://x.org/y.png)"
    found = taken(read, folder / "d.md", f'Q: ![one](a/x.png "t") ![](x.png) ![[my pic.png|50]]\nA: {bad}\n')
    assert found.fields()[0]["q"] == '![one](x.png "t") ![](x-2.png) ![](my_pic.png)'
    assert found.media == {
        "x.png": folder / "a/x.png",
        "x-2.png": folder / "x.png",
        "my_pic.png": folder / "my pic.png",
    }
    assert found.fields()[0]["a"] == bad
    assert [left.what for left in found.left_out] == ["medium"] * 4


@pytest.mark.parametrize(
    ("source", "cloze", "parts"),
    [
        ("Foo [bar] baz [quux].", "Foo {{bar}} baz {{quux}}.", ("1", "2")),
        ("Foo [bar] ![](image.jpg) [quux].", "Foo {{bar}} ![](image.jpg) {{quux}}.", ("1", "2")),
        ("\\[markdown\\] [`\\[cloze\\]`]", "[markdown] {{`[cloze]`}}", ("1",)),
        ("see [docs](http://x.y) for [it]", "see [docs](http://x.y) for {{it}}", ("1",)),
        ("The notation [$n!$] means 'n factorial'.", "The notation {{$n!$}} means 'n factorial'.", ("1",)),
        ("use [std::vector] or [x]", "use {{std::vector::g1}} or {{x}}", ("g1", "1")),
        ("a [$\\frac{a}{b}$] b", "a {{$\\frac{a}{b}$}} b", ("1",)),
        ("a [{] b", "a {{\\{}} b", ("1",)),
        ("stray ] and [x]", "stray  and {{x}}", ("1",)),
    ],
)
def test_brackets_become_gaps(source: str, cloze: str, parts: tuple[str, ...]) -> None:
    """As hashcards reads them (the first five are its own tests); a name keeps `::` from being taken for one."""
    assert written(bracketed(source)) == (cloze, parts)


@pytest.mark.parametrize("source", ["none", "[]", "[open", "[a [b]]", "{{x}} [y]"])
def test_what_cannot_be_a_gap_is_refused(source: str) -> None:
    """With a reason, and never changed."""
    with pytest.raises(ValueError, match="gap"):
        written(bracketed(source))


def test_gaps_of_ours_are_taken_as_they_are(tmp_path: Path) -> None:
    """In a card without brackets."""
    assert taken(read, tmp_path / "d.md", "C: a {{b::n}} c\n").fields() == [{"cloze": "a {{b::n}} c"}]


def test_highlights_without_a_partner_are_text() -> None:
    """And so are signs of equality in a row."""
    assert highlighted("a == b").spans == []
    assert highlighted("===== x").spans == []


_INNER = st.text(st.characters(exclude_categories=("C",), exclude_characters="[]()\\!="), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(_INNER, _INNER), min_size=1, max_size=4))
def test_gaps_keep_the_text(pairs: list[tuple[str, str]]) -> None:
    """What is read back has the same text in the same gaps, or the cloze is refused."""
    marked = bracketed("".join(f"{before}[{gap}]" for before, gap in pairs))
    try:
        text, parts = written(marked)
    except ValueError:
        return
    read_back = gaps.read(text)
    assert tuple(gap.part for gap in read_back.gaps) == parts
    assert [gap.text.replace("\\", "") for gap in read_back.gaps] == [gap.strip() for _before, gap in pairs]


@given(st.text(alphabet="QAC:#?=-+[]{}`!\\ \nab中", max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Nothing but DrillError comes out, and a note has what it needs."""
    path = tmp_path_factory.mktemp("t") / "d.md"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        found = taken(read, path)
    except DrillError:
        return
    assert all(note.fields.get("cloze") or (note.fields["q"] and note.fields["a"]) for note in found.notes)


def test_an_identity_outlives_edits_elsewhere(tmp_path: Path) -> None:
    """It hangs on the question; the answer may change, and cards may come before it."""
    path = tmp_path / "d.md"
    before = taken(read, path, "Q: x\nA: y\n").notes[0].guid
    assert taken(read, path, "Q: new\nA: n\n\nQ: x\nA: better\n").notes[1].guid == before


@pytest.mark.parametrize("text", ["C: " + "[" * 100_000, "Q: a\nA: " + "![x" * 50_000, "<!--SR:" * 20_000 + "\na :: b"])
def test_deep_brackets_take_no_time(tmp_path: Path, text: str) -> None:
    """Each is looked at a bounded number of times."""
    try:
        assert len(taken(read, tmp_path / "d.md", text).notes) == 1
    except DrillError as error:
        assert "brackets" in str(error)  # noqa: PT017 either will do


@pytest.mark.parametrize(
    ("name", "head", "is_cards"),
    [
        ("a.md", b"anything", True),
        ("a.txt", b"Q: x\nA: y\n", True),
        ("a.txt", "问：x\n".encode(), True),
        ("a.txt", b"a :: b\n", True),
        ("a.txt", b"prose\n", False),
        ("a.csv", b"Q: x\n", False),
    ],
)
def test_markdown_is_known_by_its_name_or_its_tags(name: str, head: bytes, is_cards: bool) -> None:
    """A plain text needs a sign of cards."""
    assert looks_like(head, name) is is_cards
