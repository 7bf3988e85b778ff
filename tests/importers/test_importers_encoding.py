"""The text in a file is found whatever its encoding, and is no more than text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.errors import DrillError, UsageError
from drillcli.importers import encoding
from drillcli.importers.encoding import clean, encoding_of, lines, opened

CHINESE = "问题,答案\n什么是过拟合？,训练误差低而测试误差高。\n" * 20


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_found_by_its_mark_or_by_its_bytes(tmp_path: Path, name: str) -> None:
    """UTF-16 has a mark, or zero bytes in one half of its pairs; what is no UTF-8 may be GB18030."""
    path = tmp_path / "f.csv"
    text = CHINESE + "q,a and more in plain letters\n" * 20
    path.write_bytes(text.encode(name))
    with opened(path) as file:
        assert file.read() == text


def test_the_whole_file_counts(tmp_path: Path) -> None:
    """Chinese after three megabytes of ASCII is as Chinese, and a character may lie across two blocks."""
    path = tmp_path / "f.csv"
    for pad in range(4):
        path.write_bytes(b"a" * (3 << 20) + b"b" * pad + CHINESE.encode())
        assert encoding_of(path) == "utf-8"
        path.write_bytes(b"a" * (3 << 20) + b"b" * pad + CHINESE.encode("gb18030"))
        assert encoding_of(path) == "gb18030"


def test_accents_of_latin_1_are_not_taken_for_chinese(tmp_path: Path) -> None:
    """Bytes that would be rare characters are refused with the line and column of the first; a named encoding wins."""
    path = tmp_path / "f.csv"
    path.write_bytes("front,back\nécole,naïveté\n".encode("latin-1"))
    with pytest.raises(DrillError, match=r"f\.csv:2:1: neither UTF-8 nor GB18030; name the encoding"):
        encoding_of(path)
    with opened(path, "latin-1") as file:
        assert file.read() == "front,back\nécole,naïveté\n"


def test_a_fault_far_into_a_file_has_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines and columns count across blocks."""
    monkeypatch.setattr(encoding, "_BLOCK", 3)
    path = tmp_path / "f.txt"
    path.write_bytes("一\nab一\ncd".encode() + b"\xff\xff\n")
    with pytest.raises(DrillError, match=r"f\.txt:3:3: "):
        encoding_of(path)


@pytest.mark.parametrize("name", ["klingon", "hex", "zip"])
def test_an_unknown_encoding_is_refused(tmp_path: Path, name: str) -> None:
    """A codec that makes no text is none."""
    with pytest.raises(UsageError, match=f"--encoding {name}: unknown"):
        encoding_of(tmp_path, name)


def test_a_wrong_encoding_is_one_line(tmp_path: Path) -> None:
    """The user named it, so the user is told."""
    path = tmp_path / "f.txt"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DrillError, match="is not text in utf-8"), opened(path, "utf-8") as file:
        file.read()


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(DrillError, match="cannot read"), opened(path):
            pass


def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more of it than the limit is in memory."""
    monkeypatch.setattr(encoding, "LONGEST_LINE", 10)
    path = tmp_path / "f.txt"
    path.write_text("123456789\n1234567890123\n")
    with opened(path) as file, pytest.raises(DrillError, match=r"f\.txt:2: this line has more than 10"):
        list(lines(file, path))


def test_control_characters_go_and_are_told() -> None:
    """Line breaks become one kind; tabs and line feeds stay."""
    assert clean("a\x00b\x1b[31m\x7f\x9bc\ud800") == ("ab[31mc", True)
    assert clean("a\r\nb\rc\td\n中") == ("a\nb\nc\td\n中", False)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is clean stays as it is."""
    cleaned, _had = clean(text)
    assert clean(cleaned) == (cleaned, False)


@pytest.mark.parametrize("name", ["utf-16", "punycode"])
def test_encodings_that_fail_in_a_way_of_their_own_are_one_line(tmp_path: Path, name: str) -> None:
    """UTF-16 that was asked for and has no mark; a codec of names."""
    path = tmp_path / "f.csv"
    path.write_bytes(b"q,a: b\n")
    with pytest.raises(DrillError, match="is not text in"), opened(path, name) as file:
        file.read()
