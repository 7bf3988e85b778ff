"""Builds Markdown out of lines and the blocks that contain them: paragraphs, lists, tables, quotations, code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import indent

from drillcli.importers.markup.inline import Run, Style, escaped_start, line

DEEPEST = 40
"""Blocks within blocks; what lies deeper stands beside."""
HARD_BREAK = "\\\n"
LISTS = ("ul", "ol")

_BULLET = re.compile(r"[-+*•·▪‣◦][ ]+(?=\S)")
_NUMBER = re.compile(r"(\d{1,9})[.)、][ ]*(?=\S)")
_MARKS = {"ul": _BULLET, "ol": _NUMBER}


@dataclass(slots=True)
class Frame:
    """An open block: its finished blocks, the finished lines of the paragraph at its end, the runs of the last line.

    A line that is None parts paragraphs. `cells` are the rows of a table, `raw` the text of code.
    """

    name: str
    blocks: list[str] = field(default_factory=list)
    lines: list[str | None] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    note: str = ""


class Builder:
    """Takes text and the beginnings and ends of blocks; gives Markdown. `top` is the innermost open block."""

    def __init__(self) -> None:
        self.top = Frame("root")
        self._frames = [self.top]

    def within(self, *names: str) -> bool:
        """Tell whether such a block is open."""
        return any(frame.name in names for frame in self._frames)

    def add(self, text: str, style: int) -> None:
        """Add text to the line."""
        if self.top.name == "pre":
            self.top.raw.append(text)
        elif text:
            runs = self.top.runs
            if runs and runs[-1].style == style and not style & Style.RAW:
                text = runs.pop().text + text
            runs.append(Run(text, style))

    def end_line(self) -> None:
        """Begin another line, where there is something in this one."""
        if self.top.name == "pre":
            self.top.raw.append("\n")
        elif self.top.runs:
            made = line(self.top.runs)
            self.top.runs.clear()
            if made:
                self.top.lines.append(made)

    def break_line(self) -> None:
        """End the line as `<br>` does: an empty one parts paragraphs."""
        before = len(self.top.lines)
        self.end_line()
        if len(self.top.lines) == before:
            self.top.lines.append(None)

    def end_paragraph(self) -> None:
        """Begin another paragraph."""
        self.end_line()
        self.top.blocks.extend(paragraphs(self.top.lines))
        self.top.lines.clear()

    def open(self, name: str, note: str = "") -> None:
        """Begin a block; `note` is the language of code."""
        self.end_paragraph()
        if len(self._frames) < DEEPEST:
            self.top = Frame(name, note=note)
            self._frames.append(self.top)

    def close(self, *names: str) -> None:
        """End the innermost block with such a name, and all within it."""
        if not self.within(*names):
            return
        while True:
            name = self.top.name
            self._finish()
            if name in names:
                return

    def close_implied(self, names: Sequence[str], barriers: Sequence[str]) -> None:
        """End blocks with such names that are open since the innermost of the `barriers`, or since the beginning."""
        for name in names:
            for frame in reversed(self._frames):
                if frame.name in barriers:
                    break
                if frame.name == name:
                    self.close(name)
                    break

    def rule(self) -> None:
        """Add a horizontal rule."""
        self.end_paragraph()
        self.top.blocks.append("---")

    def text(self) -> str:
        """Return the Markdown of everything."""
        while len(self._frames) > 1:
            self._finish()
        self.end_paragraph()
        blocks = self.top.blocks
        while blocks and blocks[-1] == "---":
            blocks.pop()
        return "\n\n".join(blocks)

    def _finish(self) -> None:
        self.end_paragraph()
        frame = self._frames.pop()
        self.top = parent = self._frames[-1]
        if frame.name in ("td", "th") and parent.name == "tr":
            parent.blocks.append(_cell(frame.blocks))
        elif frame.name == "tr" and parent.name == "table":
            parent.cells.append(frame.blocks)
        elif frame.name == "li":
            parent.blocks.append("\n".join(_tight(frame.blocks)))
        else:
            parent.blocks.extend(_written(frame))


def _written(frame: Frame) -> Iterator[str]:
    """Yield what a finished block is in Markdown."""
    inside = "\n\n".join(frame.blocks)
    if frame.name in LISTS:
        yield from _list(frame.blocks, numbered=frame.name == "ol")
    elif frame.name == "pre":
        yield from _code("".join(frame.raw), frame.note)
    elif frame.name == "table":
        yield from frame.blocks
        yield from _table([row for row in frame.cells if any(row)])
    elif frame.name == "blockquote" and inside:
        yield indent(inside, "> ", lambda _line: True).replace("> \n", ">\n")
    elif frame.name[:1] == "h" and inside:
        yield f"{'#' * int(frame.name[1])} {_one_line(inside)}"
    else:
        yield from frame.blocks


def paragraphs(lines: Sequence[str | None]) -> Iterator[str]:
    """Yield the blocks that lines are: paragraphs, and lists where two lines or more begin as in one."""
    if len(lines) == 1 and lines[0] is not None:
        yield escaped_start(lines[0])
        return
    for is_text, group in groupby(lines, key=lambda one: one is not None):
        if is_text:
            yield from _paragraph([one for one in group if one is not None])


def _paragraph(lines: Sequence[str]) -> Iterator[str]:
    for looks, group in groupby(zip(_looks(lines), lines, strict=True), key=lambda one: one[0]):
        texts = [text for _look, text in group]
        if looks:
            yield from _list([_MARKS[looks].sub("", text, count=1) for text in texts], numbered=looks == "ol")
        else:
            yield HARD_BREAK.join(escaped_start(text) for text in texts)


def _looks(lines: Sequence[str]) -> list[str]:
    """Return for each line the list that it is in, "" for none: two lines or more that begin alike, or count from 1."""
    looks, expected = list[str](), 1
    for text in lines:
        number = _NUMBER.match(text)
        if number and int(number[1]) == expected:
            expected += 1
            looks.append("ol")
        else:
            expected = 1
            looks.append("ul" if _BULLET.match(text) else "")
    return [look if look in (*looks[at - 1 : at], *looks[at + 1 : at + 2]) else "" for at, look in enumerate(looks)]


def _list(items: Sequence[str], *, numbered: bool) -> Iterator[str]:
    marks = [f"{number}. " if numbered else "- " for number in range(1, len(items) + 1)]
    made = [mark + indent(item, " " * len(mark)).lstrip(" ") for mark, item in zip(marks, items, strict=True)]
    if made:
        yield "\n".join(made)


def _tight(blocks: Sequence[str]) -> Iterator[str]:
    """Yield the blocks of an entry, an empty line before each that would else go on with the one before it."""
    for place, block in enumerate(blocks):
        is_list = block.startswith(("- ", "1. "))
        yield block if not place or is_list else f"\n{block}"


def _code(text: str, language: str) -> Iterator[str]:
    text = text.replace("\xa0", " ").replace("\r", "").strip("\n")
    if text.strip():
        longest = max((len(ticks) for ticks in re.findall("`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        yield f"{fence}{language}\n{text}\n{fence}"


def _cell(blocks: Sequence[str]) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", _one_line(" ".join(blocks)))


def _one_line(text: str) -> str:
    return " ".join(text.replace(HARD_BREAK, " ").split())


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    width = max((len(row) for row in rows), default=0)
    if width <= 1:
        yield from (row[0] for row in rows)
        return
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = [full[0], ["---"] * width, *full[1:]]
    yield "\n".join(f"| {' | '.join(row)} |" for row in lines)
