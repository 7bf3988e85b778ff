"""The device that a run trains on: found or refused, described, waited for."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import torch

from drillcli import __version__
from drillcli.errors import DrillError
from drillcli.locale import _, commas, ngettext

try:
    import pynvml
except ImportError:  # without it driver and clocks stay unknown
    pynvml = None

KINDS = ("cuda", "mps", "xpu", "cpu")
"""What a device may be, in the order in which `auto` prefers them."""

NUMBERED = ("cuda", "xpu")
"""The kinds of which a machine may have several: cuda:0, cuda:1."""

MIB = 2**20


class DeviceError(DrillError):
    """The device asked for is not there; the message says why not and which are."""


def choose(name: str) -> torch.device:
    """Return the device called auto, cpu, cuda, cuda:N, mps, xpu or xpu:N.

    `auto` is the first there is of CUDA, MPS, XPU and the processor. A device asked for by name is that one or none:
    raises DeviceError, in one line, where it is missing or the name means nothing.
    """
    if name == "auto":
        name = next(kind for kind in KINDS if count(kind))
    kind, _colon, index = name.partition(":")
    if kind not in KINDS or (index and not (index.isdecimal() and kind in NUMBERED)):
        raise DeviceError(refusal(name, _("no such name")))
    if int(index or 0) >= count(kind):
        raise DeviceError(refusal(name, missing(kind)))
    return torch.device(kind, int(index or 0)) if kind in NUMBERED else torch.device(kind)


def count(kind: str) -> int:
    """Return how many devices of a kind torch can use here."""
    if kind == "cpu":
        return 1
    if kind == "mps":
        return int(torch.backends.mps.is_available())
    library = getattr(torch, kind)  # its device_count() alone may count devices that the driver then refuses
    return library.device_count() if library.is_available() else 0


def present() -> list[str]:
    """Return the names of the devices that are there: cpu last, numbered where there may be several."""
    return [f"{kind}:{i}" if kind in NUMBERED else kind for kind in KINDS for i in range(count(kind))]


def refusal(name: str, reason: str) -> str:
    """Return the line that says that a device is not there, why, and which are."""
    text = _("--device {name}: not here ({reason}); there is: {present}")
    return text.format(name=name, reason=reason, present=commas(present()))


def missing(kind: str) -> str:
    """Return why a device of this kind is not there, or not one with so high a number."""
    found = count(kind)
    if found:
        return ngettext("only {n} device of this kind", "only {n} devices of this kind", found).format(n=found)
    built = {
        "cuda": torch.version.cuda or torch.version.hip,
        "mps": torch.backends.mps.is_built(),
        "xpu": getattr(torch.version, "xpu", None),  # not in every torch that is supported
    }
    if not built[kind]:
        return _("torch {version} is built without it").format(version=torch.__version__)
    if kind == "cuda":
        return _("torch finds no NVIDIA driver, or no device")
    return _("torch finds no Metal device") if kind == "mps" else _("torch finds no Intel device")


def describe(device: torch.device) -> dict[str, Any]:
    """Return {name, kind, index, memory_mib, driver, cc, cores, clocks} of a device, null where unknown.

    `cores` are streaming multiprocessors on NVIDIA devices, compute units on Intel's, and the cores that this
    process may use on a processor; `clocks` are {sm_mhz, mem_mhz} at this moment; `cc` is the compute capability.
    """
    known = {"cuda": nvidia, "xpu": intel}.get(device.type, processor)(device)
    unknown = dict.fromkeys(("driver", "cc", "clocks"))
    return {"name": None, "kind": device.type, "index": device.index or 0, **unknown, **known}


def nvidia(device: torch.device) -> dict[str, Any]:
    """Describe a CUDA device."""
    properties = torch.cuda.get_device_properties(device)
    found = {
        "name": properties.name,
        "memory_mib": properties.total_memory // MIB,
        "cc": f"{properties.major}.{properties.minor}",
        "cores": properties.multi_processor_count,
    }
    handle = nvml(device)
    if handle is None:
        return found
    sm, mem = (asked("nvmlDeviceGetClockInfo", handle, n) for n in (pynvml.NVML_CLOCK_SM, pynvml.NVML_CLOCK_MEM))
    return found | {"driver": asked("nvmlSystemGetDriverVersion"), "clocks": {"sm_mhz": sm, "mem_mhz": mem}}


def intel(device: torch.device) -> dict[str, Any]:
    """Describe an XPU device."""
    properties = torch.xpu.get_device_properties(device)
    return {
        "name": properties.name,
        "memory_mib": properties.total_memory // MIB,
        "driver": getattr(properties, "driver_version", None),
        "cores": getattr(properties, "max_compute_units", None),
    }


def processor(_device: torch.device) -> dict[str, Any]:
    """Describe the processor, and with it the graphics device of a Mac, which is on the same chip."""
    usable = getattr(os, "sched_getaffinity", None)  # not on macOS
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "name": processor_name(),
        "memory_mib": memory // MIB,
        "cores": len(usable(0)) if usable else os.cpu_count(),
    }


def processor_name() -> str:
    """Return the processor's model, or its architecture where the system does not tell."""
    cpuinfo, sysctl = Path("/proc/cpuinfo"), Path("/usr/sbin/sysctl")
    if cpuinfo.exists():
        fields = (line.partition(":") for line in cpuinfo.read_text().splitlines())
        models = [value.strip() for key, _colon, value in fields if key.strip() == "model name"]
    elif sysctl.exists():
        asking = [str(sysctl), "-n", "machdep.cpu.brand_string"]
        models = [subprocess.run(asking, capture_output=True, text=True, check=False).stdout.strip()]  # noqa: S603
    else:
        models = []
    return next(filter(None, models), platform.processor() or platform.machine())


def nvml(device: torch.device) -> Any | None:
    """Return NVML's handle of a CUDA device, or None for another device or where NVML does not answer.

    Found by its UUID, because CUDA_VISIBLE_DEVICES renumbers the devices for torch but not for NVML.
    """
    if device.type != "cuda" or pynvml is None:
        return None
    try:
        pynvml.nvmlInit()
        return pynvml.nvmlDeviceGetHandleByUUID(f"GPU-{torch.cuda.get_device_properties(device).uuid}")
    except (pynvml.NVMLError, AttributeError):  # no library, no permission, a slice of a device; a torch without uuid
        return None


def asked(query: str, *words: Any) -> Any | None:
    """Return what an NVML query (the name of its function) answers, or None where the device does not support it."""
    try:
        return getattr(pynvml, query)(*words)
    except pynvml.NVMLError:
        return None


def software() -> dict[str, Any]:
    """Return the versions {drill, python, os, torch, cuda, cudnn}; null for what this torch is built without."""
    return {
        "drill": __version__,
        "python": platform.python_version(),
        "os": platform.platform(),
        "torch": str(torch.__version__),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
    }


def make_current(device: torch.device) -> None:
    """Make a device the one whose streams, events and graphs are meant where none is named."""
    if device.type in NUMBERED:
        getattr(torch, device.type).set_device(device)


def synchronize(device: torch.device) -> None:
    """Wait until the device has done all that it was given; on the processor there is nothing to wait for."""
    if device.type in NUMBERED:
        getattr(torch, device.type).synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
