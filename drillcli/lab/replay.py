"""How the step of a program is replayed: one by one, or many a launch as a CUDA graph."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from drillcli.clock import seconds
from drillcli.lab.device import synchronize

Step = Callable[[Tensor], Tensor]
"""A training step: rows (B,) of the training data, on the device, to the loss (a tensor without axes)."""

STEPS_A_LAUNCH = 20
"""At most so many steps are captured in one CUDA graph: enough that the launch (some µs) is small beside them."""


class Eager:
    """Runs each step as Python calls it; on an accelerator several before it waits for them."""

    graph_steps = 0

    def __init__(self, step: Step, device: torch.device, set_rate: Callable[[int], None]) -> None:
        self.step = step
        self.device = device
        self.set_rate = set_rate
        self.taken = 0
        self.together = 1 if device.type == "cpu" else STEPS_A_LAUNCH

    def epoch(self, batches: Tensor) -> Iterator[tuple[int, float, Tensor]]:
        """Take a step for each row of `batches` (steps, B); yield steps taken, seconds a step, mean loss."""
        for together in batches.split(self.together):
            began = seconds()
            loss = torch.stack([self._take(rows) for rows in together]).mean()
            synchronize(self.device)
            yield len(together), (seconds() - began) / len(together), loss

    def rewind(self) -> None:
        """Go back to before the first step."""
        self.taken = 0

    def _take(self, rows: Tensor) -> Tensor:
        self.set_rate(self.taken)
        self.taken += 1
        return self.step(rows).detach()


class Graph:
    """Runs whole steps as CUDA graphs, which spares the processor's work for each of their operations.

    The rows of the epoch lie on the device; a captured step reads those at a cursor and moves it on.
    """

    def __init__(self, step: Step, device: torch.device, rates: Tensor | None, set_rate: Any, shape: Any) -> None:
        self.step = step
        self.rates = rates
        self.set_rate = set_rate
        self.batches = torch.zeros(shape, dtype=torch.long, device=device)  # (steps, B)
        self.cursor = torch.zeros(1, dtype=torch.long, device=device)
        self.taken = torch.zeros(1, dtype=torch.long, device=device)
        self.loss = torch.zeros((), device=device)
        launches = -(-shape[0] // STEPS_A_LAUNCH)
        self.graph_steps = shape[0] // launches  # so that few steps of an epoch are left over to go one by one

    def body(self) -> None:
        """Take the step at the cursor; every effect is on the device."""
        if self.rates is not None:
            self.set_rate(self.rates.index_select(0, self.taken)[0])
        loss = self.step(self.batches.index_select(0, self.cursor)[0])
        self.loss.add_(loss.detach())
        self.cursor.add_(1)
        self.taken.add_(1)

    def capture(self, stream: Any = None) -> None:
        """Record one step, and many, on the stream on which they were run before; the work is recorded, not done."""
        self.stream = stream
        self.single = self._recorded(1)
        self.many = self._recorded(self.graph_steps)
        self.rewind()

    def _recorded(self, steps: int) -> Any:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, stream=self.stream):
            for _ in range(steps):
                self.body()
        return graph

    def rewind(self) -> None:
        """Go back to before the first step."""
        self.cursor.zero_()
        self.taken.zero_()

    def epoch(self, batches: Tensor) -> Iterator[tuple[int, float, Tensor]]:
        """Replay the steps of `batches` (steps, B), at most an epoch; yield steps taken, seconds a step, mean loss.

        Timed by device events, from the end of one launch to the end of the next: what lies between them counts.
        """
        self.batches[: len(batches)].copy_(batches)
        self.cursor.zero_()
        left = len(batches)
        before = marked()
        while left:
            steps = self.graph_steps if left >= self.graph_steps else 1
            self.loss.zero_()
            (self.many if steps > 1 else self.single).replay()
            done = marked()
            done.synchronize()
            yield steps, before.elapsed_time(done) / 1000 / steps, self.loss / steps
            left -= steps
            before = done


def marked() -> Any:
    """Return an event that happens when the device has done all that it was given so far."""
    event = torch.cuda.Event(enable_timing=True)
    event.record()
    return event
