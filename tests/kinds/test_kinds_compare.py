"""When two answers count as the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.kinds.compare import fold, nearest, normalise, plain, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＲｏＰＥ", "rope"),
        ("旋转 位置 编码", "旋转位置编码"),
        ("用 GPU 训练", "用GPU训练"),
        ("甲，乙。", "甲,乙"),
        ("甲、乙", "甲,乙"),
        ("“过拟合”", '"过拟合"'),
        ("  gradient   descent. ", "Gradient descent"),
        ("**softmax**", "softmax"),
        ("*an* `x` of $y$", "an x of y"),
        ("cafe\u0301", "café"),
        ("F1−score", "f1-score"),
        ("F1（宏平均），x：y", "f1 (宏平均), x: y"),
        ("「甲」", "“甲”"),
        ("￥５", "¥5"),
        ("caffe\u0300 ，ＡＢ", "caffè,ab"),
        ("f (x), g(y)", "f(x),g(y)"),
        ("Straße", "STRASSE"),
    ],
)
def test_same_answer(one: str, other: str) -> None:
    """Width, case, markup, spacing, Chinese punctuation and a final stop do not count."""
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gradient descent", "gradientdescent"),
        ("2*3*4", "234"),
        ("2**3 + 4**5", "23 + 45"),
        ("__init__", "init"),
        ("batch_first", "batchfirst"),
        ("$5 or $6", "5 or 6"),
        ("", ""),
        ("甲", "乙"),
    ],
)
def test_other_answer(one: str, other: str) -> None:
    """What carries meaning counts: words, operators, names, money; and nothing is no answer."""
    assert not same(one, other)


def test_plain_keeps_case_and_width() -> None:
    """Without markup only: code within bold too."""
    assert plain("**`RoPE`** 是\n*旋转* 位置编码（$x$）") == "RoPE 是 旋转 位置编码（x）"
    assert fold("ＲｏＰＥ，\u3000好") == "RoPE, 好"


@given(st.text("aB字，。 .-1é（"))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """The normal form of a text without markup is its own normal form, but for further final stops."""
    once = normalise(text)
    assert normalise(once).rstrip(" .") == once.rstrip(" .")


@given(st.text("abAB .`*$_12").filter(lambda text: re.search("[a-zA-Z0-9]", text)))
def test_ascii_is_read_alike_among_other_letters(text: str) -> None:
    """ASCII has a short cut; it gives what the long way gives."""
    assert normalise("é;" + text) == "é;" + normalise(text)


def test_nearest() -> None:
    """The accepted text most alike, whatever the language; the first when nothing is alike."""
    accepted = ["rotary position embedding", "RoPE", "旋转位置编码"]
    assert nearest("rotary positon embeding", accepted) == accepted[0]
    assert nearest("rop", accepted) == "RoPE"
    assert nearest("旋转编码", accepted) == "旋转位置编码"
    assert nearest("xyz", accepted) == accepted[0]
    assert nearest("", accepted) == accepted[0]
    assert nearest("x", []) == ""


@given(st.lists(st.text("abc字词", min_size=1), min_size=1, unique=True), st.data())
def test_an_accepted_text_is_as_near_as_can_be(accepted: list[str], data: st.DataObject) -> None:
    """Nothing is nearer to an accepted text than something of its very characters."""
    given_text = data.draw(st.sampled_from(accepted))
    assert sorted(nearest(given_text, accepted)) == sorted(given_text)


def test_nothing_but_marks_takes_no_time() -> None:
    """What a mark may enclose is bounded: else a page of stars would take minutes."""
    for marks in ("**", "***", "_a ", "*a **a ", "`` ` ", "$", "*$_`"):
        assert plain(marks * 20_000)
