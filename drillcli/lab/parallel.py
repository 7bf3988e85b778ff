"""Several processes at one model: torchrun starts them, torch.distributed joins them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import torch
import torch.distributed as dist
from torch import nn


class Joined(nn.parallel.DistributedDataParallel):
    """A model whose gradients are averaged over the processes; its own attributes are still at hand."""

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of this wrapper, else of the model in it."""
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__("module"), name)


class Crew:
    """The processes of this run: how many (`world`), which one this is (`rank`), and how many on this host."""

    def __init__(self) -> None:
        self.world = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
        self.local_rank = int(os.environ.get("LOCAL_RANK", "0"))

    def asked(self, name: str) -> str:
        """Return the device asked for; several processes with a free choice take one on which they can join."""
        if self.world == 1 or name != "auto":
            return name
        return "cuda" if torch.cuda.is_available() else "cpu"

    def device(self, chosen: torch.device) -> torch.device:
        """Return the device of this process: on CUDA one each, as far as there are as many."""
        if self.world == 1 or chosen.type != "cuda":
            return chosen
        return torch.device("cuda", self.local_rank % torch.cuda.device_count())

    @contextmanager
    def joined(self, device: torch.device) -> Iterator[None]:
        """Join the other processes: through NCCL where each has a CUDA device of its own, else gloo."""
        if self.world == 1:
            yield
            return
        own = device.type == "cuda" and self.here <= torch.cuda.device_count()
        dist.init_process_group("nccl" if own else "gloo")
        yield
        dist.barrier()  # who leaves first takes the store of the others away
        dist.destroy_process_group()

    def leave(self, code: int) -> NoReturn:
        """End this process; one of several at once, since gloo's threads can abort an interpreter that winds down."""
        if self.world == 1:
            sys.exit(code)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def wrap(self, model: nn.Module, device: torch.device) -> nn.Module:
        """Return the model with its gradients averaged over the processes in each backward pass."""
        if self.world == 1:
            return model
        indices = [device.index] if device.type == "cuda" else None
        return Joined(model, device_ids=indices)

    def gathered(self, value: float | None) -> list[Any]:
        """Return the value of each process, in the order of their ranks; all of them must call this."""
        if self.world == 1:
            return [value]
        values: list[Any] = [None] * self.world
        dist.all_gather_object(values, value)
        return values
