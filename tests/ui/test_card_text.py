"""Card texts: plain, Markdown, maths, controls."""

import subprocess
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Group
from rich.table import Table

from drillcli.ui.console import drawn, plain
from drillcli.ui.markdown import CardMarkdown
from drillcli.ui.text import Prose, formulas, render, soft_break, visible

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def lines(source: str, width: int = 40) -> list[str]:
    return plain(render(source), width).rstrip("\n").split("\n")


@given(st.text(st.sampled_from("ab 1.,中文，。“”（）：\n$?!'\"=+%·…"), max_size=60))
def test_the_fast_path_shows_what_markdown_would(source: str):
    """A text that the fast path takes looks the same through the Markdown parser."""
    fast = render(source)
    if not isinstance(fast, CardMarkdown):
        assert plain(fast, 30).strip() == plain(CardMarkdown(visible(source)), 30).strip()


@pytest.mark.parametrize(
    "source",
    ["Plain words.", "中文，没有标记。", "[…] is a gap", "costs $5 and $10", "a - b", "x < 5 & y > 3", "3) no"],
)
def test_a_text_without_marks_takes_the_fast_path(source: str):
    """Ordinary sentences, also with brackets and prices, cost no parser."""
    assert isinstance(render(source), CardMarkdown) == source.startswith("3)")


def test_a_plain_card_loads_no_markdown_parser_and_no_maths(run_python: Run):
    """The first card must be on the screen fast: rich's console and text are all it needs."""
    program = """
import sys
from drillcli.kinds.base import Front, How
from drillcli.ui.sitting import View, to_ansi
to_ansi(View("deck", Front("A plain question? 一个问题？", How.RATE), 1, 2), 80, 24, color=True)
slow = "markdown_it pygments rich.markdown rich.syntax rich.table unicodeit rapidfuzz prompt_toolkit".split()
print([name for name in slow if name in sys.modules])
"""
    result = run_python("-c", program)
    assert (result.stdout.strip(), result.stderr) == ("[]", "")


def test_paragraphs_and_line_ends():
    """A blank line parts paragraphs; a line end is a space, but nothing between two Chinese characters."""
    assert lines("one\ntwo\n\n第一\n第二") == ["one two", "", "第一第二"]
    assert lines("**一**\n二\n\n`x`\ny") == ["一二", "", "x y"]
    assert (soft_break("中", "文"), soft_break("中", "a"), soft_break("a", "b")) == ("", " ", " ")


def test_markdown_blocks():
    """Headings, lists, quotes, code and tables are drawn, each wrapped by our rules."""
    source = "# 标题\n\n- one\n- 学习最重要的是（每天）练习\n\n1. first\n\n> 引用\n\n```python\nx = 1\n```\n"
    shown = lines(source, 20)
    assert shown[0] == "标题"
    assert " • one" in shown
    assert " • 学习最重要的是" in shown
    assert "   （每天）练习" in shown
    assert " 1 first" in shown
    assert "▌ 引用" in shown
    assert "  x = 1" in shown


def test_links_and_pictures_show_their_address():
    """Nothing can be clicked in a screenshot: the address is text, once; a picture is what it shows."""
    assert lines("see [the paper](http://a.b/c) or <http://d.e>", 60) == ["see the paper (http://a.b/c) or http://d.e"]
    assert lines("![a cat](cat.png)", 60) == ["[picture: a cat]"]


def test_html_is_text():
    """Tokens of language models look like HTML; they are to be seen."""
    assert lines("the `<bos>` and <eos> tokens **and** <b>", 60) == ["the <bos> and <eos> tokens and <b>"]


def test_a_table_cell_folds_and_loses_nothing():
    """A Chinese cell wraps; rich alone cuts it to one line."""
    shown = lines("| 指标 | 含义 |\n|---|---|\n| 精确率 | 预测为正的样本里真正为正的比例，哪怕很少也要数 |", 30)
    assert "…" not in "".join(shown)
    assert all(cell_len(line) <= 30 for line in shown)
    assert "".join("".join(shown).split()).endswith("哪怕很少也要数")
    table = Table(box=None, show_header=False)
    table.add_column(overflow="fold")
    table.add_row(Prose("预测为正的样本里，真正为正的比例。"))
    assert [line.strip() for line in plain(table, 20).splitlines()] == ["预测为正的样本里，", "真正为正的比例。"]


def test_joined_prose_breaks_as_prose():
    """Chinese after a space fills its line, also where several texts were joined into one."""
    joined = Prose("\n").join([Prose("指标"), Prose("导出 ONNX 的 REST 路径、动态批处理、负载下的延迟")])
    assert plain(Group(joined), 30).splitlines() == ["指标", "导出 ONNX 的 REST 路径、动态批", "处理、负载下的延迟"]


def test_prices_are_no_maths():
    """Pandoc's rule: a dollar before a space, or closed before a digit, is money."""
    for text in ("from $5 to $10", "$5 and $10", "US$5和US$6", "a $ b $ c", "$5-$8", "just $"):
        assert formulas(text) == text
    assert lines("costs \\$3 *now*") == ["costs $3 now"]


def test_maths_is_not_markdown():
    """Stars and underscores inside a formula are no emphasis, and a formula in code stays code."""
    assert lines("$a_i * b_i * c$ and *so* `$x_1$`") == ["aᵢ * bᵢ * c and so $x_1$".replace(" * ", "\u00a0*\u00a0")]
    assert lines("so $$\\frac{a}{b}$$") == ["so a/b"]
    assert lines("| p |\n|---|\n| $P(A|B)$ |")[-1].strip() == "P(A|B)"
    assert lines("价格 $x$ 元") == ["价格 x 元"]


def test_a_short_formula_stays_on_one_line():
    """A formula of a few characters moves to the next line whole."""
    assert lines("每天请求的费用是 $C = n$ 元", 20) == ["每天请求的费用是", "C\u00a0=\u00a0n 元"]


@pytest.mark.parametrize("source", ["a\x1b[31mb", "**a**\x1b]0;title\x07", "x\x9b2Jy", "\x00\x08\x7f", "`\x1b[2J`"])
def test_control_characters_are_shown_not_obeyed(source: str):
    """No escape sequence of a deck file reaches the terminal, through either path."""
    shown = drawn(render(source), 40, color=False)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown.replace("\n", ""))
    assert visible("\x1b\x00\x7f\t\n") == "␛␀␡\t\n"
    assert visible("a\u2028b\u2029c\r\nd") == "a\nb\nc\nd"


def test_code_keeps_its_indentation_and_wraps():
    """Code is indented by two, keeps its own indentation, and a long line is folded, not cut."""
    shown = lines("```python\ndef f():\n    return 'abcdefghijklmnopqrstuvwxyz'\n```", 24)
    assert shown[0] == "  def f():"
    assert "".join(line.strip() for line in shown[1:]).replace(" ", "") == "return'abcdefghijklmnopqrstuvwxyz'"
    assert all(cell_len(line) <= 24 for line in shown)
    assert lines("```nosuchlanguage\na  b\n```") == ["  a  b"]


def test_an_entity_makes_no_control_character():
    """Markdown reads `&#x202e;` as what turns the direction of writing round; it is shown as any control is."""
    for source in ("a&#x202e;b", "`a` &#x2066;c", "[l](x) &#x202d;", "| a |\n|---|\n| &#x2067; |"):
        shown = plain(render(source), 40)
        assert "�" in shown
        assert shown == visible(shown)
