"""Devices found, refused and described; their memory and their energy. What no test machine has is faked."""

from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch

from drillcli.errors import DrillError
from drillcli.lab import device, energy, memory
from drillcli.locale import set_language

CPU, CUDA = torch.device("cpu"), torch.device("cuda", 1)
H100 = SimpleNamespace(
    name="NVIDIA H100", total_memory=80 * 2**30, major=9, minor=0, multi_processor_count=132, uuid="1-2-3"
)


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """Begin with a machine that has a processor and nothing else; give it other devices by calling this."""
    set_language("en")

    def have(cuda: int = 0, xpu: int = 0, *, mps: bool = False, build: str | None = None) -> None:
        for kind, number in (("cuda", cuda), ("xpu", xpu)):
            monkeypatch.setattr(getattr(torch, kind), "is_available", lambda n=number: n > 0)
            monkeypatch.setattr(getattr(torch, kind), "device_count", lambda n=number: n)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
        monkeypatch.setattr(torch.version, "cuda", "13.0" if build == "cuda" else None)
        monkeypatch.setattr(torch.version, "xpu", "2025" if build == "xpu" else None, raising=False)
        monkeypatch.setattr(torch.backends.mps, "is_built", lambda: build == "mps")

    have()
    return have


class NVMLError(Exception):
    """What the fake library raises."""


class Nvml:
    """NVML as far as it is asked here: one device, found by its UUID; `refuses` names the queries it does not know."""

    NVMLError = NVMLError
    NVML_CLOCK_SM, NVML_CLOCK_MEM = 1, 2

    def __init__(self, *refuses: str, joules: tuple[float, ...] = ()) -> None:
        self.refuses = refuses
        self.mj = [1000 * j for j in joules]

    def __getattribute__(self, name: str):
        if name in object.__getattribute__(self, "refuses"):
            raise NVMLError(name)
        return object.__getattribute__(self, name)

    def nvmlInit(self) -> None:  # noqa: N802
        pass

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> str:  # noqa: N802
        assert uuid == "GPU-1-2-3"
        return "handle"

    def nvmlDeviceGetClockInfo(self, handle: str, which: int) -> int:  # noqa: N802
        assert handle == "handle"
        if "mem" in self.refuses and which == self.NVML_CLOCK_MEM:
            raise NVMLError
        return {1: 1980, 2: 2619}[which]

    def nvmlSystemGetDriverVersion(self) -> str:  # noqa: N802
        return "580.1"

    def nvmlDeviceGetTotalEnergyConsumption(self, _handle: str) -> float:  # noqa: N802
        if not self.mj:
            raise NVMLError
        return self.mj.pop(0)


@pytest.fixture
def nvidia(monkeypatch):
    """Return a function that installs an NVML, or none."""
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _device: H100)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda _device: None)

    def install(library: Nvml | None) -> None:
        monkeypatch.setattr(device, "pynvml", library)

    return install


def test_auto_takes_the_best_there_is(machine):
    assert device.choose("auto") == CPU
    machine(xpu=1)
    assert device.choose("auto") == torch.device("xpu", 0)
    machine(xpu=1, mps=True)
    assert device.choose("auto") == torch.device("mps")
    machine(cuda=2, mps=True)
    assert device.choose("auto") == torch.device("cuda", 0)


def test_a_device_asked_for_is_that_one(machine):
    machine(cuda=2)
    assert device.choose("cpu") == CPU
    assert device.choose("cuda") == torch.device("cuda", 0)
    assert device.choose("cuda:1") == CUDA


@pytest.mark.parametrize(
    ("asked", "has", "reason"),
    [
        ("cuda", {}, f"torch {torch.__version__} is built without it); there is: cpu"),
        ("cuda", {"build": "cuda"}, "torch finds no NVIDIA driver, or no device); there is: cpu"),
        ("cuda:2", {"cuda": 2, "build": "cuda"}, "only 2 devices of this kind); there is: cuda:0, cuda:1, cpu"),
        ("cuda:1", {"cuda": 1, "mps": True}, "only 1 device of this kind); there is: cuda:0, mps, cpu"),
        ("mps", {}, f"torch {torch.__version__} is built without it); there is: cpu"),
        ("mps", {"build": "mps"}, "torch finds no Metal device); there is: cpu"),
        ("xpu", {"build": "xpu"}, "torch finds no Intel device); there is: cpu"),
        ("gpu", {}, "no such name); there is: cpu"),
        ("cpu:1", {}, "no such name); there is: cpu"),
        ("cuda:x", {"cuda": 1}, "no such name); there is: cuda:0, cpu"),
    ],
)
def test_a_device_that_is_not_there_is_refused_in_one_line(machine, asked: str, has: dict, reason: str):
    machine(**has)
    with pytest.raises(DrillError) as caught:
        device.choose(asked)
    assert str(caught.value) == f"--device {asked}: not here ({reason}"


def test_the_processor_is_described():
    found = device.describe(CPU)
    assert set(found) == {"name", "kind", "index", "memory_mib", "driver", "cc", "cores", "clocks"}
    assert (found["kind"], found["index"], found["clocks"]) == ("cpu", 0, None)
    assert found["name"]
    assert found["cores"] >= 1
    assert found["memory_mib"] > 100


def test_an_nvidia_device_is_described(nvidia):
    nvidia(Nvml())
    assert device.describe(CUDA) == {
        "name": "NVIDIA H100",
        "kind": "cuda",
        "index": 1,
        "memory_mib": 81920,
        "driver": "580.1",
        "cc": "9.0",
        "cores": 132,
        "clocks": {"sm_mhz": 1980, "mem_mhz": 2619},
    }


@pytest.mark.parametrize("library", [None, Nvml("nvmlInit"), Nvml("nvmlDeviceGetHandleByUUID")])
def test_without_nvml_driver_and_clocks_are_unknown(nvidia, library):
    nvidia(library)
    found = device.describe(CUDA)
    assert (found["name"], found["driver"], found["clocks"]) == ("NVIDIA H100", None, None)


def test_a_clock_that_nvml_does_not_tell_is_null(nvidia):
    nvidia(Nvml("mem"))
    assert device.describe(CUDA)["clocks"] == {"sm_mhz": 1980, "mem_mhz": None}


def test_software_names_its_versions():
    found = device.software()
    assert set(found) == {"drill", "python", "os", "torch", "cuda", "cudnn"}
    assert found["torch"] == torch.__version__


def test_energy_is_the_difference_of_the_counter(nvidia):
    nvidia(Nvml(joules=(1000.0, 1234.5)))
    clock = iter((0.0, 10.0))
    with energy.Meter(CUDA, lambda: next(clock)) as meter:
        assert meter.joules is None
    assert meter.joules == pytest.approx(234.5)


@pytest.mark.parametrize(
    ("library", "lasted"), [(None, 10.0), (Nvml(), 10.0), (Nvml(joules=(1.0, 2.0)), energy.SHORTEST_S / 2)]
)
def test_energy_is_unknown_without_a_counter_or_over_too_short_a_stretch(nvidia, library, lasted: float):
    nvidia(library)
    clock = iter((0.0, lasted))
    with energy.Meter(CUDA, lambda: next(clock)) as meter:
        pass
    assert meter.joules is None


def test_the_processor_has_no_energy_counter():
    with energy.Meter(CPU, lambda: 0.0) as meter:
        pass
    assert meter.joules is None


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can begin the peak anew")
def test_the_peak_of_the_host_counts_what_was_held_and_let_go():
    """96 MiB are written to and freed again: they stay in the peak until it is reset."""
    memory.reset(CPU)
    before = memory.peak_host_mib()
    torch.ones(96 * 2**20, dtype=torch.uint8)
    assert memory.peak_host_mib() >= before + 90
    memory.reset(CPU)
    assert memory.peak_host_mib() < before + 30
    assert memory.peak_device_mib(CPU) is None


def test_units_of_the_peak_by_system(monkeypatch):
    usage = SimpleNamespace(ru_maxrss=512 * 1024)
    monkeypatch.setattr(memory.resource, "getrusage", lambda _who: usage)
    for system, mib in (("linux", 512), ("darwin", 0.5)):
        monkeypatch.setattr(memory.sys, "platform", system)
        assert memory.peak_host_mib() == mib


def test_the_peak_of_a_device_is_that_of_its_tensors(monkeypatch):
    done = []
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda _device: 3 * 2**20)
    monkeypatch.setattr(torch.cuda, "reset_peak_memory_stats", done.append)
    memory.reset(CUDA)
    assert memory.peak_device_mib(CUDA) == 3
    assert done == [CUDA]
