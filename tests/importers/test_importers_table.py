"""Tables of cards: CSV, TSV and Anki's text exports."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_cases import taken

from drillcli.errors import DrillError, UsageError
from drillcli.importers import table
from drillcli.importers.table import looks_like, read


def test_heads_say_what_columns_hold(tmp_path: Path) -> None:
    """In English or Chinese, whatever the case; cells keep their line breaks, and Chinese commas part tags."""
    found = taken(read, tmp_path / "w.csv", 'Front,BACK,标签,解析\n"two\nlines",a,甲、乙,because\n')
    assert found.fields() == [{"q": "two\nlines", "a": "a", "tags": ["甲", "乙"], "why": "because"}]
    assert found.notes[0].deck == ("w",)
    assert found.notes[0].kind == "basic"
    assert found.left_out == []


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_delimiter_and_encoding_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Whatever a spreadsheet saves."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["问题", "答案"], ["一,二;三", "四|五"], ["六", "七"]])
    found = taken(read, tmp_path / "w.csv", text.getvalue().encode(encoding))
    assert [(note["q"], note["a"]) for note in found.fields()] == [("一,二;三", "四|五"), ("六", "七")]
    assert [left.what for left in found.left_out] == (["remark"] if encoding == "gb18030" else [])


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_names_the_delimiter_is_no_note(tmp_path: Path, line: str) -> None:
    """As spreadsheets write it above a table; the lines below it keep their numbers."""
    found = taken(read, tmp_path / "w.csv", f"{line}\r\nq;a\r\n1,2;3,4\r\n;lost\r\n")
    assert found.fields() == [{"q": "1,2", "a": "3,4"}]
    assert [left.where.rpartition(":")[2] for left in found.left_out] == ["4"]


def test_two_columns_without_heads_are_question_and_answer(tmp_path: Path) -> None:
    """As Quizlet and Anki take them; with more the user says what they are."""
    assert taken(read, tmp_path / "w.tsv", "un\tone\ndeux\ttwo\n").fields()[0] == {"q": "un", "a": "one"}
    with pytest.raises(UsageError, match=r"w\.csv:1: no column is called question.*un \| one \| x.*--columns"):
        taken(read, tmp_path / "w.csv", "un,one,x\n")
    found = taken(read, tmp_path / "w.csv", columns=("a", "-", "问题"))
    assert found.fields() == [{"a": "un", "q": "x"}]
    assert found.left_out == []


@pytest.mark.parametrize(
    ("columns", "why"),
    [(("q", "wrong"), "no field is called wrong"), (("a", "tags"), "one of them must be q or cloze")],
)
def test_columns_that_make_no_sense_are_refused(tmp_path: Path, columns: tuple[str, ...], why: str) -> None:
    """With what could be meant."""
    with pytest.raises(UsageError, match=why):
        taken(read, tmp_path / "w.csv", "a,b\n", columns=columns)


def test_what_makes_no_note_is_told_with_its_line(tmp_path: Path) -> None:
    """A line is where the row begins, though others have line breaks in them; the rest comes over."""
    path = tmp_path / "w.csv"
    rows = '"a\nb",c,\n,no question,\nno answer,,\n\nx,y,z,too many\n"open" quote,y,\nlast,one,junk\n'
    found = taken(read, path, f"q,a,Mood\n{rows}")
    assert [note["q"] for note in found.fields()] == ["a\nb", "last"]
    assert found.told(path) == [("note", "4"), ("note", "5"), ("column", "7"), ("note", "7"), ("note", "8")]
    assert [left.why for left in found.left_out[:2]] == ["there is no `q`", "there is no `a`"]
    assert found.left_out[2].why == "no field of a note is called so: Mood"


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    """The line is the one with the quote."""
    path = tmp_path / "w.csv"
    found = taken(read, path, 'q,a\nx,y\n"never,closed\nz,z\n')
    assert (len(found.notes), found.told(path)) == (1, [("note", "3")])


def test_formulas_are_text(tmp_path: Path) -> None:
    """Nothing is computed, nothing is taken for a command, nothing is changed."""
    found = taken(read, tmp_path / "w.csv", "q,a\n=SUM(A1:A9),@x\n+1,-1\n")
    assert found.fields() == [{"q": "=SUM(A1:A9)", "a": "@x"}, {"q": "+1", "a": "-1"}]


@pytest.mark.parametrize(("answer", "number"), [("B", 2), ("3", 3), ("乙", 2), ("c.", 3), ("甲", 1)])
def test_the_answer_of_a_choice_is_a_number_a_letter_or_its_text(tmp_path: Path, answer: str, number: int) -> None:
    """Choices stand in one cell, or in a column each."""
    one = taken(read, tmp_path / "w.csv", f"题目,选项,答案\n选哪个？,甲|乙|丙,{answer}\n")
    many = taken(read, tmp_path / "v.csv", f"题目,选项A,选项B,选项C,答案\n选哪个？,甲,乙,丙,{answer}\n")
    assert one.fields() == many.fields() == [{"q": "选哪个？", "choices": ["甲", "乙", "丙"], "answer": number}]


def test_every_kind_has_its_columns(tmp_path: Path) -> None:
    """The kind of a row is that of the cells it fills."""
    heads = "question,cloze,accept,order,number,unit,reverse,answer,question (zh),deck"
    rows = [
        ",The {{gap}},,,,,,,,",
        "typed?,,RoPE;rotary,,,,,,,",
        'sort,,,"a\nb",,,,,,',
        "how much,,,,0.60,s,,,,",
        ",,,,,,,neutral,中文,A::B",
        "both ways,,,,,,yes,a,,",
    ]
    found = taken(read, tmp_path / "w.csv", "\n".join([heads, *rows]))
    assert [(note.kind, note.fields) for note in found.notes] == [
        ("cloze", {"cloze": "The {{gap}}"}),
        ("typed", {"q": "typed?", "accept": ["RoPE", "rotary"]}),
        ("order", {"q": "sort", "order": ["a", "b"]}),
        ("numeric", {"q": "how much", "number": {"value": "0.60", "unit": "s"}}),
        ("basic", {"a": "neutral", "q": {"zh": "中文"}}),
        ("basic", {"q": "both ways", "reverse": True, "a": "a"}),
    ]
    assert found.notes[4].deck == ("A", "B")


ANKI = '''\
#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
i8D!}gm<B1\tBasic\tMed::Heart\t"a <b>bold</b> ""q"""\tl1<br>l2 &lt;t&gt;\tt1 中文::b
xM`(KiWp=q\tBasic\tMed\t"#hash first"\t"two
lines"\t
l[0RJ-0lj^\tCloze\tDefault\t{{c1::Paris::city}} is in {{C2::France}}\textra\t
i9~gB|a}9u\tBasic (and reversed card)\tDefault\tx,y\tz\t
'''
"""What Anki 26.9 writes (`export_note_csv`) with everything that its dialog offers."""


def test_text_exports_of_anki_say_themselves_what_they_hold(tmp_path: Path) -> None:
    """Ids are Anki's, so that a package of the same collection brings histories to the same notes."""
    found = taken(read, tmp_path / "w.txt", ANKI)
    assert [note.guid for note in found.notes] == [f"anki:{row}" for row in _first_cells()]
    assert [note.deck for note in found.notes] == [("Med", "Heart"), ("Med",), ("Default",), ("Default",)]
    assert found.fields() == [
        {"q": 'a **bold** "q"', "a": "l1\\\nl2 \\<t>", "tags": ["t1", "中文::b"]},
        {"q": "#hash first", "a": "two lines"},
        {"cloze": "{{Paris::c1}} (city) is in {{France::c2}}", "why": "extra"},
        {"q": "x,y", "a": "z", "reverse": True},
    ]


def _first_cells() -> list[str]:
    return [line.partition("\t")[0] for line in ANKI.splitlines()[6:] if "\tDefault\t" in line or "\tMed" in line]


def test_anki_headers_count_for_all_rows(tmp_path: Path) -> None:
    """Deck, tags, note type, names of columns, and the delimiter by its name."""
    head = "#separator:Semicolon\n#html:false\n#tags:all every\n#deck:D::E\n#columns:Back;Front\n"
    found = taken(read, tmp_path / "w.txt", head + "<b>one;un\n")
    assert found.fields() == [{"a": "<b>one", "q": "un", "tags": ["all", "every"]}]
    assert found.notes[0].deck == ("D", "E")


def test_scripts_in_html_do_not_come_over(tmp_path: Path) -> None:
    """They are told, as are media that are not there; those beside the file come, but none from elsewhere."""
    path = tmp_path / "in" / "w.csv"
    path.parent.mkdir()
    (path.parent / "a.png").write_bytes(b"png")
    (tmp_path / "out.png").write_bytes(b"png")
    rows = "q,a\n<script>alert(1)</script>x,<img src=a.png>\ny,<img src=../out.png>\n"
    found = taken(read, path, rows, html=True)
    assert found.fields()[0] == {"q": "x", "a": "![](a.png)"}
    assert found.media == {"a.png": path.parent / "a.png"}
    assert {left.what for left in found.left_out} == {"tag", "medium"}


def test_gaps_within_gaps_are_told(tmp_path: Path) -> None:
    """A deck file has no place for them."""
    path = tmp_path / "w.csv"
    found = taken(read, path, "q,a\n{{c1::a {{c2::b}}}},\n{{c1::x}},\n")
    assert (found.fields(), found.told(path)) == ([{"cloze": "{{x::c1}}"}], [("note", "2")])


def test_an_identity_outlives_edits_elsewhere(tmp_path: Path) -> None:
    """It is the id, or what is asked; those who ask the same are told apart by their order."""
    before = taken(read, tmp_path / "w.csv", "q,a,id\nx,1,\ny,2,\nx,3,\nz,4,n7\n").notes
    after = taken(read, tmp_path / "w.csv", "id,q,a\n,new,0\n,y,two\nn7,other,4\n,x,one\n,x,3\n").notes
    assert len({note.guid for note in before}) == 4
    assert [note.guid for note in after[1:]] == [before[at].guid for at in (1, 3, 0, 2)]
    assert before[3].guid == "csv:w/n7"


def test_control_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    """A terminal would obey them."""
    path = tmp_path / "w.csv"
    found = taken(read, path, "q,a\na\x00b\x1b[31m,c\n")
    assert (found.fields(), found.told(path)) == ([{"q": "ab[31m", "a": "c"}], [("character", "2")])


def test_huge_fields_are_refused(tmp_path: Path) -> None:
    """On a line of its own a field is too long for memory; over many lines it is left out; what stood before comes."""
    with pytest.raises(DrillError, match=r"w\.csv:2: this line has more than"):
        taken(read, tmp_path / "w.csv", "q,a\nx," + "y" * 5_000_000)
    path = tmp_path / "v.csv"
    found = taken(read, path, 'q,a\nfirst,row\nx,"' + "y\n" * 66_000 + '"\n')
    assert found.fields() == [{"q": "first", "a": "row"}]
    assert found.told(path)[0] == ("note", "3")


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n"])
def test_an_empty_table_says_so(tmp_path: Path, text: str) -> None:
    """There is no question in it."""
    (tmp_path / "w.csv").write_text(text)
    with pytest.raises(UsageError, match="no column is called question"):
        taken(read, tmp_path / "w.csv")


def test_a_delimiter_is_one_character(tmp_path: Path) -> None:
    """Or the name of one."""
    assert taken(read, tmp_path / "w.csv", "a:b\n", delimiter="colon").fields() == [{"q": "a", "a": "b"}]
    with pytest.raises(UsageError, match="--delimiter"):
        taken(read, tmp_path / "w.csv", delimiter="ab")


@pytest.mark.parametrize(
    ("name", "head", "is_table"),
    [
        ("a.csv", b"anything", True),
        ("a.txt", b"#separator:tab\nx\ty\n", True),
        ("a.txt", b"\xef\xbb\xbf#html:true\n", True),
        ("a.txt", b"a\tb\nc\td\ne\tf\ncut", True),
        ("a.txt", b"Q: a\nA: b\n", False),
        ("a.md", b"# Title\n", False),
    ],
)
def test_a_table_is_known_by_its_name_or_its_beginning(name: str, head: bytes, is_table: bool) -> None:
    """A text file with tabs in its lines is one."""
    assert looks_like(head, name) is is_table


_CELLS = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=5), st.sampled_from(",\t;|"))
def test_what_a_spreadsheet_writes_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, rows, delimiter) -> None:
    """Texts lose nothing but the spaces around them; a cell that looks like a gap of Anki's is another matter."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows([("question", "answer"), *rows])
    path = tmp_path_factory.mktemp("t") / "w.csv"
    found = taken(table.read, path, text.getvalue())
    assert [(note["q"], note["a"]) for note in found.fields()] == [(q.strip(), a.strip()) for q, a in rows]


def test_a_head_of_a_whole_page_takes_no_time(tmp_path: Path) -> None:
    """To look for a language at the end of one would take the square of its length: minutes for this one."""
    found = taken(read, tmp_path / "d.csv", f"question,answer,choice{'_' * 60_000}\nx,y,z\n")
    assert found.fields() == [{"q": "x", "a": "y"}]


@pytest.mark.parametrize("number", ["99999999999", "9" * 5000, "-1", "x"])
def test_a_column_that_cannot_be_is_none(tmp_path: Path, number: str) -> None:
    """However large a number the header names, no more columns are made than a table can have."""
    found = taken(read, tmp_path / "w.txt", f"#separator:tab\n#guid column:{number}\nq\ta\n")
    assert found.fields() == [{"q": "q", "a": "a"}]
