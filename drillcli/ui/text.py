"""The texts of cards as rich renderables: wrapped by our rules, with Markdown, code and maths."""

import re
import unicodedata
from itertools import pairwise

from rich.console import Console, ConsoleOptions, Group, JustifyMethod, OverflowMethod, RenderableType
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

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

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widths = super().__rich_measure__(console, options)
        return Measurement(min(widest(self.plain), widths.maximum), widths.maximum)


def render(source: str, style: str = "") -> RenderableType:
    """Return the Markdown text of a card as a renderable; a text without any marks costs no Markdown parser."""
    text = visible(source).strip("\n")
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
