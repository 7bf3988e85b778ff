"""The lab: what a program asks for data, a device and an optimizer, and to which it says what a step is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from drillcli.clock import seconds
from drillcli.lab import datasets, memory, optimizer, settings
from drillcli.lab.datasets import Data
from drillcli.lab.device import describe, synchronize
from drillcli.lab.energy import Meter
from drillcli.lab.events import Events
from drillcli.lab.measures import Measures
from drillcli.lab.optimizer import Optimizer
from drillcli.lab.options import Options
from drillcli.lab.parallel import Crew, Joined
from drillcli.lab.phases import Phases
from drillcli.lab.replay import Step
from drillcli.lab.settings import DTYPES
from drillcli.lab.training import Schedule, Training

BEFORE_TRAINING = ("data", "build", "warmup")
"""Phases that have no steps to tell of while they last."""


class Lab:
    """One run of one program: it describes model, data, step and quality; the lab places, replays and measures."""

    def __init__(
        self,
        about: Mapping[str, Any],
        options: Options,
        device: torch.device,
        events: Events,
        crew: Crew,
        phases: Phases,
    ) -> None:
        self.about, self.options, self.device = about, options, device
        self.events, self.crew, self.phases = events, crew, phases
        self.rng = np.random.default_rng(options.seed)
        self.measures = Measures(device, phases)
        self.name = describe(device)["name"]
        self.settings = self._settings()
        self.is_tuned = self._is_tuned()
        self.models: list[nn.Module] = []
        self.joined: list[Joined] = []
        self.report: Callable[[], None] = lambda: None
        self.optimizers: list[Optimizer] = []
        self.found: Data | None = None
        torch.manual_seed(options.seed)
        self.settings.apply(device)

    def _is_tuned(self) -> bool:
        """Tell whether the settings stand: chosen by an earlier run here, in a trial, or for several processes."""
        tuned = self.options.tuned or {}
        return self.options.quick or self.world > 1 or tuned.get("device", self.name if tuned else None) == self.name

    def _settings(self) -> settings.Settings:
        """Return the settings to begin with: those of an earlier run here, as far as nothing else is asked for now."""
        options = self.options
        threads = 1 if options.quick and self.device.type == "cpu" else None  # a trial does not ask which is faster
        asked = settings.first(self.device, options.precision, options.threads or threads)
        if self.world > 1:
            asked = replace(asked, threads=options.threads or max(1, asked.threads // self.crew.here))
        if not options.tuned or options.tuned.get("device", self.name) != self.name:
            return asked
        return settings.Settings(
            options.threads or options.tuned["threads"],
            bool(options.tuned["malloc"]),
            options.tuned["dtype"] if options.precision == "auto" else asked.dtype,
        )

    @property
    def world(self) -> int:
        """How many processes train this model together."""
        return self.crew.world

    @property
    def rank(self) -> int:
        """Which of them this is, from 0."""
        return self.crew.rank

    @property
    def cache(self) -> Path:
        """A folder for what is made at run time and may be made again."""
        return self.options.cache

    @property
    def samples_per_s(self) -> float | None:
        """Samples/s of the latest `epochs` or `measure`, by the median step."""
        return self.measures.rate

    def data(self) -> Data:
        """Return the data asked for (`--data`), else the program's own, as tensors on the device.

        Raises DrillError where it is missing or damaged.
        """
        options = self.options
        with self.phase("data"):
            found = datasets.load(options.data, self.about["data"], options.cache, quick=options.quick)
            if options.quick:
                found = datasets.cut(found, self.about["quick"].get("rows"), np.random.default_rng(0))
            if options.shuffle_labels:
                found = datasets.shuffled(found, self.rng)
            self.found = found
            return replace(found, train=self._here(found.train), test=self._here(found.test))

    def _here(self, arrays: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return arrays as tensors on the device; what is no array of numbers (a table, say) stays as it is."""
        return tuple(
            torch.from_numpy(part).to(self.device) if isinstance(part, np.ndarray) and part.dtype != object else part
            for part in arrays
        )

    def place(self, model: nn.Module, *, joined: bool = True) -> Any:
        """Return the model on the device, channels last where it convolves images, compiled when asked.

        With several processes and `joined` its gradients are averaged over them (DistributedDataParallel).
        """
        with self.phase("build"):
            model = model.to(self.device)
            if any(isinstance(layer, nn.Conv2d) for layer in model.modules()):
                model = model.to(memory_format=torch.channels_last)
            self.models.append(model)
            placed: Any = self.crew.wrap(model, self.device) if joined else model
            if isinstance(placed, Joined):
                self.joined.append(placed)
            return torch.compile(placed) if self.options.compile else placed

    def adam(self, model: nn.Module, lr: float, weight_decay: float = 0.0) -> Optimizer:
        """Return Adam with decoupled weight decay over the model's parameters, fused where the device can."""
        return self.optimizer(torch.optim.AdamW, model, lr=lr, weight_decay=weight_decay)

    def optimizer(self, kind: Any, model: nn.Module, **how: Any) -> Optimizer:
        """Return an optimizer of a class of torch.optim over the model's parameters."""
        made = optimizer.make(kind, model.parameters(), self.device, **how)
        self.optimizers.append(made)
        return made

    def autocast(self) -> Any:
        """Return the context in which a forward pass computes in bf16 or fp16, where that was asked for or chosen."""
        kind = DTYPES.get(self.settings.dtype)
        # a cast kept from one replay of a CUDA graph would be stale in the next
        return torch.autocast(
            self.device.type, kind or torch.bfloat16, enabled=kind is not None, cache_enabled=self.device.type == "cpu"
        )

    def backward(self, loss: Tensor) -> None:
        """Compute the gradients of a loss; in fp16 it is scaled up first, so that small ones do not vanish."""
        scaler = self.optimizers[-1].scaler if self.optimizers else None
        (loss if scaler is None else scaler.scale(loss)).backward()

    def epochs(self, step: Step, rows: int, schedule: Schedule | None = None, *, alone: bool = False) -> Iterator[int]:
        """Train: replay `step` over the `rows` of the training data, shuffled anew in each epoch, in full batches.

        The first call tries which settings run the step fastest and warms up, without a trace in model or optimizer.
        `schedule` maps progress (0 to 1) to a factor on the optimizers' learning rate. Yields after each epoch: 1, 2…
        Several processes share each batch, unless this one goes `alone`. Raises UsageError for a batch that does not
        fit the rows or the processes, OutOfMemoryError where the device is too small.
        """
        training = Training(self, step, rows, schedule, alone=alone)
        self.measures.begin(training.batch, kept=not alone)
        with self.phase("warmup"):
            training.prepare()
        with Meter(self.device, seconds) as meter:
            for epoch in range(1, self.options.epochs + 1):
                with self.phase("train"):
                    self.measures.lost(training.epoch(epoch))
                self.report()
                yield epoch
        self.measures.spent(meter.joules)

    def measure(self, function: Callable[[], Any], samples: int, times: int) -> Any:
        """Call a function once to warm up and `times` more, timed as steps of `samples`; return the last result."""
        self.measures.begin(samples, kept=True)
        self.measures.only_these()
        with self.phase("warmup"):
            self.probe()
            result = function()
            synchronize(self.device)
        with self.phase("train"):
            for done in range(times):
                began = seconds()
                result = function()
                synchronize(self.device)
                self.measures.add(1, seconds() - began)
                if self.events.is_time():
                    self.events.progress(phase="train", step=done + 1, steps=times, samples_per_s=self.measures.rate)
        return result

    @contextmanager
    def evaluating(self, *models: nn.Module) -> Iterator[None]:
        """Have the models (all that were placed, when none is given) judge, not learn: no dropout, no gradients."""
        judged = models or tuple(self.models)
        with self.phase("eval"), torch.no_grad():
            for model in judged:
                model.eval()
            yield
            for model in judged:
                model.train()

    def phase(self, name: str) -> AbstractContextManager[None]:
        """Count the time within as a phase of the report: data, build, warmup, train or eval."""
        if name in BEFORE_TRAINING:
            self.events.progress(phase=name)
        return self.phases.phase(name)

    def probe(self) -> None:
        """Measure the device's ceilings before the first step, in the precision of the run."""
        if self.measures.before is None:
            self.measures.before = self.measures.ceilings(self.settings.dtype, quick=self.options.quick)
            memory.reset(self.device)  # the probe took more than the run will

    def curve(self, value: float) -> None:
        """Add the quality after an epoch, on data kept apart, to the curve of the report."""
        name, better = next(iter(self.about["metrics"].items()))
        self.measures.reached(float(value), self.target(name), better)

    def quality(self, baseline: tuple[Mapping[str, str], float], **metrics: float) -> None:
        """Report each metric of ABOUT on data never seen, and what a simple baseline reaches in the first of them."""
        self.measures.baseline = {"name": dict(baseline[0]), "value": float(baseline[1])}
        self.measures.metrics = {name: float(value) for name, value in metrics.items()}

    def scaling(self, together: float | None, alone: float | None) -> None:
        """Report how well processes share the work: samples/s of all `together` against each doing as well as one."""
        if self.world > 1 and together and alone:
            self.measures.efficiency = together / (self.world * alone)

    def note(self, name: str, value: float | str | list[float], *, en: str, zh: str) -> None:
        """Add a figure, a text or a list of figures (which is plotted) to the report."""
        self.measures.notes.append({"name": name, "label": {"en": en, "zh": zh}, "value": value})

    def target(self, metric: str) -> float | None:
        """Return what the program promises of a metric on the data in use; None where it promises nothing."""
        if self.options.quick or self.found is None:
            return None
        targets: Mapping[str, float] = self.about["data"].get(self.found.name, {})
        return targets.get(metric)
