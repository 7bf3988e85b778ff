"""A document as a flat run of pieces: what a CommonMark parser sees, line by line and with the lines it came from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.token import Token

from drillcli.extract import hypertext, marks, prose
from drillcli.extract.hypertext import Run
from drillcli.extract.pieces import Piece, Shape


def read(lines: Sequence[str]) -> list[Piece]:
    """Return the pieces of a document in order; every line that is not blank is in at least one of them."""
    front = _front_matter(lines)
    found = [Piece(Shape.FRONT, 1, front, 0, "\n".join(lines[:front]))] if front else []
    walk = _Walk(lines)
    found += walk.pieces([""] * front + list(lines[front:]))
    return sorted([*found, *_uncovered(lines, found)], key=lambda piece: (piece.first, piece.column))


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines at the beginning are YAML between two `---`, 0 for none."""
    if not lines or lines[0].rstrip() != "---" or len(lines) < 3 or not lines[1].strip():
        return 0
    for number, line in enumerate(lines[1:200], start=2):
        if line.rstrip() in ("---", "..."):
            return number
        if line.startswith("#"):
            return 0
    return 0


def _uncovered(lines: Sequence[str], found: Sequence[Piece]) -> Iterator[Piece]:
    """Yield what the parser gives no token for: link definitions, a table's rule, what lies nested too deep."""
    covered = {number for piece in found for number in range(piece.first, piece.last + 1)}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text and number not in covered:
            markup = not text.strip("|-:+=>* \t") or (text.startswith("[") and "]:" in text)
            yield Piece(Shape.MARKUP if markup else Shape.LINE, number, number, line.index(text[0]), text)


def _parse(lines: Sequence[str]) -> list[Token]:
    """Return the tokens of the blocks alone: inline text is never parsed, so a megabyte of `*` costs nothing."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser.parse("\n".join(lines))


class _Walk:
    """One walk over the parser's tokens."""

    def __init__(self, lines: Sequence[str], outer: "_Walk | None" = None, offset: int = 0) -> None:
        self.lines = lines
        self.inner = outer is not None
        self.offset = offset
        self.ids: Iterator[int] = outer.ids if outer else count()
        self.path: tuple[int, ...] = (*outer.path, next(self.ids)) if outer else ()
        self.quotes: int = outer.quotes if outer else 0
        self.bullets: list[str] = []
        self.row: tuple[Token, list[str]] | None = None
        self.block: Token | None = None

    def pieces(self, lines: Sequence[str]) -> list[Piece]:
        """Return the pieces of these lines, which are the document's or some of them with their indent taken off."""
        found: list[Piece] = []
        for token in _parse(lines):
            for piece in self._of(token):
                bullet = self._bullet()
                found.append(replace(piece, bullet=bullet) if bullet else piece)
        return found

    def _bullet(self) -> str:
        """Return the marker of the innermost entry that has had no piece yet; those around it are used up with it."""
        if not any(self.bullets):
            return ""
        bullet = next(bullet for bullet in reversed(self.bullets) if bullet)
        self.bullets = [""] * len(self.bullets)
        return bullet

    def _of(self, token: Token) -> Iterator[Piece]:
        if token.type in ("list_item_open", "blockquote_open"):
            self.path = (*self.path, next(self.ids))
            self.quotes += token.type == "blockquote_open"
            self.bullets.append(token.info + token.markup if token.type == "list_item_open" else "")
        elif token.type in ("list_item_close", "blockquote_close"):
            self.path = self.path[:-1]
            self.quotes -= token.type == "blockquote_close"
            self.bullets.pop()
        elif token.type in ("heading_open", "paragraph_open"):
            self.block = token
        elif token.type == "inline":
            yield from self._text(token)
        elif token.type == "tr_open":
            self.row = (token, [])
        elif token.type == "tr_close" and self.row:
            yield from self._cells()
        elif token.map:
            yield from self._whole(token)

    def _text(self, token: Token) -> Iterator[Piece]:
        if self.row is not None:
            self.row[1].append(token.content)
        elif self.block is not None and self.block.type == "heading_open":
            yield from self._heading(self.block, token)
        else:
            yield from self._paragraph(token)

    def _heading(self, block: Token, token: Token) -> Iterator[Piece]:
        first, last = self._lines(block)
        underlined = block.markup in ("=", "-")
        if underlined and ("\n" in token.content or marks.labelled(token.content)):
            yield from self._paragraph(token)
            yield self._piece(Shape.RULE, last, last, self.lines[last - 1].strip())
        elif token.content:
            yield self._piece(Shape.HEADING, first, last, token.content, level=int(block.tag[1]))

    def _paragraph(self, token: Token) -> Iterator[Piece]:
        first, _last = self._lines(token)
        for number, line in enumerate(token.content.split("\n"), start=first):
            if hypertext.only_tags(line.strip()):
                closes = any(f"</{tag}>" in line for tag in hypertext.CLOSES)
                yield self._piece(Shape.CLOSE if closes else Shape.MARKUP, number, number, line.strip())
            elif line.strip():
                yield self._piece(Shape.LINE, number, number, line.strip(), opens=number == first)

    def _cells(self) -> Iterator[Piece]:
        assert self.row is not None  # noqa: S101 - for mypy
        token, cells = self.row
        self.row = None
        first, _last = self._lines(token)
        head = first == 1 or not self._is_rule(first - 1)
        head = head and first < len(self.lines) and self._is_rule(first + 1)
        line = self.lines[first - 1].strip()
        yield self._piece(Shape.ROW, first, first, line, cells=tuple(cells), level=int(head))
        if head:
            yield self._piece(Shape.MARKUP, first + 1, first + 1, self.lines[first].strip())

    def _is_rule(self, number: int) -> bool:
        line = self.lines[number - 1]
        return "-" in line and not line.strip("|-:> \t")

    def _whole(self, token: Token) -> Iterator[Piece]:
        first, last = self._lines(token)
        if token.type == "fence":
            language = (token.info.split() or [""])[0]
            yield self._piece(Shape.CODE, first, last, token.content.removesuffix("\n"), language=language)
        elif token.type == "code_block":
            yield from self._indented(token, first)
        elif token.type == "html_block":
            for run in hypertext.runs(token.content):
                yield self._run(run, first)
        elif token.type == "hr":
            yield self._piece(Shape.RULE, first, first, self.lines[first - 1].strip())

    def _indented(self, token: Token, first: int) -> Iterator[Piece]:
        """Yield an indented block as code, or as the paragraphs it is where someone only indented an answer."""
        lines = token.content.rstrip("\n").split("\n")
        if self.inner or not prose.is_prose(lines):
            yield self._piece(Shape.CODE, first, first + len(lines) - 1, "\n".join(lines))
        else:
            yield from _Walk(self.lines, self, first - 1).pieces(lines)

    def _run(self, run: Run, first: int) -> Piece:
        number = first + run.line
        source = self.lines[number - 1]
        column = source.find(run.text.split("\n", 1)[0].rstrip(), min(run.column, len(source)))
        column = max(column, 0)
        last = number + run.text.count("\n")
        end = column + len(run.text) if last == number else None
        shape = Shape[run.shape]
        text = run.text.strip()
        return Piece(shape, number, last, column, text, end, run.level, self.path, run.bullet, quotes=self.quotes)

    def _lines(self, token: Token) -> tuple[int, int]:
        assert token.map is not None  # noqa: S101 - block tokens have one
        first, end = token.map
        while end > first + 1 and not self.lines[end - 1 + self.offset].strip():
            end -= 1
        return first + 1 + self.offset, end + self.offset

    def _piece(
        self,
        shape: Shape,
        first: int,
        last: int,
        text: str,
        *,
        level: int = 0,
        opens: bool = True,
        language: str = "",
        cells: tuple[str, ...] = (),
    ) -> Piece:
        column = max(self.lines[first - 1].rfind(text.split("\n", 1)[0].strip()), 0) if text else 0
        return Piece(shape, first, last, column, text, None, level, self.path, "", opens, language, cells, self.quotes)
