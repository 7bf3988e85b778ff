"""A block of HTML as runs of text: what folds, what defines, what is only tags."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

LONGEST = 100_000
"""Characters of a block beyond which its tags are not looked at."""

BLOCKS = frozenset(
    (
        *("article", "aside", "body", "br", "center", "dd", "details", "div", "dl", "dt", "footer", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
SUMMARIES = ("summary", "dt")
CLOSES = ("details", "dl")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")


class Run(NamedTuple):
    """Text or tags of one line: the name of its shape, the line and column in the block (from 0), its text."""

    shape: str
    line: int
    column: int
    text: str
    level: int = 0
    bullet: str = ""


class _Tags(HTMLParser):
    """Where block tags and comments stand: (offset, length, name), a closing tag's name with a slash."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, int, str]] = []
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.text = text
        self.feed(text)

    def _at(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the library's signature
        if tag in BLOCKS:
            self.found.append((self._at(), len(self.get_starttag_text() or ""), tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            start = self._at()
            self.found.append((start, self.text.find(">", start) + 1 - start, f"/{tag}"))

    def handle_comment(self, data: str) -> None:
        self.found.append((self._at(), len(data) + len("<!---->"), "!"))


def only_tags(text: str) -> bool:
    """Tell whether a line has tags and nothing else, no picture either."""
    return (
        "<img" not in text.lower() and text.startswith("<") and text.endswith(">") and not _TAGS.sub("", text).strip()
    )


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of a block of HTML in order; every line that is not blank has one.

    The shapes are SUMMARY, HEADING, LINE, COMMENT, CLOSE and MARKUP, named as in blocks.Shape.
    """
    if len(text) > LONGEST:
        for number, line in enumerate(text.split("\n")):
            if line.strip():
                yield Run("LINE", number, 0, line)
        return
    tags = _Tags(text).found
    shape, at = "", 0
    for start, length, name in [*tags, (len(text), 0, "")]:
        yield from _texts(text, at, max(start, at), shape)
        if name:
            yield from _tag(text, start, length, name)
        shape = _shape_after(name, shape)
        at = max(at, start + length)


def _shape_after(name: str, shape: str) -> str:
    """Return which tag's text follows: only the tags that say something about their text are kept in mind."""
    if name in SUMMARIES or name in HEADINGS or name in ("dd", "li"):
        return name
    return "" if name == f"/{shape}" else shape


def _texts(text: str, start: int, end: int, shape: str) -> Iterator[Run]:
    line, at = text.count("\n", 0, start), start
    for part in text[start:end].split("\n"):
        if part.strip():
            column = at - (text.rfind("\n", 0, at) + 1) + len(part) - len(part.lstrip())
            yield _run(shape, line, column, part.strip())
            shape = ""
        line, at = line + 1, at + len(part) + 1


def _run(tag: str, line: int, column: int, text: str) -> Run:
    if tag in SUMMARIES:
        return Run("SUMMARY", line, column, text)
    if tag in HEADINGS:
        return Run("HEADING", line, column, text, int(tag[1]))
    if only_tags(text):
        return Run("MARKUP", line, column, text)
    return Run("LINE", line, column, text, 0, {"dd": ":", "li": "-"}.get(tag, ""))


def _tag(text: str, start: int, length: int, name: str) -> Iterator[Run]:
    line = text.count("\n", 0, start)
    column = start - (text.rfind("\n", 0, start) + 1)
    shape = "COMMENT" if name == "!" else "CLOSE" if name[1:] in CLOSES and name[0] == "/" else "MARKUP"
    yield Run(shape, line, column, text[start : start + length])
