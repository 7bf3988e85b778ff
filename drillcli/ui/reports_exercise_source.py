"""The page of a program's source: what the document's program got wrong and how that was mended, then the code."""

from collections.abc import Iterator

from rich.segment import Segment
from rich.text import Text

from drillcli.harness.catalogue import Program
from drillcli.locale import _, commas, spoken
from drillcli.model import in_language
from drillcli.ui import figures
from drillcli.ui.code import highlighted
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import Line, lay, rule
from drillcli.ui.reports import Blocks, heading
from drillcli.ui.text import Prose
from drillcli.visible import visible

CONTINUED = 4
"""How much deeper the rest of a code line stands that has no room."""


def source(program: Program, measure: int) -> Blocks:
    """Return the page of a program: what it is, what was mended, and its code."""
    yield heading(figures.said(program.title), Text(program.slug, "quiet"), measure)
    yield lay(Prose(figures.said(program.teaches)), measure)
    yield from ledger([_about(program)], measure)
    if program.mended:
        text = _("What the document's program {source} got wrong, and what is done here instead:")
        yield lay(Prose(text.format(source=program.source)), measure)
        yield from ledger([_mended(program)], measure)
    yield [rule(measure)]
    yield list(_code(program.code, measure))


def _about(program: Program) -> Iterator[Row]:
    """Yield where the program is, and how well it is to do on which data."""
    yield row(_("file"), visible(str(program.path)))
    yield row(_("from"), program.source)
    yield row(_("needs"), commas(program.needs))
    for name, targets in program.data.items():
        signs = {metric: "≥" if program.metrics[metric] == "higher" else "≤" for metric in targets}
        goals = (f"{figures.metric(metric)} {signs[metric]} {figures.number(goal)}" for metric, goal in targets.items())
        yield row(_("data"), name, *goals)


def _mended(program: Program) -> Iterator[Row]:
    for one in program.mended:
        yield row(one["erratum"], visible(str(in_language(one, spoken()))))


def _code(code: str, measure: int) -> Iterator[Line]:
    """Yield the lines of code; the rest of one that has no room stands deeper below it."""
    for text in highlighted(code, "python").split("\n", allow_blank=True):
        bare = text.plain.lstrip(" ")
        depth = len(text.plain) - len(bare)
        if text.cell_len <= measure:
            yield next(iter(lay(text, measure)), [])
            continue
        first, *rest = lay(Prose().append_text(text[depth:]), measure, depth + CONTINUED)
        yield [Segment(" " * depth), *first[1:]]
        yield from rest
