"""Ceilings: timed in blocks by a clock that the tests turn, and really measured once on the processor."""

from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch

from drillcli.clock import seconds
from drillcli.lab import probe
from drillcli.lab.probe import Ceilings

CPU, CUDA = torch.device("cpu"), torch.device("cuda", 0)


class Work:
    """Something to time that takes `durations` seconds call by call (the last for ever), by its own clock."""

    def __init__(self, *durations: float) -> None:
        self.durations = list(durations)
        self.time = 0.0
        self.calls = 0

    def __call__(self) -> None:
        self.time += self.durations.pop(0) if len(self.durations) > 1 else self.durations[0]
        self.calls += 1

    def now(self) -> float:
        return self.time


@pytest.mark.parametrize("each", [1e-6, 3e-4, 0.02, 2.0])
def test_a_call_is_timed_exactly_and_the_first_is_warm_up(each: float):
    work = Work(50.0, each)
    assert probe.best_seconds(work, CPU, 0.1, work.now) == pytest.approx(each, rel=1e-6)


def test_the_best_block_counts_not_a_disturbed_one():
    work = Work(1.0, 0.02, 0.02, 0.08, 0.02)
    assert probe.best_seconds(work, CPU, 0.2, work.now) == pytest.approx(0.02)


def test_the_budget_is_kept_but_for_the_least_that_is_needed():
    slow, quick = Work(2.0), Work(0.001)
    probe.best_seconds(slow, CPU, 0.1, slow.now)
    probe.best_seconds(quick, CPU, 0.1, quick.now)
    assert slow.calls == 4
    assert quick.time < 0.2


def test_device_events_time_the_blocks_on_cuda(monkeypatch):
    """The host's clock stands still here: only the events know the time."""
    work = Work(0.004)

    class Event:
        def __init__(self, *, enable_timing: bool) -> None:
            assert enable_timing

        def record(self) -> None:
            self.at = work.time

        def synchronize(self) -> None:
            pass

        def elapsed_time(self, last: "Event") -> float:
            return 1000 * (last.at - self.at)

    monkeypatch.setattr(torch.cuda, "Event", Event)
    assert probe.block_seconds(work, 5, CUDA, lambda: 0.0) == pytest.approx(0.02)


@pytest.mark.parametrize("dtype", ["fp32", "bf16", "fp16"])
def test_the_processor_has_ceilings_and_a_run_is_not_changed_by_them(dtype: str):
    before = torch.random.get_rng_state()
    found = probe.ceilings(CPU, dtype, 0.01, seconds)
    assert 1e-5 < found.matmul_tflops < 1e3
    assert 0.1 < found.copy_gbs < 1e4
    assert 0.05 < found.launch_us < 1e4
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("allowed", [True, False])
def test_tf32_is_left_as_it_was_found(monkeypatch, before: bool, allowed: bool):
    flags = SimpleNamespace(allow_tf32=before)
    monkeypatch.setattr(torch.backends.cuda, "matmul", flags)
    with probe.tf32(CUDA, allowed=allowed):
        assert flags.allow_tf32 is allowed
    assert flags.allow_tf32 is before
    with probe.tf32(CPU, allowed=not before):
        assert flags.allow_tf32 is before


@pytest.mark.parametrize(("cores", "gib", "side", "mib"), [(132, 80, 8192, 1024), (14, 4, 4096, 256)])
def test_sizes_fit_the_gpu(monkeypatch, cores: int, gib: int, side: int, mib: int):
    properties = SimpleNamespace(multi_processor_count=cores, total_memory=gib * 2**30)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _device: properties)
    assert probe.side(CUDA, "bf16") == side
    assert probe.copied_bytes(CUDA) == mib * probe.MIB


def test_what_moved_is_the_larger_change_in_either_direction():
    base = Ceilings(10, 100, 5)
    assert probe.moved(base, base) == 0
    assert probe.moved(base, base._replace(matmul_tflops=7, copy_gbs=90)) == pytest.approx(0.3)
    assert probe.moved(base._replace(copy_gbs=50), base) == pytest.approx(0.5)
    assert probe.moved(base, base._replace(launch_us=50)) == 0
