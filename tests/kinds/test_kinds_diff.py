"""The difference between a typed answer and the right one."""

from hypothesis import given
from hypothesis import strategies as st

from drillcli.kinds.compare import fold
from drillcli.kinds.diff import Piece, characters, diff

TEXTS = st.text("abAB字词句 ，,Ａé\u0301\u0300\u200d")


def test_missing_extra_and_equal() -> None:
    """A slip is told in pieces; what was typed instead comes before what is right."""
    assert diff("rotary positon", "rotary position") == (
        Piece("equal", "rotary posit"),
        Piece("missing", "i"),
        Piece("equal", "on"),
    )
    assert diff("旋转的位置编", "旋转位置编码") == (
        Piece("equal", "旋转"),
        Piece("extra", "的"),
        Piece("equal", "位置编"),
        Piece("missing", "码"),
    )
    assert diff("甲", "乙") == (Piece("extra", "甲"), Piece("missing", "乙"))
    assert diff("", "") == ()


def test_width_and_case_are_no_difference() -> None:
    """Full-width and half-width count as equal, upper and lower case too; the right writing is shown."""
    assert diff("ｒｏｐｅ，a", "RoPE,a") == (Piece("equal", "RoPE,a"),)


def test_combining_marks_stay_with_their_base() -> None:
    """A letter with its marks is one character, wrong or right as a whole."""
    assert characters("x\u0323\u0307y") == ["x\u0323\u0307", "y"]
    assert diff("x\u0323", "x\u0300") == (Piece("extra", "x\u0323"), Piece("missing", "x\u0300"))


@given(TEXTS, TEXTS)
def test_pieces_make_up_both_texts(one: str, other: str) -> None:
    """Equal and missing are the expected text, equal and extra the given one; no piece is empty or splits a mark."""
    pieces = diff(one, other)
    assert "".join(piece.text for piece in pieces if piece.kind != "extra") == fold(other)
    assert "".join(piece.text for piece in pieces if piece.kind != "missing").casefold() == fold(one).casefold()
    assert all(piece.text for piece in pieces)
    right = [character for piece in pieces if piece.kind != "extra" for character in characters(piece.text)]
    assert right == characters(fold(other))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    """The difference of a text with itself is one equal piece."""
    assert diff(text, text) == ((Piece("equal", fold(text)),) if text else ())
