"""What holds a step back, and the share of the roofline that it reaches."""

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

from drillcli.lab.count import Cost
from drillcli.lab.probe import Ceilings
from drillcli.lab.roofline import judge

CEILINGS = Ceilings(matmul_tflops=10, copy_gbs=1000, launch_us=5)


@pytest.mark.parametrize(
    ("cost", "bound", "floor_ms"),
    [
        (Cost(flops=20_000_000_000, bytes=1_000_000, operations=50, sequential=0), "compute", 2.0),
        (Cost(flops=1_000_000, bytes=3_000_000_000, operations=50, sequential=0), "memory", 3.0),
        (Cost(flops=1_000_000, bytes=100_000_000, operations=50, sequential=10), "launch", 0.1),
        (Cost(flops=1_000_000, bytes=100_000_000, operations=50, sequential=200), "sequential", 0.1),
    ],
)
def test_the_largest_limit_is_the_bound_and_the_roofline_is_the_floor(cost: Cost, bound: str, floor_ms: float):
    found = judge(cost, CEILINGS, 0.004, replayed=False)
    assert found["bound"] == bound
    assert found["floor_ms"] == pytest.approx(floor_ms)
    assert found["fraction"] == pytest.approx(floor_ms / 4)


def test_a_replayed_graph_launches_nothing():
    cost = Cost(flops=1_000_000, bytes=100_000_000, operations=50, sequential=10)
    assert judge(cost, CEILINGS, 0.004, replayed=True)["bound"] == "memory"


@pytest.mark.parametrize(
    "known", [(None, CEILINGS, 0.004), (Cost(1, 1, 1, 0), None, 0.004), (Cost(1, 1, 1, 0), CEILINGS, None)]
)
def test_what_is_not_known_is_not_judged(known):
    assert judge(*known, replayed=False) == {"bound": None, "floor_ms": None, "fraction": None}
