"""The half of `drillcli.ui.text` that needs a Markdown parser and a highlighter; loaded when a text has marks."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.box import SIMPLE
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.markdown import (
    CodeBlock,
    Heading,
    ListItem,
    Markdown,
    MarkdownContext,
    Paragraph,
    TableDataElement,
    TableElement,
)
from rich.padding import Padding
from rich.table import Table

from drillcli.formulas import MATHS
from drillcli.ui.code import highlighted
from drillcli.ui.text import Prose, formula, soft_break

_CODE_OR_MATHS = re.compile(
    rf"(?ms)(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|^ *~~~.+?^ *~~~)|{MATHS.pattern}"
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def _parse(source: str) -> list[Token]:
    """Return the tokens; HTML is text (`<bos>` is to be seen), maths is Unicode, a link shows its address."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
    tokens = parser.parse(_CODE_OR_MATHS.sub(_escaped, source))
    for token in tokens:
        if token.children:
            token.children = list(_inline(token.children))
    return tokens


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
            new = _text(f"{token.content} ({token.attrs.get('src', '')})")
        elif token.type == "softbreak":
            after = tokens[at + 1].content if at + 1 < len(tokens) else ""
            new = _text(soft_break(shown, after or " "))
        else:
            new = token
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


class _Table(TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=SIMPLE, show_edge=False, style="markdown.table.border")
        for cell in self.header.row.cells if self.header and self.header.row else ():
            cell.content.stylize("markdown.table.header")
            table.add_column(cell.content, justify=cell.justify, overflow="fold")
        for row in self.body.rows if self.body else ():
            table.add_row(*(cell.content for cell in row.cells))
        yield table


class CardMarkdown(Markdown):
    """Markdown whose every part wraps by our rules."""

    elements = Markdown.elements | {
        "paragraph_open": _Paragraph,
        "heading_open": _Heading,
        "list_item_open": _ListItem,
        "fence": _CodeBlock,
        "code_block": _CodeBlock,
        "table_open": _Table,
        "td_open": _Cell,
        "th_open": _Cell,
    }

    def __init__(self, source: str, style: str = "none") -> None:
        super().__init__("", style=style or "none", hyperlinks=False)
        self.markup = source
        self.parsed = _parse(source)
