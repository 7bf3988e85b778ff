"""The page of one run of an exercise: what ran where, how well, how fast, how near to the limit of the device."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from drillcli import look
from drillcli.harness.compare import BETTER, SAME, WORSE, Against, Comparison, Difference
from drillcli.harness.record import COMPLETE, INCOMPLETE, Record
from drillcli.locale import _, ngettext
from drillcli.ui import figures
from drillcli.ui.charts import plot
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import Blocks, heading
from drillcli.ui.reports_exercise_limit import limit, noise
from drillcli.ui.text import Prose

PHASES = ("import", "data", "build", "warmup", "train", "eval", "total")
SIDE_BY_SIDE = 72
"""From this width on two plots stand beside each other."""

PLOT_WIDTH = 42
BETWEEN = 4
CHANGES_SHOWN = 6


def report(record: Record, comparison: Comparison | None, measure: int) -> Blocks:
    """Return the page of a run; `comparison` sets it beside earlier ones."""
    yield heading(figures.said(record["exercise"]), status(record), measure)
    yield [line for text in _ending(record) for line in lay(Prose(text), measure)]
    measured = [_world, _qualities, _times, limit, noise, _notes]
    blocks = list(ledger([*(rows(record) for rows in measured), *map(_beside, comparison or ())], measure))
    yield from blocks[: len(measured)]
    yield from _plots(record, measure)
    yield from blocks[len(measured) :]


def status(record: Record) -> Text:
    """Return how a run ended, in words; only a whole one that was no trial says no more than when it was."""
    at = Text(figures.day(record["at"]), "quiet")
    if record["status"] == COMPLETE:
        return Text.assemble((_("quick trial"), "default"), "   ", at) if record["config"]["quick"] else at
    ended = _("INCOMPLETE") if record["status"] == INCOMPLETE else _("FAILED")
    return Text.assemble((ended, "default"), "   ", at)


def _ending(record: Record) -> Iterator[str]:
    """Yield why a run is not whole, and what its figures are then."""
    if record["message"]:
        yield figures.said(record["message"])
    if record["status"] == INCOMPLETE:
        yield _("The run ended before it was done; the figures are those it had by then.")


def _world(record: Record) -> Iterator[Row]:
    """Yield what the run was made of: device, software, settings, data."""
    device, software, data = record["device"], record["software"], record["data"]
    yield row(
        _("device"),
        figures.said(device["name"]),
        figures.device(device),
        _named(device["memory_mib"] and figures.mib(device["memory_mib"]), _("{} memory")),
        _named(device["driver"], _("driver {}")),
        _named(device["cc"], _("compute capability {}")),
        _named(device["cores"], _("{} cores")),
    )
    names = (("torch", "torch {}"), ("cuda", "CUDA {}"), ("cudnn", "cuDNN {}"), ("python", "Python {}"))
    versions = [_named(software[key], text) for key, text in (*names, ("drill", "drill {}"), ("os", "{}"))]
    yield row(_("software"), *versions)
    yield row(_("settings"), *figures.settings(record["config"]))
    sizes = None
    if data["n_train"] is not None:
        sizes = _("{train} to learn from, {test} to be judged by").format(
            train=figures.number(data["n_train"]), test=figures.number(data["n_test"])
        )
    digest = _named((data["sha256"] or "")[: figures.SHORT_HASH], "sha256 {}")
    yield row(_("data"), figures.said(data["name"]), sizes, figures.said(data["licence"]), digest)


def _named(value: Any, text: str) -> str | None:
    """Return a value in its phrase, None for one that is not known."""
    return text.format(figures.said(str(value))) if value else None


def _qualities(record: Record) -> Iterator[Row]:
    quality = record["quality"]
    if quality["value"] is None:
        return
    reached = record["time_s"]["to_target"]
    after = None
    if reached is not None and _is_met(quality):
        after = _("reached after {time} of training").format(time=figures.seconds(reached))
    yield row(figures.metric(quality["metric"]), *judged(quality), after)
    base = quality["baseline"]
    if base:
        name, value = figures.said(base["name"]), figures.number(base["value"])
        beaten = _beats(quality["value"], base["value"], quality["better"])
        verdict = _("beaten") if beaten else _("not beaten")
        yield row(_("baseline"), f"{name} {value}", Text(verdict, "" if beaten else "default"))
    for name, other in quality["others"].items():
        yield row(figures.metric(name), *judged(other))


def judged(quality: Mapping[str, Any]) -> Iterator[Text]:
    """Yield a value, its target, and in words whether that was met."""
    yield Text(figures.number(quality["value"]), "title")
    if quality["target"] is None:
        return
    sign = "≥" if quality["better"] == "higher" else "≤"
    yield Text(_("target {sign} {value}").format(sign=sign, value=figures.number(quality["target"])))
    yield Text(_("met"), "right") if _is_met(quality) else Text(_("MISSED"), "default")


def _is_met(quality: Mapping[str, Any]) -> bool:
    value, target = quality["value"], quality["target"]
    return target is not None and (value == target or _beats(value, target, quality["better"]))


def _beats(value: float, other: float, better: str) -> bool:
    return value > other if better == "higher" else value < other


def _times(record: Record) -> Iterator[Row]:
    """Yield the phases apart, the step, the speed, and what the run used up."""
    took, step, memory = record["time_s"], record["step_ms"], record["memory_mib"]
    phases = [f"{figures.phase(name)} {figures.seconds(took[name])}" for name in PHASES if took[name] is not None]
    yield row(_("time"), *phases)
    if step["median"] is not None:
        half = _("middle half {low} to {high}").format(
            low=figures.milliseconds(step["p25"]), high=figures.milliseconds(step["p75"])
        )
        count = ngettext("of {n} step", "of {n} steps", step["n"]).format(n=figures.number(step["n"]))
        least = _("least {time}").format(time=figures.milliseconds(step["min"]))
        median = _("median {time}").format(time=figures.milliseconds(step["median"]))
        yield row(_("step"), Text(median, "title"), half, least, count)
    if record["samples_per_s"] is not None:
        yield row(_("speed"), Text(figures.rate(record["samples_per_s"]), "title"), *_shared(record["parallel"]))
    peaks = ((_("host {}"), memory["host"]), (_("device {}"), memory["device"]))
    yield row(_("peak memory"), *(text.format(figures.mib(peak)) for text, peak in peaks if peak is not None))
    if record["energy_j"] is not None:
        yield row(_("energy"), f"{figures.number(record['energy_j'])} J")


def _shared(parallel: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield how several processes shared the work."""
    if not parallel:
        return
    yield _("{n} processes").format(n=parallel["world"])
    rates = [rate for rate in parallel["per_rank_samples_per_s"] or () if rate is not None]
    if rates:
        yield _("each {rates}").format(rates=" | ".join(figures.number(rate) for rate in rates))
    if parallel["efficiency"] is not None:
        yield _("scaling efficiency {share}").format(share=figures.percent(parallel["efficiency"]))


def _notes(record: Record) -> Iterator[Row]:
    for note in record["notes"]:
        value = note["value"]
        if not isinstance(value, list):
            text = figures.said(value) if isinstance(value, str) else figures.number(value)
            yield row(figures.said(note["label"]), text)


def _plots(record: Record, measure: int) -> Iterator[list[Line]]:
    """Yield the loss, the quality and each list among the notes as curves, two beside each other where they fit."""
    curves = [(_("loss by epoch"), record["loss"])]
    curve = record["quality"]["curve"]
    curves += (
        [(_("{metric} by epoch").format(metric=figures.metric(record["quality"]["metric"])), curve)] if curve else []
    )
    curves += [
        (figures.said(note["label"]), note["value"]) for note in record["notes"] if isinstance(note["value"], list)
    ]
    across = 1 if look.is_plain() else 2 if measure >= SIDE_BY_SIDE else 1
    width = min((measure - BETWEEN * (across - 1)) // across, PLOT_WIDTH)
    drawn = [[Text(title, "quiet"), *plot(values, width)] for title, values in curves if len(values) > 1]
    for first in range(0, len(drawn), across):
        pair = drawn[first : first + across]
        yield lay(Text("\n").join(_abreast(pair, width + BETWEEN)), measure)


def _abreast(blocks: Sequence[Sequence[Text]], stride: int) -> Iterator[Text]:
    """Yield the lines of blocks beside each other, each block `stride` cells right of the one before."""
    for line in range(max(map(len, blocks))):
        made = Text()
        for at, block in enumerate(blocks):
            made.append(" " * (at * stride - made.cell_len)).append_text(block[line] if line < len(block) else Text())
        yield made


def _beside(one: Against) -> Iterator[Row]:
    """Yield a run beside an earlier one: what got better or worse, and what was different."""
    roles = {"last": _("last run"), "best": _("best run"), "baseline": _("chosen run")}
    which = _(" and ").join(roles[role] for role in one.roles)
    yield row(_("against"), Text(which, "title"), _("run {id}").format(id=one.id), figures.day(one.at))
    for figure in one.figures:
        yield row(_label(figure.name), _change(figure), _verdict(figure))
    changed = [f"{name} {_plain(then)} → {_plain(now)}" for name, then, now in one.changed[:CHANGES_SHOWN]]
    more = len(one.changed) - len(changed)
    yield row(_("changed"), *changed, ngettext("and {n} more", "and {n} more", more).format(n=more) if more else None)


def _label(name: str) -> str:
    return _("step") if name == "step_ms" else figures.metric(name)


def _change(figure: Difference) -> str:
    """Return a figure then and now, and the change in percent."""
    show = figures.milliseconds if figure.name == "step_ms" else figures.number
    share = f"{100 * (figure.now - figure.then) / abs(figure.then):+.1f} %" if figure.then else ""
    return f"{show(figure.then)} → {show(figure.now)}   {share}".rstrip()


def _verdict(figure: Difference) -> Text:
    verdicts = {
        BETTER: (_("better, by more than the spread"), "right"),
        WORSE: (_("WORSE, by more than the spread"), "default"),
        SAME: (_("no difference beyond the spread"), "quiet"),
    }
    unknown = (_("whether by more than chance is not known: run it with more seeds (--repeat 3)"), "quiet")
    return Text(*verdicts.get(figure.verdict, unknown))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return figures.NONE if value is None else figures.said(str(value))
