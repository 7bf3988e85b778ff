"""What a run holds before its first step, so that warming up and trying settings leave no trace in it."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from drillcli.lab.optimizer import Optimizer


class Snapshot:
    """Weights, buffers and random states; `restore` writes them back where they lie and empties the optimizers."""

    def __init__(self, models: Sequence[nn.Module], optimizers: Sequence[Optimizer], device: torch.device) -> None:
        self.device = device
        self.optimizers = optimizers
        self.tensors = [tensor for model in models for tensor in (*model.parameters(), *model.buffers())]
        self.copies = [tensor.detach().clone() for tensor in self.tensors]
        self.memories = [memory(optimizer) for optimizer in optimizers]
        self.random = torch.get_rng_state()
        self.there = None if device.type == "cpu" else getattr(torch, device.type)
        self.random_there = self.there.get_rng_state(device) if self.there else None

    @torch.no_grad()
    def restore(self) -> None:
        """Put everything back as it was when this snapshot was taken."""
        for tensor, copy in zip(self.tensors, self.copies, strict=True):
            tensor.copy_(copy)
        for optimizer, remembered in zip(self.optimizers, self.memories, strict=True):
            optimizer.zero_grad()
            for key, value in memory(optimizer, clone=False).items():
                value.copy_(remembered[key]) if key in remembered else value.zero_()
        torch.set_rng_state(self.random)
        if self.there:
            self.there.set_rng_state(self.random_there, self.device)


def memory(optimizer: Optimizer, *, clone: bool = True) -> dict[Any, Tensor]:
    """Return what an optimizer remembers of earlier steps, by parameter and name."""
    return {
        (id(parameter), name): value.clone() if clone else value
        for parameter, state in optimizer.inner.state.items()
        for name, value in state.items()
        if isinstance(value, Tensor)
    }
