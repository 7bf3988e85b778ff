"""The ceilings of a device, measured on it: matrix products, copying, launching of operations."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch

from drillcli.lab.device import synchronize

DTYPES = {"fp32": torch.float32, "tf32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
"""By precision: the type of the matrices. TF32 is a way to multiply those of float32."""

BLOCK_S = 0.01
"""A block of calls lasts at least so long: much longer than the clock's grain, much shorter than the budget."""

SHARES = {"matmul": 0.5, "copy": 0.35, "launch": 0.15}
"""How a budget is divided."""

MIB = 2**20


class Ceilings(NamedTuple):
    """What a device does at best: 10¹² operations a second in matrix products, 10⁹ bytes a second, µs a launch."""

    matmul_tflops: float
    copy_gbs: float
    launch_us: float


def ceilings(device: torch.device, dtype: str, budget_s: float, now: Callable[[], float]) -> Ceilings:
    """Measure a device in a precision (fp32, tf32, bf16, fp16), for about `budget_s` seconds and the warm-up.

    - matmul_tflops: 2n³ over the time of a product of two n × n matrices of normal numbers;
    - copy_gbs: bytes read and bytes written over the time of a copy too large for any cache;
    - launch_us: time of an operation on one number, in a chain of them.

    Each is the best of several blocks, timed by device events on CUDA, elsewhere by `now` (seconds) after
    synchronising. Random numbers come from a generator of its own and TF32 is left as it was: a run is not changed by
    being probed, but its peak memory is (see memory.reset).
    """
    with torch.no_grad(), tf32(device, allowed=dtype == "tf32"):
        return Ceilings(
            matmul_tflops(device, dtype, SHARES["matmul"] * budget_s, now),
            copy_gbs(device, SHARES["copy"] * budget_s, now),
            launch_us(device, SHARES["launch"] * budget_s, now),
        )


def moved(before: Ceilings, after: Ceilings) -> float:
    """Return by what share (0 to 1) the slower reading falls short of the faster, in products or copies, the larger.

    Launching is left out: it is a cost, not a ceiling, and says little that the others do not.
    """
    pairs = ((before.matmul_tflops, after.matmul_tflops), (before.copy_gbs, after.copy_gbs))
    return max(1 - min(pair) / max(pair) for pair in pairs)


def matmul_tflops(device: torch.device, dtype: str, budget_s: float, now: Callable[[], float]) -> float:
    """Return the rate of a large matrix product, in 10¹² operations a second."""
    n = side(device, dtype)
    generator = torch.Generator(device).manual_seed(0)
    # normal numbers, not zeros: a GPU draws less power for zeros, hence clocks higher than in any training
    a, b = (torch.randn(n, n, generator=generator, device=device).to(DTYPES[dtype]) for _ in range(2))
    product = torch.empty_like(a)
    return 2 * n**3 / best_seconds(lambda: torch.mm(a, b, out=product), device, budget_s, now) / 1e12


def copy_gbs(device: torch.device, budget_s: float, now: Callable[[], float]) -> float:
    """Return the bandwidth of a large copy, read and written bytes together, in 10⁹ bytes a second."""
    size = copied_bytes(device)
    source = torch.ones(size, dtype=torch.uint8, device=device)  # ones: memory never written to is not there yet
    target = torch.zeros_like(source)
    return 2 * size / best_seconds(lambda: target.copy_(source), device, budget_s, now) / 1e9


def launch_us(device: torch.device, budget_s: float, now: Callable[[], float]) -> float:
    """Return the time of an operation with next to nothing to do, in µs: what it costs to launch one."""
    number = torch.zeros(1, device=device)
    return 1e6 * best_seconds(lambda: number.add_(1), device, budget_s, now)


def side(device: torch.device, dtype: str) -> int:
    """Return the side of the matrices: large enough for the device's best rate, small enough for a few ms a product."""
    if device.type == "cuda":
        return 8192 if torch.cuda.get_device_properties(device).multi_processor_count >= 60 else 4096
    if device.type != "cpu":
        return 4096
    if dtype == "fp16":  # most processors have no instructions for it: measured, 0.001 TFLOP/s a core
        return 256
    return 2048 if torch.get_num_threads() > 8 else 1024


def copied_bytes(device: torch.device) -> int:
    """Return how much to copy: 1 GiB on a GPU (or 1/16 of a small one), twice the last cache of a processor."""
    if device.type == "cuda":
        return min(1024 * MIB, torch.cuda.get_device_properties(device).total_memory // 16)
    if device.type != "cpu":
        return 256 * MIB
    known = "SC_LEVEL3_CACHE_SIZE" in getattr(os, "sysconf_names", {})
    return max(64 * MIB, 2 * os.sysconf("SC_LEVEL3_CACHE_SIZE") if known else 0)


def best_seconds(work: Callable[[], object], device: torch.device, budget_s: float, now: Callable[[], float]) -> float:
    """Return the least seconds of a call of `work` in blocks of calls: at least two, for `budget_s` seconds.

    The first call (allocation, choice of a kernel) and the blocks too short to be timed well are warm-up.
    """
    block_seconds(work, 1, device, now)
    calls = 1
    while block_seconds(work, calls, device, now) < BLOCK_S:
        calls *= 2
    took: list[float] = []
    end = now() + budget_s
    while len(took) < 2 or now() < end:
        took.append(block_seconds(work, calls, device, now) / calls)
    return min(took)


def block_seconds(work: Callable[[], object], calls: int, device: torch.device, now: Callable[[], float]) -> float:
    """Return the seconds that a block of calls takes on the device."""
    if device.type == "cuda":
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        first.record()
        for _call in range(calls):
            work()
        last.record()
        last.synchronize()
        return first.elapsed_time(last) / 1000
    synchronize(device)
    start = now()
    for _call in range(calls):
        work()
    synchronize(device)
    return now() - start


@contextmanager
def tf32(device: torch.device, *, allowed: bool) -> Iterator[None]:
    """Let matrix products on a CUDA device use TF32, or not, and afterwards as before."""
    if device.type != "cuda":
        yield
        return
    before = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = allowed
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32 = before
