"""The pages of `drill exercise`: here the catalogue of programs; the pages of runs and sources by their names."""

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text

from drillcli.harness.catalogue import Program, install
from drillcli.harness.record import Record
from drillcli.locale import _, commas
from drillcli.ui import figures
from drillcli.ui.ledger import flow
from drillcli.ui.lines import hanging, lay
from drillcli.ui.reports import Blocks, heading
from drillcli.ui.reports_exercise_run import judged, report
from drillcli.ui.reports_exercise_runs import history, reports
from drillcli.ui.reports_exercise_source import source
from drillcli.ui.text import Prose

__all__ = ["catalogue", "history", "report", "reports", "source"]

BESIDE = 56
"""From this width on the name of a program stands beside what is said of it."""


def catalogue(programs: Sequence[Program], best: Mapping[str, Record], measure: int) -> Blocks:
    """Return the page of all programs; `best` has the best whole run of a program here, where there is one."""
    yield heading(_("Exercises"), Text(_("drill exercise NAME"), "quiet"), measure)
    indent = max((cell_len(one.slug) for one in programs), default=0) + 3 if measure >= BESIDE else 0
    for one in programs:
        name, body = Text(one.slug, "title"), _entry(one, best.get(one.slug), measure - (indent or 2))
        yield hanging(name, body, measure, indent) if indent else [*lay(name, measure), *lay(body, measure, 2)]
    if line := install([name for one in programs for name in one.missing]):
        yield lay(Prose.assemble(_("To install what is missing:"), " ", (line, "accent")), measure)


def _entry(program: Program, best: Record | None, width: int) -> Text:
    """Return what is said of a program: title, what it teaches, what it needs and takes, the best run here."""
    missing = program.missing
    takes = [
        Text(_("about {time} on two CPU cores").format(time=figures.seconds(program.seconds)), "quiet"),
        Text(_("needs {packages}").format(packages=commas(program.needs)), "quiet"),
    ]
    if missing:
        takes.append(Text(_("missing: {packages}").format(packages=commas(missing)), "default"))
    lines = [Text(figures.said(program.title), "key"), Text(figures.said(program.teaches)), flow(takes, width)]
    return Prose("\n").join([*lines, flow(_best(best), width)] if best else lines)


def _best(record: Record) -> Iterator[Text]:
    """Yield what is told of the best run of a program."""
    quality = record["quality"]
    reached = [Text(figures.metric(quality["metric"])), *judged(quality)] if quality["value"] is not None else []
    yield Text(" ").join([Text(_("best here:"), "quiet"), *reached])
    if record["samples_per_s"] is not None:
        yield Text(figures.rate(record["samples_per_s"]))
    yield Text(figures.said(record["device"]["name"] or record["device"]["kind"]), "quiet")
    yield Text(figures.day(record["at"]), "quiet")
