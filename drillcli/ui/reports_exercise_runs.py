"""The pages of several runs of an exercise: side by side, and over time."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from drillcli.harness.compare import Spread, spreads
from drillcli.harness.record import COMPLETE, Record, filing, missed
from drillcli.locale import _, commas, ngettext
from drillcli.ui import figures
from drillcli.ui.charts import sparkline
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import Blocks, heading, table
from drillcli.ui.text import Prose

GAP = 2
"""The cells between two columns of a table."""

SPARK_CELLS = 24


class Column(NamedTuple):
    """A figure of each run under one head; it is left out where all say the same and that is nothing to tell."""

    head: str
    shown: Callable[[Record], str]
    only_if_unlike: bool = False


def reports(records: Sequence[Record], measure: int) -> Blocks:
    """Return the page of several runs side by side, with mean and spread of those that differ by their seed only."""
    yield _heading(records, measure)
    yield _table([Column(_("device"), device), Column(_("seed"), _seed), *_columns(records)], records, measure)
    yield from ledger([_devices(records), *map(_means, _alike(records))], measure)
    if _alike(records):
        yield lay(Prose(_("± is the standard deviation from run to run."), "quiet"), measure)


def history(rows: Sequence[Record], measure: int) -> Blocks:
    """Return the page of the runs of a program, the oldest first."""
    yield _heading(rows, measure)
    if not rows:
        yield lay(Prose(_("Not run yet.")), measure)
        return
    run, when = Column(_("run"), lambda one: str(one["id"])), Column(_("when"), lambda one: figures.day(one["at"]))
    quality, target, *others = _columns(rows)
    yield _table([run, quality, target, when, *others, Column(_("device"), device)], rows, measure)
    yield from ledger([_devices(rows), _courses(rows)], measure)


def device(record: Record) -> str:
    """Return the device of a run as it is asked for."""
    return figures.device(record["device"])


def outcome(record: Record) -> str:
    """Return in a word how a run ended."""
    if record["status"] != COMPLETE:
        return _("INCOMPLETE") if record["status"] == "incomplete" else _("FAILED")
    if record["config"]["quick"]:
        return _("quick trial")
    return _("MISSED") if missed(record) else _("met") if record["quality"]["pass"] else figures.NONE


def _heading(records: Sequence[Record], measure: int) -> list[Line]:
    names = commas(dict.fromkeys(figures.said(one["exercise"]) for one in records)) or _("Exercises")
    return heading(names, Text(ngettext("{n} run", "{n} runs", len(records)).format(n=len(records)), "quiet"), measure)


def _columns(records: Sequence[Record]) -> list[Column]:
    """Return the figures of runs, the most telling first."""
    metric = next((one["quality"]["metric"] for one in records if one["quality"]["metric"]), None)
    return [
        Column(figures.metric(metric) if metric else _("quality"), lambda one: figures.number(one["quality"]["value"])),
        Column(_("target"), outcome),
        Column(_("samples/s"), lambda one: figures.number(one["samples_per_s"])),
        Column(_("step"), lambda one: figures.milliseconds(one["step_ms"]["median"])),
        Column(_("training"), lambda one: figures.seconds(one["time_s"]["train"])),
        Column(_("roofline"), lambda one: figures.percent(one["roofline"]["fraction"])),
        Column(_("batch"), lambda one: figures.number(one["config"]["batch"]), only_if_unlike=True),
        Column("dtype", lambda one: figures.said(one["config"]["dtype"]), only_if_unlike=True),
        Column(_("data"), lambda one: figures.said(one["data"]["name"]), only_if_unlike=True),
    ]


def _table(columns: Sequence[Column], records: Sequence[Record], measure: int) -> list[Line]:
    """Return a row for each run, with as many columns as fit, the first ones first."""
    cells = [(column.head, [column.shown(one) for one in records]) for column in columns if _tells(column, records)]
    kept: list[tuple[str, list[str]]] = []
    used = 0
    for head, values in cells:
        used += max(map(cell_len, (head, *values))) + GAP
        if kept and used - GAP > measure:
            break
        kept.append((head, values))
    rows = zip(*(values for _head, values in kept), strict=True)
    return lay(table([head for head, _values in kept], [list(map(_cell, texts)) for texts in rows]), measure)


def _tells(column: Column, records: Sequence[Record]) -> bool:
    values = {column.shown(one) for one in records}
    return len(values) > 1 if column.only_if_unlike else values != {figures.NONE}


def _cell(text: str) -> Text:
    loud = text in {_("MISSED"), _("INCOMPLETE"), _("FAILED")}
    return Text(text, "default" if loud else "")


def _seed(record: Record) -> str:
    return figures.number(record["config"]["seed"])


def _devices(records: Sequence[Record]) -> Iterator[Row]:
    """Yield the full name of each device."""
    names = {device(one): figures.said(one["device"]["name"]) for one in records}
    for asked, name in names.items():
        yield row(asked, name)


def _alike(records: Sequence[Record]) -> list[list[Record]]:
    """Return the runs that differ by their seed only, two or more at a time."""
    groups: dict[str, list[Record]] = {}
    for one in records:
        if likeness := filing(one).likeness:
            groups.setdefault(likeness, []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _means(group: Sequence[Record]) -> Iterator[Row]:
    """Yield mean and spread of each figure of runs that are alike."""
    about = ngettext("{n} run", "{n} runs", len(group)).format(n=len(group))
    yield row(_("mean of"), about, device(group[0]))
    for spread in spreads(group):
        yield row(_label(spread.name), _mean(spread))


def _label(name: str) -> str:
    labels = {"step_ms": _("step"), "samples_per_s": _("samples/s"), "train_s": _("training")}
    return labels.get(name, figures.metric(name))


def _mean(spread: Spread) -> str:
    show = {"step_ms": figures.milliseconds, "train_s": figures.seconds}.get(spread.name, figures.number)
    share = f" ({figures.percent(spread.deviation / abs(spread.mean))})" if spread.deviation and spread.mean else ""
    return f"{show(spread.mean)} ± {show(spread.deviation)}{share}"


def _courses(rows: Sequence[Record]) -> Iterator[Row]:
    """Yield how quality went on each data set, and speed on each device, from whole run to whole run."""
    whole = [one for one in rows if one["status"] == COMPLETE and not one["config"]["quick"]]
    for name in dict.fromkeys(one["data"]["name"] for one in whole):
        there = [one for one in whole if one["data"]["name"] == name and one["quality"]["value"] is not None]
        label = figures.metric(there[0]["quality"]["metric"]) if there else ""
        yield _course(label, [one["quality"]["value"] for one in there], figures.said(name))
    for asked in dict.fromkeys(map(device, whole)):
        speeds = [one["samples_per_s"] for one in whole if device(one) == asked and one["samples_per_s"] is not None]
        yield _course(_("samples/s"), speeds, asked)


def _course(label: str, values: Sequence[float], where: str) -> Row:
    """Return a sparkline and its extent; a row without parts for fewer than two values."""
    if len(values) < 2:
        return row(label)
    extent = _("{low} to {high}").format(low=figures.number(min(values)), high=figures.number(max(values)))
    return row(label, Text(sparkline(values, SPARK_CELLS), "accent"), extent, where)
