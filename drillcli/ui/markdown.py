"""The half of `drillcli.ui.text` that needs a Markdown parser and a highlighter; loaded when a text has marks."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.box import SIMPLE
from rich.console import Console, ConsoleOptions, Group, JustifyMethod, RenderResult
from rich.markdown import (
    BlockQuote,
    CodeBlock,
    Heading,
    HorizontalRule,
    ListItem,
    Markdown,
    MarkdownContext,
    Paragraph,
    TableDataElement,
    TableElement,
)
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drillcli import look
from drillcli.emphasis import seen_in_chinese
from drillcli.formulas import MATHS
from drillcli.locale import _, labelled
from drillcli.ui.code import highlighted
from drillcli.ui.text import Prose, formula, soft_break
from drillcli.ui.wrap import widest
from drillcli.visible import visible

CELL_PADDING = 3
"""The cells between two columns of a table, rule included."""

_CODE_OR_MATHS = re.compile(
    rf"(?ms)(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|^ *~~~.+?^ *~~~)|{MATHS.pattern}"
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def _parse(source: str) -> list[Token]:
    """Return the tokens; HTML is text (`<bos>` is to be seen), maths is Unicode, a link shows its address.

    An entity may have made a control character: `visible` is asked once more.
    """
    parser = seen_in_chinese(MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]))
    tokens = parser.parse(_CODE_OR_MATHS.sub(_escaped, source))
    for token in tokens:
        if token.children:
            token.children = list(_inline(token.children))
    return tokens


def destinations(source: str) -> Iterator[tuple[str, bool]]:
    """Yield what the pictures and links of a text lead to, and whether it is a picture."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for block in parser.parse(source):
        for token in block.children or ():
            if token.type in ("image", "link_open"):
                yield str(token.attrs.get("src" if token.type == "image" else "href", "")), token.type == "image"


def _escaped(match: re.Match[str]) -> str:
    """Return code as it is, and a formula as Unicode in which nothing is a mark."""
    return match["code"] or _PUNCTUATION.sub(r"\\\1", formula(match["tex"]))


def _inline(tokens: list[Token]) -> Iterator[Token]:
    shown, links = "", list[tuple[str, int]]()
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), len(shown)))
            continue
        if token.type == "link_close":
            href, start = links.pop()
            new = _text("" if shown[start:] in (href, href.removeprefix("mailto:")) else f" ({href})")
        elif token.type == "image":
            about = "".join(child.content for child in token.children or ()) or unquote(str(token.attrs.get("src", "")))
            new = _text(_("[picture: {about}]").format(about=about))
        elif token.type == "softbreak":
            after = tokens[at + 1].content if at + 1 < len(tokens) else ""
            new = _text(soft_break(shown, after or " "))
        else:
            new = token
        new.content = visible(new.content)
        shown += new.content
        yield new


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


class _Paragraph(Paragraph):
    def on_enter(self, context: MarkdownContext) -> None:
        super().on_enter(context)
        self.text = Prose()


class _Heading(Heading):
    def on_enter(self, context: MarkdownContext) -> None:
        super().on_enter(context)
        self.text = Prose()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _ListItem(ListItem):
    def on_enter(self, context: MarkdownContext) -> None:
        super().on_enter(context)
        self.text = Prose()


class _CodeBlock(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = highlighted(str(self.text), self.lexer_name)
        yield Padding(Prose().append_text(code), (0, 0, 0, 2))


class _Cell(TableDataElement):
    def __init__(self, justify: JustifyMethod) -> None:
        super().__init__(justify)
        self.content = Prose()


class _Quote(BlockQuote):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if look.is_plain():
            yield self.elements
        else:
            yield from super().__rich_console__(console, options)


class _Rule(HorizontalRule):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not look.is_plain():
            yield from super().__rich_console__(console, options)


class _Table(TableElement):
    """A table, or where it has no room (and plainly) its rows below each other, each cell after its head."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        heads = self.header.row.cells if self.header and self.header.row else []
        rows = [row.cells for row in self.body.rows] if self.body else []
        if look.is_plain():
            yield from (Prose(_("; ")).join(_named(heads, row)) for row in rows)
        elif _least(heads, rows) > options.max_width:
            for number, row in enumerate(rows):
                yield from ([Text()] if number else [])
                yield from map(Group, _named(heads, row))
        else:
            yield _grid(heads, rows)


def _least(heads: Sequence[TableDataElement], rows: Sequence[Sequence[TableDataElement]]) -> int:
    """Return the cells that a table needs if no word of it is to be broken."""
    columns = zip(heads, *rows, strict=True)
    return sum(max(widest(cell.content.plain) for cell in column) + CELL_PADDING for column in columns)


def _named(heads: Sequence[TableDataElement], row: Sequence[TableDataElement]) -> Iterator[Text]:
    """Yield each cell of a row that is not empty, after the head of its column."""
    for head, cell in zip(heads, row, strict=True):
        name = Prose.assemble((labelled(head.content.plain, "") if head.content else "", "markdown.table.header"))
        if cell.content:
            yield Prose().append_text(name).append_text(cell.content)


def _grid(heads: Sequence[TableDataElement], rows: Sequence[Sequence[TableDataElement]]) -> Table:
    table = Table(box=SIMPLE, show_edge=False, style="markdown.table.border")
    for cell in heads:
        cell.content.stylize("markdown.table.header")
        table.add_column(cell.content, justify=cell.justify, overflow="fold")
    for row in rows:
        table.add_row(*(cell.content for cell in row))
    return table


class CardMarkdown(Markdown):
    """Markdown whose every part wraps by our rules."""

    elements = Markdown.elements | {
        "paragraph_open": _Paragraph,
        "heading_open": _Heading,
        "list_item_open": _ListItem,
        "fence": _CodeBlock,
        "code_block": _CodeBlock,
        "table_open": _Table,
        "blockquote_open": _Quote,
        "hr": _Rule,
        "td_open": _Cell,
        "th_open": _Cell,
    }

    def __init__(self, source: str, style: str = "none") -> None:
        super().__init__("", style=style or "none", hyperlinks=False)
        self.markup = source
        self.parsed = _parse(source)
