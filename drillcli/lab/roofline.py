"""How near a step comes to what its device can do, and what holds it back (the roofline model).

Williams, Waterman, Patterson, "Roofline: an insightful visual performance model", CACM 52 (4), 2009; extended by two
bounds that small networks meet first: the launching of operations, and steps that wait for each other.
"""

from typing import Any

from drillcli.lab.count import Cost
from drillcli.lab.probe import Ceilings


def judge(cost: Cost | None, ceilings: Ceilings | None, step_s: float | None, *, replayed: bool) -> dict[str, Any]:
    """Return {bound, floor_ms, fraction} of a step that took `step_s` seconds, all null where one of them is unknown.

    `floor_ms` is the time in which the device as measured could do the step: the longer of its arithmetic at the rate
    of a large matrix product and its traffic at the rate of a large copy. `fraction` is the floor's share of the
    step's time, 1 at best; caches and fused operations, which the counted bytes know nothing of, can lift it above 1.

    `bound` is what would take longest if it were the only limit: `compute` and `memory` as above, `launch` (every
    operation costs `launch_us`; nothing when the steps are `replayed` from a CUDA graph), or `sequential` (the steps
    of recurrent layers wait for one another, and each takes at least as long as the smallest operation).
    """
    if cost is None or ceilings is None or not step_s:
        return {"bound": None, "floor_ms": None, "fraction": None}
    seconds = {
        "compute": cost.flops / (ceilings.matmul_tflops * 1e12),
        "memory": cost.bytes / (ceilings.copy_gbs * 1e9),
        "launch": 0 if replayed else cost.operations * ceilings.launch_us / 1e6,
        "sequential": cost.sequential * ceilings.launch_us / 1e6,
    }
    floor = max(seconds["compute"], seconds["memory"])
    return {
        "bound": max(seconds, key=lambda name: seconds[name]),
        "floor_ms": 1000 * floor,
        "fraction": floor / step_s,
    }
