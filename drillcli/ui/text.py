"""The texts of cards as rich renderables: wrapped by our rules, with Markdown, code and maths."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from rich.console import Console, ConsoleOptions, Group, JustifyMethod, OverflowMethod, RenderableType
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

from drillcli import look
from drillcli.formulas import MATHS
from drillcli.kinds.cloze import BLANK
from drillcli.ui.wrap import SPACES, breaks, widest
from drillcli.visible import visible

SHORT = 16
"""The most characters of a formula that is kept on one line."""

ESCAPED_BLANK = "\\" + BLANK
"""The gap of a cloze, whose backslash only a Markdown parser needs."""

NO_BREAK_SPACE = "\u00a0"

_MARKDOWN = re.compile(
    r"[`*_\\]|~~|\]\(|\]\[|\]:|!\[|&#?\w+;|<\w|\|| {2}$"
    r"|^ {0,3}(?:[-+=>#]|\d+[.)](?:\s|$))|^(?: {4}| *\t)",
    re.MULTILINE,
)


_BLOCK = re.compile(
    r"(?ms)^ *(?P<fence>```|~~~).*?(?:^ *(?P=fence)|\Z)|`[^`\n]+`"
    r"|^ {0,3}\$\$(?!\$)\s*(?P<tex>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)\s*\$\$[ \t]*$"
)
"""Code, in which a formula is none; and a formula in two dollars on lines of its own."""


class Prose(Text):
    """Text that breaks into lines by the rules of `drillcli.ui.wrap`, as a part of any other renderable.

    Given to `Console.print` by itself it would be joined into a plain Text: print `Group(Prose(...))`.
    """

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,  # noqa: ARG002 the signature is rich's
    ) -> Lines:
        """Return the lines at `width` cells; the spaces that hang over their ends are dropped."""
        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            paragraph.expand_tabs(tab_size)
            found = paragraph.divide(breaks(paragraph.plain, max(width, 1)))
            for line in found:
                if hanging := len(line.plain) - len(line.plain.rstrip(SPACES)):
                    line.right_crop(hanging)
            if justify in ("center", "right"):
                found.justify(console, width, justify=justify, overflow=overflow or "fold")
            lines.extend(found)
        return lines

    def blank_copy(self, plain: str = "") -> "Prose":
        """Return an empty Prose of the same make, which `join` fills; rich's own would break Chinese its way."""
        made = Prose(plain, self.style, justify=self.justify, overflow=self.overflow, no_wrap=self.no_wrap)
        made.end, made.tab_size = self.end, self.tab_size
        return made

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widths = super().__rich_measure__(console, options)
        return Measurement(min(widest(self.plain), widths.maximum), widths.maximum)


def render(source: str, style: str = "") -> RenderableType:
    """Return the Markdown text of a card as a renderable; a text without any marks costs no Markdown parser."""
    text = visible(source).strip("\n")
    if "$$" in text and not look.is_plain():
        parts = list(_parted(text, style))
        return Group(*[part for made in parts for part in (Text(), made)][1:])
    return _rendered(text, style)


def _parted(text: str, style: str) -> Iterator[RenderableType]:
    """Yield the formulas that stand by themselves, and the text before, between and after them."""
    from drillcli.ui.maths_block import Formula  # noqa: PLC0415 as `formula`

    at = 0
    for found in _BLOCK.finditer(text):
        if found["tex"]:
            if before := text[at : found.start()].strip("\n"):
                yield _rendered(before, style)
            yield Formula(found["tex"], style)
            at = found.end()
    if rest := text[at:].strip("\n"):
        yield _rendered(rest, style)


def _rendered(text: str, style: str) -> RenderableType:
    """Return text in which every formula is a part of a line."""
    bare = text.replace(ESCAPED_BLANK, BLANK)
    if _MARKDOWN.search(MATHS.sub("", bare)):
        from drillcli.ui.markdown import CardMarkdown  # noqa: PLC0415 costs 40 ms; the first card seldom needs it

        return CardMarkdown(text, style)
    return Group(Prose("\n\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", formulas(bare))), style))


def formulas(text: str) -> str:
    """Return `text` with its `$…$` and `$$…$$` as Unicode."""
    return MATHS.sub(lambda match: formula(match["tex"]), text) if MATHS.search(text) else text


def formula(tex: str) -> str:
    """Return one formula as Unicode; a short one does not break over a line."""
    from drillcli.ui.maths import to_unicode  # noqa: PLC0415 its tables cost 10 ms; few texts have maths

    made = to_unicode(tex)
    return made.replace(" ", NO_BREAK_SPACE) if len(made) <= SHORT else made


def soft_break(before: str, after: str) -> str:
    """Return what a line end in the source stands for: nothing between two Chinese characters, else a space."""
    wide = all(unicodedata.east_asian_width(char) in "WF" for char in before[-1:] + after[:1])
    return "" if wide and before and after else " "


def _paragraph(source: str) -> str:
    lines = [line.strip(" ") for line in source.split("\n")]
    return lines[0] + "".join(soft_break(before, after) + after for before, after in pairwise(lines))
