"""The most memory that a run held, of the machine and of the device."""

import sys
from pathlib import Path

import torch

if sys.platform != "win32":
    import resource

MIB = 2**20


def peak_host_mib() -> float | None:
    """Return the most resident memory this process held since it began or since reset(), in MiB; None on Windows."""
    if sys.platform == "win32":
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / MIB  # macOS counts bytes, Linux KiB


def peak_device_mib(device: torch.device) -> float | None:
    """Return the most memory that tensors held on the device since reset(), in MiB; None for the processor.

    On MPS, which keeps no peak, it is what the driver has lent: torch gives none of it back during a run.
    """
    if device.type in {"cuda", "xpu"}:
        return getattr(torch, device.type).max_memory_allocated(device) / MIB
    return torch.mps.driver_allocated_memory() / MIB if device.type == "mps" else None


def reset(device: torch.device) -> None:
    """Begin both peaks anew, so that what came before (the probe's large arrays) is not taken for the run's.

    The host's peak can be reset on Linux only (proc_pid_clear_refs(5), value 5); elsewhere it stays.
    """
    if device.type in {"cuda", "xpu"}:
        getattr(torch, device.type).reset_peak_memory_stats(device)
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:  # another system, or a container that forbids it
        return
