"""Why something would not is said in the learner's language; what nobody translated is a quotation."""

import os
import zipfile
from io import BytesIO

import pytest

from drillcli.locale import aside, clauses, commas, labelled, paired, set_language
from drillcli.locale.reasons import LIBRARIES, SYSTEM, quoted, reason_of


@pytest.fixture
def chinese():
    set_language("zh")


@pytest.mark.parametrize("number", SYSTEM)
def test_the_system_speaks_chinese(chinese, number: int):
    """Every reason in the table is Chinese, whatever words the system has for it."""
    said = reason_of(OSError(number, "whatever the system says", "file"))
    assert said
    assert said.isascii() is False
    assert "file" not in said


@pytest.mark.parametrize("number", SYSTEM)
def test_english_has_the_words_of_linux(number: int):
    """In English the table changes nothing that users know."""
    assert reason_of(OSError(number, "x")) == SYSTEM[number]
    if os.uname().sysname == "Linux":
        assert os.strerror(number) == SYSTEM[number]


def test_a_file_that_is_not_there(chinese, tmp_path):
    """What Python raises is understood: the file is not named again."""
    with pytest.raises(OSError, match="No such") as raised:
        (tmp_path / "none").read_bytes()
    assert reason_of(raised.value) == "没有这个文件或文件夹"


@pytest.mark.parametrize("message", LIBRARIES)
def test_what_libraries_say_is_understood_with_its_names(chinese, message: str):
    """Each text that is known, with names in it, is said in Chinese; in English it stays as it is."""
    said = message.format_map(Names())
    assert quoted(said) != f"“{said}”"
    assert quoted(said).isascii() is False
    set_language("en")
    assert quoted(said) == said


class Names(dict):
    def __missing__(self, name: str) -> str:
        return f"some {name}"


def test_a_real_library_is_understood(chinese):
    """The words of `zipfile` for a file that is none."""
    with pytest.raises(zipfile.BadZipFile) as raised:
        zipfile.ZipFile(BytesIO(b"no"))
    assert reason_of(raised.value) == "不是 zip 文件"


def test_what_nobody_knows_is_a_quotation(chinese):
    """The Chinese sentence around it stands by itself; an error without words is named."""
    assert quoted("btreeInitPage() returns error code 11") == "“btreeInitPage() returns error code 11”"
    assert reason_of(ValueError("odd {braces}")) == "“odd {braces}”"
    assert reason_of(KeyError()) == "“KeyError”"
    assert reason_of(OSError(9999, "new kind of trouble")) == "“new kind of trouble”"
    set_language("en")
    assert reason_of(ValueError("odd {braces}")) == "odd {braces}"


def test_names_are_parted_as_each_language_does_it(chinese):
    """Chinese has its own comma for lists, another for what is no list, its own semicolon, colon and brackets."""
    assert paired("良好", "10 分钟") == "良好，10 分钟"
    assert commas(["甲", "乙"]) + clauses(["丙", "丁"]) + labelled("戊", 3) + aside("己") == "甲、乙丙；丁戊：3（己）"
    set_language("en")
    assert [commas("ab"), paired("a", "b"), clauses("ab"), labelled("a", 3)] == ["a, b", "a, b", "a; b", "a: 3"]
    assert "a" + aside("b") == "a (b)"
