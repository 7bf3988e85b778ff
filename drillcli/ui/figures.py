"""Quantities as a reader wants them: three or four digits, a unit that fits, words for metrics and settings."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from drillcli.locale import _, ngettext, spoken
from drillcli.model import in_language
from drillcli.ui import intervals
from drillcli.visible import visible

NONE = "–"
PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
LONG_S = 120
"""From this many seconds on a duration is written as a clock shows it."""

SHORT_HASH = 12


def number(value: float | None) -> str:
    """Return a figure with four digits that count, and thousands apart; a dash for none."""
    if value is None:
        return NONE
    if not isfinite(value):
        return str(value)
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.4g}"


def scaled(value: float | None, unit: str) -> str:
    """Return a large figure with three digits and a prefix of the unit: "1.05 GFLOP", "412 samples/s"."""
    if value is None:
        return NONE
    factor, prefix = next(((f, p) for f, p in PREFIXES if value >= f), (1.0, ""))
    return f"{_three(value / factor)} {prefix}{unit}"


def rate(samples_per_s: float | None) -> str:
    """Return a speed: "10,700 samples/s", "2.41 M samples/s"."""
    if samples_per_s is None:
        return NONE
    if samples_per_s >= 1e6:
        return _("{n} M samples/s").format(n=_three(samples_per_s / 1e6))
    return _("{n} samples/s").format(n=_three(samples_per_s) if samples_per_s < 1000 else f"{samples_per_s:,.0f}")


def seconds(value: float | None) -> str:
    """Return a duration: "35 µs", "21 ms", "3.4 s", "2:05"."""
    if value is None:
        return NONE
    if value >= LONG_S:
        return intervals.elapsed(value)
    if value >= 1 or value == 0:
        return f"{_three(value)} s"
    return f"{_three(value * 1e3)} ms" if value >= 1e-3 else f"{_three(value * 1e6)} µs"


def milliseconds(value: float | None) -> str:
    """Return a duration given in ms."""
    return seconds(None if value is None else value / 1000)


def mib(value: float | None) -> str:
    """Return a size given in MiB."""
    return NONE if value is None else f"{value / 1024:.1f} GiB" if value >= 10_240 else f"{value:,.0f} MiB"


def percent(share: float | None) -> str:
    """Return a share (0 to 1) in percent: whole ones from ten on."""
    return NONE if share is None else f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"


def said(text: Any) -> str:
    """Return a text by language ({"en": …, "zh": …}) in the language spoken now; a plain one as it is."""
    return visible(str(in_language(text, spoken()) if isinstance(text, Mapping) else text or ""))


def day(at: Any) -> str:
    """Return the day and the minute of an ISO 8601 time."""
    return str(at or NONE)[:16].replace("T", " ")


def device(found: Mapping[str, Any]) -> str:
    """Return a device as it is asked for: "cpu", "cuda:0"."""
    kind, index = said(found["kind"]) or NONE, found["index"]
    return kind if index is None or kind == "cpu" else f"{kind}:{index}"


def metric(name: str) -> str:
    """Return a metric in words; one without a word of its own by its name."""
    names = {
        "accuracy": _("accuracy"),
        "precision": _("precision"),
        "recall": _("recall"),
        "f1": "F1",
        "macro_f1": _("macro-F1"),
        "auc": "AUC",
        "rmse": "RMSE",
    }
    return names.get(name, visible(name.replace("_", " ")))


def phase(name: str) -> str:
    """Return a phase of a run in words."""
    names = {
        "import": _("import"),
        "data": _("data"),
        "build": _("build"),
        "warmup": _("warm-up"),
        "train": _("training"),
        "eval": _("evaluation"),
        "total": _("total"),
    }
    return names.get(name, name)


def settings(config: Mapping[str, Any]) -> list[str]:
    """Return the settings of a run, the most telling first; what is usual or unknown is left out."""
    batch, epochs, threads, graph = (config.get(name) or 0 for name in ("batch", "epochs", "threads", "graph_steps"))
    devices, seed = config.get("devices") or 1, config.get("seed")
    return [
        text
        for text, is_telling in (
            (str(config.get("dtype")), config.get("dtype")),
            (_("batch {n}").format(n=batch), batch),
            (ngettext("{n} epoch", "{n} epochs", epochs).format(n=epochs), epochs),
            (ngettext("{n} thread", "{n} threads", threads).format(n=threads), threads),
            (ngettext("{n} step a graph", "{n} steps a graph", graph).format(n=graph), graph),
            (_("seed {n}").format(n=seed), seed is not None),
            (_("channels last"), config.get("channels_last")),
            (_("compiled"), config.get("compile")),
            (_("freed memory kept for reuse"), config.get("malloc")),
            (_("{n} processes").format(n=devices), devices > 1),
            (_("quick trial"), config.get("quick")),
        )
        if is_telling
    ]


def _three(value: float) -> str:
    """Return a positive figure with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
