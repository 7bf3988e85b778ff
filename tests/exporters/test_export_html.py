"""Markdown becomes HTML in which nothing that a text says is obeyed."""

import re
from html import unescape

import pytest
from export_cases import GAPPED
from hypothesis import given
from hypothesis import strategies as st

from drillcli.exporters import html
from drillcli.exporters.html import cloze, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 中文 \"q\" 'a' > b", "plain 中文 &quot;q&quot; 'a' &gt; b"),
        ("a **b** `x<y`", "a <strong>b</strong> <code>x&lt;y</code>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("```python\nif a < b:\n    {}\n```", '<pre><code class="language-python">if a &lt; b:\n    {}\n</code></pre>'),
        ("$\\frac{a}{b}$ is < $1$", "\\(\\frac{a}{b}\\) is &lt; \\(1\\)"),
        ("$$a < b$$", "\\[a &lt; b\\]"),
        ("it costs $5 and $6", "it costs $5 and $6"),
        ("`$x$`", "<code>$x$</code>"),
        ("中文\n换行 and\nwords", "中文换行 and\nwords"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![a *b*](https://example.org/x.png)", "a *b* (https://example.org/x.png)"),
        ("{{c1::x}} [sound:x.mp3] [latex]y[$", "&#123;{c1::x}} &#91;sound:x.mp3] &#91;latex]y&#91;$"),
        ("bell\x07", "bell␇"),
        ("", ""),
    ],
)
def test_texts(text: str, expected: str) -> None:
    assert render(text) == expected


def test_a_sound_that_goes_along_is_played() -> None:
    """A link to a sound plays it in Anki; a link elsewhere, or to a sound that does not go along, stays a link."""
    text = "hear [a *b* `c`](x%20y.mp3) [w](https://example.org/x.mp3) [p](p.html) [sound:z.mp3]"
    assert render(text, lambda _source: "n.mp3") == (
        'hear [sound:n.mp3] <a href="https://example.org/x.mp3">w</a> <a href="p.html">p</a> &#91;sound:z.mp3]'
    )
    assert render("[a](x.mp3)") == '<a href="x.mp3">a</a>'
    assert cloze("{{[a](x.mp3)}} b", {"1": 1}, lambda _source: "n.mp3") == "{{c1::[sound:n.mp3]}} b"


def test_a_picture_that_goes_along_is_shown_by_its_name_there() -> None:
    assert render('![a "b"](x.png)', lambda source: f"n-{source}") == '<img src="n-x.png" alt="a &quot;b&quot;">'


@given(st.text(st.sampled_from("ab 中。\"'>&-+.1)#\t!:{}|=~"), max_size=12))
def test_the_short_way_says_what_the_parser_says(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        quick = render(text)
        patch.setattr(html, "_MARKED", re.compile(""))
        assert quick == render(text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{a}} b", "{{c1::a}} b"),
        ("the {{**bold** word::p}}", "the {{c2::<strong>bold</strong> word}}"),
        ("`x = {{0.1::p}}`", "<code>x = {{c2::0.1}}</code>"),
        ("{{$\\frac{a}{b}$::p}}", "{{c2::\\(\\frac{a&#125;{b&#125;\\)}}"),
        ("{{`std::vector`}}", "{{c1::<code>std&#58;&#58;vector</code>}}"),
        ("{ {{a}} } {{{b}::p}}", "{ {{c1::a}} } {{c2::{b&#125;}}"),
        ("中{{文::p}}，{{又::p}}", "中{{c2::文}}，{{c2::又}}"),
        ("[a](https://example.org/{{y}})", "[a](https://example.org/{{c1::y}})"),
    ],
)
def test_gaps(source: str, expected: str) -> None:
    """Two braces or colons inside a gap would end it, or begin a hint; outside they would begin one."""
    assert cloze(source, {"1": 1, "p": 2}) == expected


@given(GAPPED)
def test_every_gap_is_one_in_anki_and_nothing_else_is(fields: dict[str, dict[str, str]]) -> None:
    for source in fields["cloze"].values():
        made = cloze(source, {"p": 7})
        found = re.findall(r"(?s)\{\{c(\d+)::(.*?)\}\}", made)
        assert [number for number, _text in found] == ["7"]
        assert "::" not in found[0][1]


@given(st.text(max_size=60))
def test_no_tag_comes_from_a_text(text: str) -> None:
    known = re.compile(r"</?(?:p|strong|em|code|pre|ul|ol|li|h[1-6]|hr|br|a|blockquote|s|table|thead|tbody|tr|t[hd])\b")
    assert all(known.match(made, at.start()) for made in [render(text)] for at in re.finditer("<", made))
    assert unescape(render("a")) == "a"
