"""The record of a run: everything measured so far, as plain values under the documented keys."""

import os
from collections.abc import Mapping
from typing import Any

from torch import nn

from drillcli.lab import device, memory, roofline
from drillcli.lab.lab import Lab
from drillcli.lab.probe import Ceilings, moved
from drillcli.lab.timer import iqr_pct, rounded, summary

SCHEMA = 1
DISTURBED = 0.2
"""A run during which the ceilings of the device moved by more than this share is marked disturbed."""

SPREAD_PCT = 20
"""An interquartile range above this percentage of the median is worth a warning."""


def record(lab: Lab, status: str, message: str | None, load_start: float | None) -> dict[str, Any]:
    """Return the record of a run, however far it came; `status` is complete, incomplete or failed."""
    steps = summary(lab.measures.durations)
    step_s = steps["median"] / 1000 if steps["median"] else None
    measures, phases = lab.measures, lab.phases.seconds()
    host, there = measures.peaks or (memory.peak_host_mib(), memory.peak_device_mib(lab.device))
    return rounded(
        {
            "schema": SCHEMA,
            "exercise": lab.options.exercise,
            "status": status,
            "message": message,
            "device": device.describe(lab.device),
            "software": device.software(),
            "data": _data(lab),
            "config": _config(lab),
            "time_s": {**phases, "to_target": measures.to_target},
            "step_ms": steps,
            "samples_per_s": measures.speed,
            "flops_per_step": measures.cost.flops if measures.cost else None,
            "bytes_per_step": measures.cost.bytes if measures.cost else None,
            "probe": _probe(measures.before, measures.after),
            "roofline": _roofline(lab, step_s),
            "memory_peak_mib": host if there is None else there,
            "memory_mib": {"host": host, "device": there},
            "energy_j": measures.energy_j,
            "quality": _quality(lab),
            "loss": measures.losses,
            "parallel": _parallel(lab),
            "notes": measures.notes,
            "noise": _noise(lab, iqr_pct(steps), load_start),
        }
    )


def _roofline(lab: Lab, step_s: float | None) -> dict[str, Any]:
    measures = lab.measures
    ceilings = better(measures.before, measures.after)
    return roofline.judge(measures.cost, ceilings, step_s, replayed=bool(measures.graph_steps))


def _data(lab: Lab) -> dict[str, Any]:
    found = lab.found
    if found is None:
        return dict.fromkeys(("name", "sha256", "licence", "n_train", "n_test"))
    sizes = {"n_train": len(found.train[0]), "n_test": len(found.test[0]) or None}  # None: the program splits itself
    return {"name": found.name, "sha256": found.sha256, "licence": found.licence, **sizes}


def _config(lab: Lab) -> dict[str, Any]:
    options, chosen = lab.options, lab.settings
    is_image = any(isinstance(layer, nn.Conv2d) for model in lab.models for layer in model.modules())
    return {
        "batch": options.batch,
        "epochs": options.epochs,
        "seed": options.seed,
        "dtype": chosen.dtype,
        "compile": options.compile,
        "threads": chosen.threads,
        "malloc": chosen.malloc,
        "channels_last": is_image,
        "graph_steps": lab.measures.graph_steps,
        "devices": lab.world,
        "quick": options.quick,
        "time_limit_s": options.time_limit_s,
    }


def _probe(before: Ceilings | None, after: Ceilings | None) -> dict[str, Any]:
    """Return the ceilings before and after the run, and at the top those the roofline was judged by."""
    names = ("matmul_tflops", "copy_gbs", "launch_us")
    best, first, last = (found._asdict() if found else None for found in (better(before, after), before, after))
    return {**(best or dict.fromkeys(names)), "before": first, "after": last}


def better(before: Ceilings | None, after: Ceilings | None) -> Ceilings | None:
    """Return the better of two readings: a disturbed one would make the run look nearer its ceilings than it is."""
    if before is None or after is None:
        return before
    return Ceilings(
        max(before.matmul_tflops, after.matmul_tflops),
        max(before.copy_gbs, after.copy_gbs),
        min(before.launch_us, after.launch_us),
    )


def _quality(lab: Lab) -> dict[str, Any]:
    """Return each metric with its target; `pass` says whether all targets were met."""
    measures = lab.measures
    judged = {name: _metric(lab, name, better) for name, better in lab.about["metrics"].items()}
    main, *others = (name for name in judged if name in measures.metrics) if measures.metrics else judged
    verdicts = [found["pass"] for found in judged.values() if found["pass"] is not None]
    return {
        "metric": main,
        **judged[main],
        "pass": all(verdicts) if verdicts else None,
        "baseline": measures.baseline,
        "others": {name: judged[name] for name in others},
        "curve": measures.curve,
    }


def _metric(lab: Lab, name: str, better: str) -> dict[str, Any]:
    value, target = lab.measures.metrics.get(name), lab.target(name)
    met = None
    if value is not None and target is not None:
        met = value >= target if better == "higher" else value <= target
    return {"value": value, "target": target, "pass": met, "better": better}


def _parallel(lab: Lab) -> Mapping[str, Any] | None:
    if lab.world == 1:
        return None
    return {"world": lab.world, "per_rank_samples_per_s": lab.measures.ranks, "efficiency": lab.measures.efficiency}


def _noise(lab: Lab, spread: float | None, load_start: float | None) -> dict[str, Any]:
    """Return what may have disturbed the timings."""
    warnings = []
    before, after = lab.measures.before, lab.measures.after
    if before and after and (change := moved(before, after)) > DISTURBED:
        warnings.append(f"disturbed: the ceilings of the device moved by {change:.0%} during the run")
    if spread is not None and spread > SPREAD_PCT:
        warnings.append(f"the middle half of the steps spreads over {spread:.0f} % of the median")
    return {"iqr_pct": spread, "load_start": load_start, "load_end": load(), "warnings": warnings}


def load() -> float | None:
    """Return how many processes want to run, averaged over the last minute; None where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None
