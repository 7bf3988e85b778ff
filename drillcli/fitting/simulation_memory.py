"""The memories of many cards at once, each under its own memory model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from drillcli.fitting import fsrs6, fsrs7, simulation_interval
from drillcli.fitting.lockstep import Formulas
from drillcli.scheduler.base import MemoryModel

WIDEST = 3
"""How many numbers a memory is at most."""

OfMemory = Callable[[Sequence[float], np.ndarray, np.ndarray], np.ndarray]
"""From parameters, memories (state, n) and days or recalls (n,)."""


class Kernel(NamedTuple):
    """A memory model on arrays: its formulas, recall after some days, and the days until a recall is reached."""

    formulas: Formulas
    recall: OfMemory
    interval: OfMemory


KERNELS: Mapping[str, Kernel] = {
    "fsrs6": Kernel(fsrs6, lambda w, memory, days: fsrs6.recalled(w, memory[0], days), simulation_interval.of_fsrs6),
    "fsrs7": Kernel(
        fsrs7, lambda w, memory, days: fsrs7.forgetting(w, memory, days).recall, simulation_interval.of_fsrs7
    ),
}


class Memories:
    """The memories of n cards, of which none has one yet; `kind` (n,) holds the place of its model in `models`."""

    def __init__(self, models: Sequence[MemoryModel], kind: np.ndarray) -> None:
        self.models = [(KERNELS[model.name], model.parameters) for model in models]
        self.kind = kind
        self.state = np.zeros((WIDEST, len(kind)))

    def begin(self, cards: np.ndarray, rating: np.ndarray) -> None:
        """Give cards the memory that a first review leaves."""
        for kernel, w, at in self._parts(cards):
            self.state[: kernel.formulas.STATE, cards[at]] = kernel.formulas.first(w, rating[at])

    def review(self, cards: np.ndarray, rating: np.ndarray, days: np.ndarray) -> None:
        """Give cards the memory that a review leaves, `days` after the one before."""
        for kernel, w, at in self._parts(cards):
            _recall, *after = kernel.formulas.step(w, self._memory(kernel, cards[at]), days[at], rating[at])
            self.state[: kernel.formulas.STATE, cards[at]] = after

    def recall(self, cards: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return the probabilities of recall `days` after the last review."""
        found = np.empty(len(cards))
        for kernel, w, at in self._parts(cards):
            found[at] = kernel.recall(w, self._memory(kernel, cards[at]), days[at])
        return found

    def difficulty(self, cards: np.ndarray) -> np.ndarray:
        """Return the difficulties, 1 to 10: the last number of a memory, whatever the model."""
        found = np.empty(len(cards))
        for kernel, _w, at in self._parts(cards):
            found[at] = self._memory(kernel, cards[at])[-1]
        return found

    def interval(self, cards: np.ndarray, desired: np.ndarray) -> np.ndarray:
        """Return the days from the last review until recall falls to the desired retentions; not rounded."""
        found = np.empty(len(cards))
        for kernel, w, at in self._parts(cards):
            found[at] = kernel.interval(w, self._memory(kernel, cards[at]), desired[at])
        return found

    def _memory(self, kernel: Kernel, cards: np.ndarray) -> np.ndarray:
        return self.state[: kernel.formulas.STATE, cards]

    def _parts(self, cards: np.ndarray) -> Iterator[tuple[Kernel, Sequence[float], Any]]:
        """Yield each model, its parameters, and which of the `cards` are its own."""
        if len(self.models) == 1:
            yield *self.models[0], slice(None)
            return
        kinds = self.kind[cards]
        for place, model in enumerate(self.models):
            yield *model, np.flatnonzero(kinds == place)
