r"""Formulas in HTML -> `$…$`: MathJax `\(…\)` and `\[…\]`, and Anki's `[$]`, `[$$]`, `[latex]`, `<anki-mathjax>`.

They are taken out before the tags are read, for TeX is full of what HTML would take for its own.
"""

import re
from html import unescape
from typing import NamedTuple

from drillcli.importers.markup.marks import FORMULA, FORMULA_END

PLACE = re.compile(f"{FORMULA}(\\d+){FORMULA_END}")
MATHS = re.compile(r"(?<![\\$])(\$\$?)(?![\s$])(?:[^$\\\n]|\\.)+?(?<!\s)\1(?![\d$])")
"""What drill shows as a formula (the rule of drillcli.formulas, on one line)."""

_LINE_END = re.compile(r"<br\s*+/?>|</(?:div|p)>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*+>")
_SPACES = re.compile(r"\s+")
_START = re.compile(r"\\\(|\\\[|\[\$\$?\]|\[latex\]|<anki-mathjax\b[^<>]*+>", re.IGNORECASE)
_ENDS = {"\\(": "\\)", "\\[": "\\]", "[$]": "[/$]", "[$$]": "[/$$]", "[latex]": "[/latex]"}
_MATHJAX_END = "</anki-mathjax>"
_DISPLAYED = ("\\[", "[$$]")
_DOCUMENT = re.compile(r"\\(?:begin|end)\{(?:math|displaymath|equation\*?)\}")


class Formula(NamedTuple):
    """A formula as Markdown, and as it stood in the HTML."""

    markdown: str
    source: str


def taken_out(html: str) -> tuple[str, list[Formula]]:
    """Return the HTML with a number in place of each formula, and the formulas."""
    if "\\" not in html and "[" not in html and "<anki-" not in html:
        return html, []  # most texts
    formulas: list[Formula] = []
    out, at, unclosed = list[str](), 0, set[str]()
    for start in _START.finditer(html):
        opening = start[0].lower()
        closing = _ENDS.get(opening, _MATHJAX_END)
        if start.start() < at or closing in unclosed:
            continue
        end = html.find(closing, start.end())
        if end < 0:
            unclosed.add(closing)
            continue
        inside = html[start.end() : end]
        out += [html[at : start.start()], f"{FORMULA}{len(formulas)}{FORMULA_END}"]
        at = end + len(closing)
        formulas.append(Formula(_written(opening, inside), html[start.start() : at]))
    return "".join([*out, html[at:]]), formulas


def text_of(html: str) -> str:
    """Return the text of a piece of HTML, line ends kept."""
    return unescape(_MARKUP.sub("", _LINE_END.sub("\n", html))).replace("\xa0", " ")


def _written(opening: str, inside: str) -> str:
    tex = text_of(inside)
    if opening == "[latex]":
        return _latex(tex)
    displayed = opening in _DISPLAYED or 'block="true"' in opening
    return _in_dollars(tex, "$$" if displayed else "$")


def _latex(tex: str) -> str:
    """Return a piece of a LaTeX document: formulas in dollars stay among their text."""
    if "$" in tex:
        return _SPACES.sub(" ", tex).strip()
    return _in_dollars(_DOCUMENT.sub("", tex), "$$")


def _in_dollars(tex: str, dollars: str) -> str:
    tex = _SPACES.sub(" ", tex).strip()
    if not tex:
        return ""
    made = f"{dollars}{_bare_dollar(tex)}{dollars}"
    return made if MATHS.fullmatch(made) else f"`{tex}`" if "`" not in tex else tex


def _bare_dollar(tex: str) -> str:
    return re.sub(r"(?<!\\)\$", r"\\$", tex) if "$" in tex else tex
