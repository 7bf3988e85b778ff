"""The block of `drill stats` on the cards that are hardest to keep."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from drillcli import look
from drillcli.locale import _, commas, ngettext
from drillcli.stats.hardest import HardCard
from drillcli.stats.report import Report
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import aligned, percent, section
from drillcli.ui.reports_cards import first_line
from drillcli.ui.text import Prose

ROOMY = 56
"""From this width on the recall of now stands beside the lapses."""


def hardest(report: Report, measure: int) -> list[Line]:
    """Return a line for each of the cards that were forgotten most often, and what to do about leeches."""
    if not report.hardest:
        return []
    n = report.leeches
    leeches = [ngettext("{n} leech", "{n} leeches", n).format(n=f"{n:,}")] if n else []
    remedy = _("Rewrite a leech or suspend it; `drill search TEXT` tells its name.")
    return [
        *section(_("Hardest cards"), leeches, list(_rows(report.hardest, measure)), measure),
        *(lay(Prose(remedy, "quiet"), measure) if n else []),
    ]


def _rows(cards: Sequence[HardCard], measure: int) -> Iterator[Text]:
    """Yield a line for each card, cut at the width: times forgotten, recall now, what it asks."""
    figures = [(_("forgotten"), _("recall now")), *((f"{card.lapses:,}", percent(card.recall)) for card in cards)]
    shown = 2 if measure >= ROOMY else 1
    texts = [Text(_("card"), "quiet"), *map(_asks, cards)]
    if look.is_plain():
        texts = [Text(), *(Text.assemble(_("; "), text) for text in texts[1:])]
    for line, text in zip(aligned([row[:shown] for row in figures]), texts, strict=True):
        line.append_text(text).truncate(measure, overflow="ellipsis")
        yield line


def _asks(card: HardCard) -> Text:
    """Return the first line of what a card asks, its name where that is not known, after its marks."""
    names = ((_("leech"), card.is_leech), (_("suspended"), card.is_suspended))
    marks = commas(name for name, is_so in names if is_so)
    return Text.assemble((f"({marks}) " if marks else "", "accent"), first_line(card.text) or card.card)
