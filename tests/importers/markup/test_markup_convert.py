"""HTML as it is pasted into cards, and the Markdown that reads as it looks."""

from html import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from drillcli.importers.markup import to_markdown
from drillcli.importers.markup.formulas import taken_out

SHOWN = {
    "lines": ("a<br>b<br/><br />c", "a\\\nb\n\nc"),
    "divisions": ("a<div>b</div><div><br></div><div>c</div>", "a\\\nb\n\nc"),
    "paragraphs": ("<p>a</p>\n<p>b</p>", "a\n\nb"),
    "spaces": (" a \n\t b&nbsp;&nbsp;c ", "a b c"),
    "entities": ("1 &lt; 2 &amp; 3 &#x4e2d; &hellip;", "1 < 2 & 3 中 …"),
    "emphasis": ("<b>a</b> <i>b</i> <u>c</u> <s>d</s> <b><i>e</i></b>", "**a** *b* *c* ~~d~~ ***e***"),
    "emphasis by style": (
        '<span style="font-weight: 700">a</span> <span style="font-style:italic">b</span>',
        "**a** *b*",
    ),
    "emphasis in Chinese": ("这是<b>重点。</b>好", "这是**重点**。好"),
    "emphasis over lines": ("<b>a<br>b</b>", "**a**\\\n**b**"),
    "emphasis of nothing": ("a<b> </b>b<i>…</i>", "a b…"),
    "tags that cross": ("<b>a<i>b</b>c</i>d", "**a**bcd"),
    "raised and lowered": ("H<sub>2</sub>O x<sup>n+1</sup> e<sup>大</sup>", "H₂O xⁿ⁺¹ e^(大)"),
    "code": ("<code>a &lt; b*</code> <code>x`y</code>", "`a < b*` ``x`y``"),
    "code block": (
        '<pre><code class="language-py">def f():<br>  x &lt; 1\n</code></pre>',
        "```py\ndef f():\n  x < 1\n```",
    ),
    "code with fences": ("<pre>```\nx</pre>", "````\n```\nx\n````"),
    "list": ("<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d"),
    "list without ends": ("x<ul><li>a<li>b</ul>y", "x\n\n- a\n- b\n\ny"),
    "list by hand": ("Three:<br>- a<br>- b<br>- c<br>end", "Three:\n\n- a\n- b\n- c\n\nend"),
    "numbers by hand": ("1. a<br>2) b<br>7. no", "1. a\n2. b\n\n7\\. no"),
    "a lonely dash": ("- 5", "\\- 5"),
    "table": ("<table><tr><th>A<th>B<tr><td>x|y<td>1<br>2</table>", "| A | B |\n| --- | --- |\n| x\\|y | 1 2 |"),
    "layout": ("<table><tr><td>a<br>b</td></tr></table>", "a b"),
    "quotation": ("<blockquote>a<br>b</blockquote>c", "> a\\\n> b\n\nc"),
    "heading and rule": ("<h2>A<br>b</h2>x<hr>y<hr>", "## A b\n\nx\n\n---\n\ny"),
    "image": ('<img src="a%20b.png" alt="two [2]"><img src=c.png>', "![two 2](<a b.png>)![](c.png)"),
    "image elsewhere": ('<img src="https://x.org/a(1).png">', "![](<https://x.org/a(1).png>)"),
    "link": ('<a href="https://x.org">x <b>y</b></a> <a href="#">z</a>', "[x **y**](https://x.org) z"),
    "sound": ("a [sound:b c.mp3] [anki:tts lang=en]x[/anki:tts]d", "a [b c.mp3](<b c.mp3>) d"),
    "reading": ("<ruby>猫<rt>ねこ</rt></ruby>", "猫(ねこ)"),
    "comment": ("a<!-- b --><![CDATA[c]]>d", "ad"),
    "hidden": ('a<span style="display:none">b</span>c', "ac"),
    "broken": ("a <b c", "a \\<b c"),
    "no tag": ("a < b <3", "a < b <3"),
    "loose quotes": ("<b title=it's>x</b> 'y'", "**x** 'y'"),
}
MARKS = {
    "stars": ("2*3*4, 2 * 3 * 4", "2\\*3\\*4, 2 * 3 * 4"),
    "underscores": ("snake_case __init__", "snake_case \\_\\_init\\_\\_"),
    "brackets": ("[a](b) [c]: d", "[a\\](b) [c\\]: d"),
    "tags": ("&lt;b&gt; &amp;lt;", "\\<b> \\&lt;"),
    "backslashes": ("C:\\dir \\* \\alpha", "C:\\dir \\\\\\* \\alpha"),
    "blocks": ("# a<br>&gt; b<br>+ c<br>1. d<br>---<br>```", "\\# a\\\n\\> b\\\n\\+ c\\\n1\\. d\\\n\\---\\\n\\`\\`\\`"),
    "prices": ("from $5 to $6", "from $5 to $6"),
    "variables": ("$HOME/$USER", "\\$HOME/\\$USER"),
    "tildes": ("~~a~~ ~b", "\\~\\~a\\~\\~ ~b"),
}
MATHS = {
    "MathJax": (r"\(x &lt; 1\) and \[\frac{a}{b}\]", r"$x < 1$ and $$\frac{a}{b}$$"),
    "brackets": ("[$]x^2[/$] [$$]y[/$$]", "$x^2$ $$y$$"),
    "document": (
        r"[latex]\begin{align}a\\b\end{align}[/latex] [latex]if $x$, <br>then[/latex]",
        r"$$\begin{align}a\\b\end{align}$$ if $x$, then",
    ),
    "tags": ('<anki-mathjax>a_b</anki-mathjax> <anki-mathjax block="true">c</anki-mathjax>', "$a_b$ $$c$$"),
    "within tags": (r"\(a<b>c</b><br>d&nbsp;e\)", "$ac d e$"),
    "before a digit": (r"\(x\)2", "$x$ 2"),
    "beside a price": (r"\(x\) costs $5 or 6$", r"$x$ costs \$5 or 6\$"),
    "empty": (r"a\( \)b", "ab"),
    "not closed": (r"\(x and \[y", r"\\(x and \\[y"),
    "in code": (r"<code>\(x\) &lt;</code>", r"`\(x\) <`"),
}


@pytest.mark.parametrize(
    ("html", "markdown"), [*SHOWN.values(), *MARKS.values(), *MATHS.values()], ids=[*SHOWN, *MARKS, *MATHS]
)
def test_what_is_shown(html: str, markdown: str):
    """Each kind of markup, each character that would be a mark, and each way to write a formula."""
    assert to_markdown(html).text == markdown


@pytest.mark.parametrize(
    ("html", "text", "dropped"),
    [
        ("a<script>if (a < b) alert('</b>')</script>b", "ab", ("script",)),
        ("<style>b{}</style>x<iframe src=y></iframe>", "x", ("iframe",)),
        ("<img src='data:image/png;base64,AAAA'>x", "x", ("data:",)),
        ("<svg><text>a</text></svg>x", "x", ("svg",)),
        ("<a href='javascript:x()'>y</a><img src='javascript:z' onerror=q>", "y", ()),
        ("<script>never closed", "", ("script",)),
    ],
)
def test_what_is_not(html: str, text: str, dropped: tuple[str, ...]):
    """Scripts do nothing, and what was to be seen and cannot be is told."""
    assert to_markdown(html) == (text, dropped)


WILD = [
    *("<", ">", "<b>", "</b>", "<i>", "</i>", "<ul><li>", "</ul>", "<td>", "<table>", "</table>", "<pre>", "</pre>"),
    *("<code>", "</code>", "<br>", "<div>", "</div>", "\\(", "\\)", "[$]", "[/$]", "[sound:", "]", '"', "'", "&amp;"),
    *("<!--", "-->", "<a href=http:x>", "</a>", "*", "_", "`", "$", "- ", "1. ", "|", "\ufdd0", "0", "\ufdd1"),
    *("<h1>", "</h1>", "<blockquote>", "<sub>", "</sub>", "<img src=x>"),
]


@given(st.lists(st.one_of(st.sampled_from(WILD), st.text(max_size=5)), max_size=30).map("".join))
def test_anything_becomes_markdown_without_html(html: str):
    """No input is an error, and none gets a tag, a script address or a control character into a deck file."""
    text = to_markdown(html).text
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in [*tokens, *inline] if token.type.startswith("html")]
    assert not [char for char in text if (ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) < 0xA0]


PLAIN = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="\u00a0"), min_size=1, max_size=40)


@given(PLAIN)
def test_plain_text_is_shown_as_it_is(text: str):
    """Whatever characters it has, Markdown shows the same ones; what Anki shows as a formula is no plain text."""
    html = escape(text, quote=False).replace("[sound:", "[ sound:")
    assume(not taken_out(html)[1])
    made = to_markdown(html).text
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(made)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[1].children or ()).replace("\\$", "$") == text
