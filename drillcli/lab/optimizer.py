"""The optimizer as a program sees it: zero_grad, step and a learning rate, whatever the precision and the replay."""

from typing import Any

import torch
from torch import Tensor


class Optimizer:
    """An optimizer of torch whose learning rate may change between replays of a captured step.

    On CUDA the rate is a tensor on the device, so that a CUDA graph reads the one of its moment. In fp16 gradients are
    scaled up before the backward pass and down before the step (torch.amp.GradScaler).
    """

    def __init__(self, inner: Any, device: torch.device) -> None:
        self.inner = inner
        self.device = device
        self.scaler: Any = None
        self.peak = float(inner.param_groups[0]["lr"])
        if device.type == "cuda":
            for group in inner.param_groups:
                group["lr"] = torch.tensor(self.peak, device=device)

    @property
    def lr(self) -> float:
        """The learning rate in force."""
        return float(self.inner.param_groups[0]["lr"])

    @lr.setter
    def lr(self, value: float | Tensor) -> None:
        for group in self.inner.param_groups:
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(value)
            else:
                group["lr"] = float(value)

    def zero_grad(self) -> None:
        """Forget the gradients of the last step."""
        self.inner.zero_grad(set_to_none=True)

    def step(self) -> None:
        """Move the parameters along their gradients."""
        if self.scaler is None:
            self.inner.step()
        else:
            self.scaler.step(self.inner)
            self.scaler.update()


def make(kind: Any, parameters: Any, device: torch.device, **options: Any) -> Optimizer:
    """Return an optimizer of a class of torch.optim, fused on the devices that fuse it, capturable on CUDA.

    Where it is not fused torch chooses (None): to forbid it (False) would also keep torch from joining its operations.
    """
    extra: dict[str, Any] = {}
    if kind in (torch.optim.Adam, torch.optim.AdamW):
        extra["fused"] = True
        extra["capturable"] = device.type == "cuda"
    elif kind is torch.optim.SGD:
        extra["fused"] = True if device.type in ("cpu", "cuda") else None
    return Optimizer(kind(parameters, **options, **extra), device)
