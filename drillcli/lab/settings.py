"""How a step is run: threads, memory allocator, precision; chosen by timing a few steps each way."""

import ctypes
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch

from drillcli.errors import UsageError
from drillcli.locale import _

WORTH = 0.92
"""A way is taken up when its steps take at most this share of the time of the best one so far."""

TURNS = 3
"""How often a way and the best one so far are timed, in turns: what else the machine does then strikes both."""

DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}
"""By precision: what autocast computes in; the others compute in float32."""

AMPERE = 8
"""The compute capability (major) from which NVIDIA devices have TF32 and bf16."""

# glibc's malloc.h: parameters of mallopt, and the values in force before anybody calls it
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
KEEPING = {M_TRIM_THRESHOLD: 2**31 - 1, M_MMAP_THRESHOLD: 2**25, M_TOP_PAD: 2**26}
RETURNING = {M_TRIM_THRESHOLD: 2**17, M_MMAP_THRESHOLD: 2**17, M_TOP_PAD: 2**17}


@dataclass(frozen=True, slots=True)
class Settings:
    """Threads of the processor, whether freed memory is kept, and the precision: fp32, tf32, bf16 or fp16."""

    threads: int
    malloc: bool
    dtype: str

    def apply(self, device: torch.device) -> None:
        """Put these settings in force in this process."""
        if torch.get_num_threads() != self.threads:
            torch.set_num_threads(self.threads)
        if has_glibc():
            keep_freed_memory(keep=self.malloc)
        if device.type == "cuda":
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = self.dtype != "fp32"
            torch.backends.cudnn.benchmark = True


def has_glibc() -> bool:
    """Tell whether the C library is glibc, the one whose allocator can be told to keep memory."""
    return platform.libc_ver()[0] == "glibc"


def keep_freed_memory(*, keep: bool) -> None:
    """Have glibc keep freed memory, or give it back as it does by default.

    Activations of some MB are otherwise returned to the kernel and faulted in again in each step, which made
    networks between 1.5 and 3 times as slow on two cores.
    """
    library = ctypes.CDLL(None)
    for parameter, value in (KEEPING if keep else RETURNING).items():
        library.mallopt(parameter, value)


def first(device: torch.device, precision: str, threads: int | None) -> Settings:
    """Return the settings to begin with: those asked for, else those that are mostly best.

    Raises UsageError for a precision that the device lacks. `precision` is auto, fp32, tf32, bf16 or fp16; on
    an NVIDIA device auto begins with TF32 where there is TF32.
    """
    nvidia = device.type == "cuda" and torch.version.hip is None  # ROCm goes by the name of CUDA too
    ampere = nvidia and torch.cuda.get_device_capability(device)[0] >= AMPERE
    if precision == "tf32" and not ampere:
        raise UsageError(_("--precision tf32 is for NVIDIA devices from Ampere on; take fp32 or bf16"))
    dtype = precision if precision != "auto" else "tf32" if ampere else "fp32"
    return Settings(threads or torch.get_num_threads(), malloc=has_glibc(), dtype=dtype)


def ways(
    device: torch.device, start: Settings, precision: str, threads: int | None, *, recurrent: bool
) -> Iterator[dict[str, Any]]:
    """Yield the changes worth trying on a device, each on top of what proved best so far.

    On CUDA autocast has the `recurrent` layers of cuDNN compute in fp16 when bf16 is asked for (AutocastRNN.cpp of
    torch), where small gradients vanish without a loss scale: nobody gets that unasked.
    """
    if device.type == "cpu":
        if has_glibc():
            yield {"malloc": False}
        if not threads:
            yield from ({"threads": count} for count in sorted({start.threads // 2, 1} - {start.threads, 0}))
    if precision == "auto" and (device.type == "cpu" or (start.dtype == "tf32" and not recurrent)):
        yield {"dtype": "bf16"}


def choose(start: Settings, changes: Iterator[dict[str, Any]], measure: Callable[[Settings], float]) -> Settings:
    """Return the settings under which `measure` (s a step) is least, going through the changes one by one."""
    best = start
    measure(start)  # warms up, and shows whether there is memory enough
    for change in changes:
        candidate = replace(best, **change)
        times = [(measure(candidate), measure(best)) for _ in range(TURNS)]
        took, before = map(min, zip(*times, strict=True))
        if took < WORTH * before:
            best = candidate
    return best
