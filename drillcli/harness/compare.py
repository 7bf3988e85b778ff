"""What changed between two runs, and whether by more than the spread."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any, NamedTuple

from drillcli.harness.record import Record

BETTER, WORSE, SAME, UNKNOWN = "better", "worse", "same", "unknown"

SEEDS = 3
"""From how many seeds on the spread of a quality is known."""

DEVIATIONS = 2
"""How many standard deviations apart two qualities differ by more than chance: about 95 % of a normal spread."""


UNSAID = frozenset({"sha256", "clocks", "time_limit_s"})
"""What may differ without being worth a word."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in both runs.

    `name` is "step_ms" or the main metric. `verdict`: "better" or "worse" by more than the spread, "same" within
    it, "unknown" where the spread is not known (a quality that was seen with too few seeds).
    """

    name: str
    then: float
    now: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Against:
    """A run beside an earlier one.

    `roles` says which one: "last", "best" (both, when they are the same run) or "baseline". `changed` lists
    settings, software and device that differ: (name, then, now), such as ("config.threads", 1, 2).
    """

    roles: tuple[str, ...]
    id: int
    at: str
    figures: tuple[Difference, ...]
    changed: tuple[tuple[str, Any, Any], ...]


Comparison = Sequence[Against]
"""A run beside the last, the best and the chosen one, as far as there are any."""


class Spread(NamedTuple):
    """A figure of several runs; `deviation` is the sample standard deviation, None for a single run."""

    name: str
    n: int
    mean: float
    deviation: float | None


def compared(
    record: Record, last: Record | None, best: Record | None, baseline: Record | None, alike: Iterable[Record]
) -> Comparison:
    """Return a run beside earlier ones; `alike` are comparable runs, from which the spread of quality is known."""
    spread = quality_spread([record, *alike])
    roles: dict[int, tuple[Record, list[str]]] = {}
    for role, other in (("last", last), ("best", best), ("baseline", baseline)):
        if other is not None:
            roles.setdefault(other["id"], (other, []))[1].append(role)
    return [against(record, other, tuple(names), spread) for other, names in roles.values()]


def against(record: Record, other: Record, roles: tuple[str, ...], spread: float | None) -> Against:
    """Return a run beside an earlier one; `spread` is what a quality differs by from seed to seed, None: unknown."""
    figures = [figure for figure in (steps(record, other), qualities(record, other, spread)) if figure]
    return Against(roles, other["id"], other["at"], tuple(figures), tuple(changes(record, other)))


def steps(now: Record, then: Record) -> Difference | None:
    """Return the step times; they differ when their interquartile ranges have nothing in common."""
    new, old = now["step_ms"], then["step_ms"]
    if None in (new["median"], new["p25"], new["p75"], old["median"], old["p25"], old["p75"]):
        return None
    verdict = BETTER if new["p75"] < old["p25"] else WORSE if new["p25"] > old["p75"] else SAME
    return Difference("step_ms", old["median"], new["median"], verdict)


def qualities(now: Record, then: Record, spread: float | None) -> Difference | None:
    """Return the main metric; it differs when it does by more than the spread over seeds."""
    new, old = now["quality"], then["quality"]
    if new["metric"] != old["metric"] or new["value"] is None or old["value"] is None:
        return None
    apart = new["value"] - old["value"]
    if apart == 0 or (spread is not None and abs(apart) <= spread):
        verdict = SAME
    elif spread is None:
        verdict = UNKNOWN
    else:
        verdict = BETTER if (apart > 0) == (new["better"] == "higher") else WORSE
    return Difference(new["metric"], old["value"], new["value"], verdict)


def quality_spread(runs: Iterable[Record]) -> float | None:
    """Return by how much chance alone sets two comparable runs apart; None where too few seeds were run."""
    by_seed = {run["config"]["seed"]: run["quality"]["value"] for run in runs if run["quality"]["value"] is not None}
    return DEVIATIONS * stdev(by_seed.values()) if len(by_seed) >= SEEDS else None


def changes(now: Record, then: Record) -> Iterator[tuple[str, Any, Any]]:
    """Yield the settings, versions and facts of the device that differ, with their values then and now."""
    for part in ("device", "software", "data", "config"):
        for key, new in now[part].items():
            old = then[part].get(key)
            if new != old and key not in UNSAID:
                yield f"{part}.{key}", old, new


def spreads(records: Sequence[Record]) -> list[Spread]:
    """Return mean and deviation of step time, samples/s, training time and main metric over several runs.

    Figures that are not in every run are left out.
    """
    columns = {
        "step_ms": [record["step_ms"]["median"] for record in records],
        "samples_per_s": [record["samples_per_s"] for record in records],
        "train_s": [record["time_s"]["train"] for record in records],
        records[0]["quality"]["metric"] or "quality": [record["quality"]["value"] for record in records],
    }
    return [
        Spread(name, len(values), mean(values), stdev(values) if len(values) > 1 else None)
        for name, values in columns.items()
        if None not in values
    ]
