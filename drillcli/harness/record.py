"""The report of one run as plain values: `--json` prints it, the store keeps it, the screen is drawn from it."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple, TypeAlias

from drillcli import __version__

Record: TypeAlias = dict[str, Any]
"""One run. Keys are always there; null where a thing has no meaning or was not measured."""

SCHEMA = 1
COMPLETE, INCOMPLETE, FAILED = "complete", "incomplete", "failed"

_KEYS: Mapping[str, Sequence[str] | None] = {
    **dict.fromkeys(("id", "at", "exercise", "status", "message")),
    "device": ("name", "kind", "index", "memory_mib", "driver", "cc", "cores", "clocks"),
    "software": ("drill", "python", "os", "torch", "cuda", "cudnn"),
    "data": ("name", "sha256", "licence", "n_train", "n_test"),
    "config": (
        *("batch", "epochs", "seed", "dtype", "compile", "threads", "malloc", "channels_last", "graph_steps"),
        *("devices", "quick", "time_limit_s"),
    ),
    "time_s": ("import", "data", "build", "warmup", "train", "eval", "total", "to_target"),
    "step_ms": ("n", "median", "p25", "p75", "min"),
    **dict.fromkeys(("samples_per_s", "flops_per_step", "bytes_per_step")),
    "probe": ("matmul_tflops", "copy_gbs", "launch_us", "before", "after"),
    "roofline": ("bound", "floor_ms", "fraction"),
    "memory_peak_mib": None,
    "memory_mib": ("host", "device"),
    "energy_j": None,
    "quality": ("metric", "value", "target", "pass", "better", "baseline", "others", "curve"),
    **dict.fromkeys(("loss", "parallel", "notes")),
    "noise": ("iqr_pct", "load_start", "load_end", "warnings"),
}
"""The keys of a report in their order, with those of the inner ones; None has no inner ones."""


def blank() -> Record:
    """Return a report that says nothing yet, with every key that a report has."""
    made = {key: None if inner is None else dict.fromkeys(inner) for key, inner in _KEYS.items()}
    lists = {"loss": [], "notes": [], "quality": {"others": {}, "curve": []}, "noise": {"warnings": []}}
    return {"schema": SCHEMA, **merged(made, lists)}


def merged(record: Mapping[str, Any], more: Mapping[str, Any]) -> Record:
    """Return `record` with what `more` says, mapping by mapping; a null of `more` takes nothing away."""
    made = dict(record)
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(made.get(key), Mapping):
            made[key] = merged(made[key], value)
        elif value is not None or key not in made:
            made[key] = value
    return made


def finite(value: Any) -> Any:
    """Return a value as JSON can hold it: a number that is infinite or none at all becomes null."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(inner) for key, inner in value.items()}
    return [finite(inner) for inner in value] if isinstance(value, list) else value


def whole(told: Mapping[str, Any], **parent: Any) -> Record:
    """Return the report that the child told, with every key there is and what only the parent knows."""
    made = merged(merged(blank(), finite(told)), {"software": {"drill": __version__}})
    return merged(made, parent)


def missed(record: Record) -> bool:
    """Tell whether a quality target was missed. A trial (`--quick`) has none to miss."""
    quality = record["quality"]
    return quality["pass"] is False or any(other.get("pass") is False for other in quality["others"].values())


class Filing(NamedTuple):
    """Under what a run is found again; None where it cannot be.

    `likeness` is equal for two runs whose figures may be compared. `seconds` is what training took, of a run
    that met its targets: the least is the best.
    """

    likeness: str | None
    seconds: float | None


def filing(record: Record) -> Filing:
    """Return how a run is filed; only complete ones are compared, and no trial is ever the best."""
    if record["status"] != COMPLETE:
        return Filing(None, None)
    device, data, config = record["device"], record["data"], record["config"]
    same = [
        *(record["exercise"], device["kind"], device["name"], data["name"], data["sha256"]),
        *(config[key] for key in ("batch", "epochs", "dtype", "devices", "quick")),
    ]
    met = record["quality"]["pass"] is True and not missed(record) and not config["quick"]
    spent = record["time_s"]
    seconds = spent["train"] or spent["total"]
    return Filing(json.dumps(same, ensure_ascii=False), seconds if met else None)
