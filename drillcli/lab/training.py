"""A series of steps: settings tried, warmed up without a trace, then replayed over shuffled batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from traceback import clear_frames
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from drillcli.clock import seconds
from drillcli.errors import UsageError
from drillcli.lab import count, settings
from drillcli.lab.device import synchronize
from drillcli.lab.limits import is_out_of_memory, largest_that_fits
from drillcli.lab.replay import Eager, Graph, Step
from drillcli.lab.settings import Settings
from drillcli.lab.snapshot import Snapshot
from drillcli.locale import _

if TYPE_CHECKING:
    from drillcli.lab.lab import Lab

Schedule = Callable[[float], float]
"""Progress of the training, 0 to 1, to a factor on the learning rate."""

TRIAL_S, TRIAL_STEPS, MOST_STEPS = 0.1, 3, 20
"""A way of running the step is timed by the median of at least 3 steps, and of as many more as fit 0.1 s, to 20."""

SCALE = 2.0**12
"""The first loss scale in fp16; the default of torch, 65,536, overflows in small networks' first steps."""


class Training:
    """One call of `Lab.epochs`."""

    def __init__(self, lab: Lab, step: Step, rows: int, schedule: Schedule | None, *, alone: bool) -> None:
        self.lab, self.step, self.rows, self.schedule = lab, step, rows, schedule
        self.world, self.rank = (1, 0) if alone else (lab.world, lab.rank)
        self.batch = lab.options.batch
        if self.batch > rows:
            message = _(
                "a batch of {batch} is more than the {rows} rows there are to learn from; take --batch-size {rows}"
            )
            raise UsageError(message.format(batch=self.batch, rows=rows))
        if self.batch % self.world:
            message = _("a batch of {batch} cannot be shared by {world} processes evenly; take a multiple of {world}")
            raise UsageError(message.format(batch=self.batch, world=self.world))
        self.steps = rows // self.batch
        self.order = torch.Generator().manual_seed(lab.options.seed)
        self.sample = self._shuffled()[0].to(lab.device)
        self.peaks = [optimizer.lr for optimizer in lab.optimizers]
        self.replay: Any = None

    def _shuffled(self) -> Tensor:
        """Return the rows of one epoch as this process takes them: (steps, batch / world)."""
        order = torch.randperm(self.rows, generator=self.order)[: self.steps * self.batch]
        return order.view(self.steps, self.batch)[:, self.rank :: self.world].contiguous()

    def prepare(self) -> None:
        """Choose the settings, count a step's work, probe the device, warm up; nothing of it stays in the model."""
        lab = self.lab
        self.order.manual_seed(lab.options.seed)
        before = Snapshot(lab.models, lab.optimizers, lab.device)
        self._scale()
        try:
            self._settle()
            if lab.measures.cost is None:
                lab.measures.cost = self._cost()
            lab.probe()
            self.replay = self._replay()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            clear_frames(error.__traceback__)  # they hold the tensors of the step that did not fit
            raise largest_that_fits(self.step, self.sample, self.batch) from error
        if self.world > 1 and lab.joined:
            lab.scaling(1 / self._seconds_a_step(self.replay), 1 / (self.world * self._seconds_apart()))
        before.restore()
        self._scale()
        lab.measures.graph_steps = self.replay.graph_steps

    def _cost(self) -> count.Cost:
        """Count the work of a step; a compiled model runs as it was written, for compiled code cannot be watched."""
        with torch.compiler.set_stance("force_eager" if self.lab.options.compile else "default"):
            return count.step_cost(lambda: self.step(self.sample))

    def _scale(self) -> None:
        """In fp16, give the optimizer that learns a loss scale, or a new one."""
        if self.lab.settings.dtype == "fp16" and self.lab.optimizers:
            self.lab.optimizers[-1].scaler = torch.amp.GradScaler(self.lab.device.type, init_scale=SCALE)

    def _settle(self) -> None:
        """Take the settings that run this step fastest; they hold for the rest of the run."""
        lab, options = self.lab, self.lab.options
        if lab.is_tuned:
            self._seconds_a_step(self._eager())
            return
        lab.is_tuned = True
        recurrent = any(isinstance(layer, nn.RNNBase) for model in lab.models for layer in model.modules())
        changes = settings.ways(lab.device, lab.settings, options.precision, options.threads, recurrent=recurrent)
        self._under(settings.choose(lab.settings, changes, lambda way: self._seconds_a_step(self._under(way))))

    def _under(self, way: Settings) -> Any:
        """Put settings in force and return the step replayed under them."""
        self.lab.settings = way
        way.apply(self.lab.device)
        return self._replay()

    def _seconds_a_step(self, replay: Any) -> float:
        """Return the median seconds of a few steps of the sample batch, the first ones left out."""
        batches = self.sample.expand(self.steps, -1)
        deque(replay.epoch(batches[:2]), maxlen=0)
        began = seconds()
        timed: list[float] = []
        budget = TRIAL_S if self.world == 1 else 0  # processes that share steps must take equally many
        while len(timed) < TRIAL_STEPS or (seconds() - began < budget and len(timed) < MOST_STEPS):
            replay.rewind()
            timed.extend(each for _steps, each, _loss in replay.epoch(batches[: max(1, replay.graph_steps)]))
        return median(timed)

    def _seconds_apart(self) -> float:
        """Return the median seconds of a step in which the processes do not wait for each other's gradients."""
        with ExitStack() as apart:
            for model in self.lab.joined:
                apart.enter_context(model.no_sync())
            return self._seconds_a_step(self._eager())

    def _replay(self) -> Any:
        return self._graph() if self._can_capture() else self._eager()

    def _can_capture(self) -> bool:
        """Tell whether whole steps can become a CUDA graph: on one device, not compiled, without a loss scale."""
        lab = self.lab
        plain = not lab.options.compile and lab.settings.dtype != "fp16" and self.world == 1
        return lab.device.type == "cuda" and plain and bool(lab.about.get("capturable", True))

    def _eager(self) -> Eager:
        return Eager(self.step, self.lab.device, self._rate_at)

    def _graph(self) -> Graph:
        """Return the step captured as CUDA graphs, after a few runs on a stream of its own, as torch asks."""
        rates = None
        if self.schedule is not None:
            total = self.steps * self.lab.options.epochs
            rates = torch.tensor([self.schedule(step / total) for step in range(total)], device=self.lab.device)
        graph = Graph(self.step, self.lab.device, rates, self._rate, self.sample.expand(self.steps, -1).shape)
        graph.batches.copy_(self.sample.expand(self.steps, -1))
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(TRIAL_STEPS):
                graph.rewind()
                graph.body()
        torch.cuda.current_stream().wait_stream(side)
        graph.capture(side)
        return graph

    def _rate_at(self, step: int) -> None:
        """Set the learning rates of a step, counted from 0."""
        if self.schedule is not None:
            self._rate(self.schedule(min(1.0, step / (self.steps * self.lab.options.epochs))))

    def _rate(self, factor: Any) -> None:
        for optimizer, peak in zip(self.lab.optimizers, self.peaks, strict=True):
            optimizer.lr = peak * factor

    def epoch(self, number: int) -> float:
        """Take every step of an epoch (the first is 1), tell how it goes, and return the mean loss."""
        lab = self.lab
        total = torch.zeros((), device=lab.device)
        taken = 0
        for steps, each, loss in self.replay.epoch(self._shuffled().to(lab.device)):
            taken += steps
            total += steps * loss
            lab.measures.add(steps, each)
            if lab.events.is_time():
                self._tell(number, taken, float(loss))
        synchronize(lab.device)
        return float(total) / taken

    def _tell(self, epoch: int, step: int, loss: float) -> None:
        measures, epochs = self.lab.measures, self.lab.options.epochs
        left = (epochs - epoch + 1) * self.steps - step
        self.lab.events.progress(
            phase="train",
            epoch=epoch,
            epochs=epochs,
            step=step,
            steps=self.steps,
            loss=loss,
            value=measures.curve[-1] if measures.curve else None,
            samples_per_s=measures.rate,
            left_s=left * measures.recent(),
        )
