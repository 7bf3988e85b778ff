"""The energy that a stretch of a run takes, where the device counts it."""

from collections.abc import Callable
from typing import Any, Self

import torch

from drillcli.lab.device import asked, nvml, synchronize

SHORTEST_S = 0.5
"""NVML's counter moves some ten times a second: over a shorter stretch the joules would be mostly rounding."""


class Meter:
    """A stretch whose energy is metered: `with Meter(device, now) as meter: ...; meter.joules`.

    `joules` is what the whole device took, idle power included, from NVML's total energy counter (NVIDIA, from Volta
    on); None on other devices, while the stretch lasts, and after one of less than SHORTEST_S seconds. `now` reads a
    clock in seconds.
    """

    def __init__(self, device: torch.device, now: Callable[[], float]) -> None:
        self.joules: float | None = None
        self._device, self._now, self._handle = device, now, nvml(device)

    def __enter__(self) -> Self:
        synchronize(self._device)
        self._start, self._from_mj = self._now(), self._read()
        return self

    def __exit__(self, *_error: object) -> None:
        synchronize(self._device)
        upto_mj = self._read()
        if self._from_mj is not None and upto_mj is not None and self._now() - self._start >= SHORTEST_S:
            self.joules = (upto_mj - self._from_mj) / 1000

    def _read(self) -> Any | None:
        """Return the energy that the device took since its driver was loaded, in mJ."""
        return None if self._handle is None else asked("nvmlDeviceGetTotalEnergyConsumption", self._handle)
