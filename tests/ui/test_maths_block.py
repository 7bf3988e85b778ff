"""Formulas on lines of their own: what is divided, bracketed, raised or summed stands where a book has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from drillcli import look
from drillcli.ui.console import plain
from drillcli.ui.maths import to_unicode
from drillcli.ui.maths_block import laid_out
from drillcli.ui.text import render

FORMULAS = r"""
\frac{a+b}{c} = \sqrt{\frac{x}{y}} + \sqrt{2}
           ⎯⎯⎯
 a + b    ⎮ x
⎯⎯⎯⎯⎯⎯⎯ = ⎮⎯⎯⎯ + √2
   c      ⎷ y

\sum_{i=1}^{n} x_i^2 = \lim_{n\to\infty} \frac{1}{n}
 n             1
 ∑  xᵢ² = lim ⎯⎯⎯
i=1       n→∞  n

A = \begin{pmatrix} a & b \\ c & d+1 \\[2pt] 0 & 1 \end{pmatrix}
    ⎛a    b  ⎞
A = ⎜c  d + 1⎟
    ⎝0    1  ⎠

f(x)=\begin{cases} 1 & y>0 \\ 0 & \text{else} \end{cases}
       ⎰1  y > 0
f(x) = ⎱0  else

\begin{aligned} a &= b + c \\ &= \frac{d}{e} \end{aligned}
a = b + c

     d
  = ⎯⎯⎯
     e

\mathrm{Attention}(Q,K,V)=\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V
                            ⎛ QKᵀ ⎞
Attention(Q, K, V) = softmax⎜⎯⎯⎯⎯⎯⎟V
                            ⎝ √dₖ ⎠

\text{准确率} = \frac{\text{对的样本}}{N}
          对的样本
准确率 = ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯
             N

\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
∞  −x²       √π
∫ e    dx = ⎯⎯⎯⎯
0            2

\left\{ \frac12 \right.
⎧ 1
⎨⎯⎯⎯
⎩ 2
"""
CASES = [
    block.partition("\n")[::2] for block in FORMULAS.strip("\n").replace("c\n\n     d", "c\n \n     d").split("\n\n")
]


@pytest.mark.parametrize(("tex", "shown"), CASES)
def test_formulas(tex: str, shown: str):
    """Every row is as wide as the others, Chinese included, so that what follows stays in place."""
    box = laid_out(tex)
    assert box is not None
    assert "\n".join(row.rstrip() for row in box.rows) == "\n".join(
        row.rstrip() for row in shown.strip("\n").split("\n")
    )
    assert len({cell_len(row) for row in box.rows}) == 1


SIGNS = [*"ab1+-=^_{}[]() &'$,∑", r"\frac", r"\sqrt", r"\left", r"\right", r"\begin{cases}", r"\begin{aligned}",
    r"\begin{pmatrix}", r"\end{cases}", r"\\", r"\sum", r"\lim"]  # fmt: skip


@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
def test_no_formula_is_an_error(tex: str):
    """A formula that makes no sense is shown somehow, in rows of one width."""
    box = laid_out(tex)
    assert box is not None
    assert len({cell_len(row) for row in box.rows}) == 1
    assert 0 <= box.base < len(box.rows)


def test_one_nested_too_deeply_is_left_alone():
    """It stays as written."""
    assert laid_out("{" * 5000) is None
    assert "{{{" in plain(render("$$" + "{" * 5000 + "$$"))


TEXT = "Before\n$$\n\\frac{a}{b}\n$$\nafter $$c$$ it\n\n```\n$$x$$\n```\n\n- `$$y$$`"


def test_only_those_on_lines_of_their_own():
    """One within a sentence is a part of it; code is code; blank lines set a block apart."""
    shown = plain(render(TEXT))
    assert shown.startswith("Before\n\n   a\n  ⎯⎯⎯\n   b\n\nafter c it\n")
    assert "$$x$$" in shown
    assert "$$y$$" in shown


def test_one_that_has_no_room_is_on_one_line_that_wraps():
    """Nothing is cut."""
    tex = r"\frac{\text{very long words that are too wide}}{b}"
    shown = plain(render(f"$${tex}$$"), 20)
    assert "".join(shown.split()) == "".join(to_unicode(tex).split())
    assert max(map(cell_len, shown.split("\n"))) <= 20


def test_plainly_it_is_one_line():
    """What is drawn over several lines cannot be read aloud."""
    look.set_look("auto", plain=True)
    try:
        assert plain(render("$$\\frac{a}{b}$$")) == "a/b\n"
    finally:
        look.set_look("auto", plain=False)
