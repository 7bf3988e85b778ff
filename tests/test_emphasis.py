"""Bold in the midst of Chinese: where it is seen, and that nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from drillcli.emphasis import seen_in_chinese


def html(text: str) -> str:
    """Return a paragraph as HTML, without its tags."""
    return seen_in_chinese(MarkdownIt()).render(text).strip().removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("叫**困惑度（perplexity）**的指标", "叫<strong>困惑度（perplexity）</strong>的指标"),
        ("叫**“困惑度”**与**“熵”**的指标", "叫<strong>“困惑度”</strong>与<strong>“熵”</strong>的指标"),
        ("用*`softmax`*归一化", "用<em><code>softmax</code></em>归一化"),
        ("**先。**后", "<strong>先。</strong>后"),
        ("字**", "字**"),
        ("字 ** 字 ** 字", "字 ** 字 ** 字"),
    ],
)
def test_bold_beside_chinese_letters_is_bold(text: str, shown: str) -> None:
    """Asterisks between Chinese punctuation and a Chinese letter are marks; those beside spaces are not."""
    assert html(text) == shown


@given(st.text("a .,(*_`“1\n", max_size=20))
def test_without_chinese_nothing_changes(text: str) -> None:
    """A text without Chinese letters is what CommonMark makes of it."""
    assert seen_in_chinese(MarkdownIt()).render(text) == MarkdownIt().render(text)
