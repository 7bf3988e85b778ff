"""How near a run came to the limit of its device, and what may have disturbed its timings."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from drillcli.harness.record import Record
from drillcli.locale import _
from drillcli.ui import figures
from drillcli.ui.ledger import Row, row
from drillcli.ui.text import NO_BREAK_SPACE

CEILINGS = ("matmul_tflops", "copy_gbs", "launch_us")
TERA, GIGA = 1e12, 1e9


def limit(record: Record) -> Iterator[Row]:
    """Yield what a step asks for, what the device can do, and the share of the roofline that was reached."""
    flops, moved, probe = record["flops_per_step"], record["bytes_per_step"], record["probe"]
    needs = [figures.scaled(value, unit) for value, unit in ((flops, "FLOP"), (moved, "B")) if value is not None]
    yield row(_("a step needs"), *needs)
    yield row(_("device can"), *ceilings(probe["before"] or probe))
    if probe["after"]:
        yield row(_("after the run"), *ceilings(probe["after"]))
    roofline = record["roofline"]
    if roofline["fraction"] is None:
        return
    share = _("{share} of the roofline").format(share=figures.percent(roofline["fraction"]))
    yield row(
        _("reached"), Text(share, "title"), _("bound by {what}").format(what=bounds().get(roofline["bound"], "?"))
    )
    yield row("", meaning(roofline))


def ceilings(probe: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was measured of the device: arithmetic, memory, launching."""
    arithmetic, copy, launch = (probe[name] for name in CEILINGS)
    if arithmetic is not None:
        yield _("{speed} in a large matrix product").format(speed=figures.scaled(arithmetic * TERA, "FLOP/s"))
    if copy is not None:
        yield _("{speed} in a large copy").format(speed=figures.scaled(copy * GIGA, "B/s"))
    if launch is not None:
        yield _("{time} to launch an operation").format(time=figures.seconds(launch / 1e6))


def bounds() -> dict[str, str]:
    """Return what can bound a step, in words."""
    return {
        "compute": _("arithmetic"),
        "memory": _("memory"),
        "launch": _("launching operations"),
        "sequential": _("steps that wait for each other"),
    }


def meaning(roofline: Mapping[str, Any]) -> str:
    """Return in one sentence what the bound of a step means."""
    texts = {
        "compute": _("Its arithmetic alone takes {floor} a step here: only less of it makes it faster."),
        "memory": _("Moving its bytes alone takes {floor} a step here: smaller numbers or fused layers help."),
        "launch": _("Launching its operations alone takes {floor} a step here: a larger batch costs hardly more."),
        "sequential": _("Each part waits for the one before, {floor} a step here: a larger batch costs hardly more."),
    }
    floor = figures.milliseconds(roofline["floor_ms"]).replace(" ", NO_BREAK_SPACE)
    return texts.get(roofline["bound"], "").format(floor=floor)


def noise(record: Record) -> Iterator[Row]:
    """Yield what may have disturbed the timings, and how busy the machine was."""
    found = record["noise"]
    for warning in found["warnings"]:
        yield row(_("warning"), Text(_warning(warning, record), "default"))
    loads = (found["load_start"], found["load_end"])
    if found["warnings"] and None not in loads:
        load = _("{start:.1f} before, {end:.1f} after").format(start=loads[0], end=loads[1])
        yield row(_("load"), load, _named_cores(record["device"]["cores"]))


def _named_cores(cores: int | None) -> str | None:
    return _("{} cores").format(cores) if cores else None


def _warning(text: str, record: Record) -> str:
    """Return a warning in the language spoken; one that is not known here as it was written."""
    if text.startswith("disturbed"):
        return _("DISTURBED: what the device can do changed during the run; run it again on a quiet machine")
    if text.startswith("the middle half") and record["noise"]["iqr_pct"] is not None:
        share = figures.number(record["noise"]["iqr_pct"])
        return _("unsteady: the middle half of the steps spreads over {share} % of the median").format(share=share)
    return figures.said(text)
