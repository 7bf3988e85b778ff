"""Labelled rows of a report, aligned over the whole page; what does not fit beside a label goes below it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from drillcli import look
from drillcli.locale import _
from drillcli.ui.lines import Line, hanging, lay
from drillcli.ui.text import Prose

GAP = "   "
"""Between two parts of a row."""

BESIDE = 48
"""From this width on labels stand beside what they name, unless they take more than half of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and the parts it names: short ones side by side, each kept whole; a sentence wraps like one."""

    label: str
    parts: Sequence[Text | str]


def row(label: str, *parts: Text | str | None) -> Row:
    """Return a row of the parts that say something."""
    return Row(label, [part for part in parts if part])


def ledger(blocks: Iterable[Iterable[Row]], measure: int) -> Iterator[list[Line]]:
    """Yield the lines of each block of rows, all labels in one column; rows without parts are left out."""
    kept = [[one for one in block if one.parts] for block in blocks]
    labels = (Text(one.label).cell_len for block in kept for one in block)
    widest = max((length for length in labels if length <= measure // 2), default=0)
    indent = widest + len(GAP) if measure >= BESIDE else 0
    for block in kept:
        yield [line for one in block for line in _row(one, measure, indent)]


def _row(one: Row, measure: int, indent: int) -> list[Line]:
    label = Text(one.label, "quiet")
    if look.is_plain():
        return hanging(label, flow(one.parts, measure), measure, 0)
    if label.cell_len < indent:
        return hanging(label, flow(one.parts, measure - indent), measure, indent)
    margin = indent or 2
    return [*lay(label, measure), *lay(flow(one.parts, measure - margin), measure, margin)]


def flow(parts: Iterable[Text | str], width: int) -> Text:
    """Return parts side by side, as many on a line of `width` cells as fit whole; plainly, all on one."""
    if look.is_plain():
        return Text(_("; ")).join(Text(part) if isinstance(part, str) else part for part in parts)
    made, used = Prose(), 0
    for part in parts:
        text = Text(part) if isinstance(part, str) else part
        fits = used and used + len(GAP) + text.cell_len <= width
        made.append(GAP if fits else "\n" if used else "").append_text(text)
        used = used + len(GAP) + text.cell_len if fits else text.cell_len
    return made
