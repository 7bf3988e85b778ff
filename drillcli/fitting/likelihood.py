"""How well a model's parameters explain what was recalled, and how that changes with each parameter.

Each review is a coin that shows "recalled" with the probability p that the model gives. Memories follow from
memories, so slopes in the parameters are carried forward along each card: dx' = (step's slopes in x) dx + (its
own slopes in the parameters). From the slopes of p come the gradient of the loss and its Fisher information.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from drillcli.fitting.dual import inputs, jacobian
from drillcli.fitting.lockstep import Block, Formulas, walk

SURELY = 1e-6
"""How near to 0 and 1 a probability may come in a logarithm."""


class Evidence(NamedTuple):
    """A block of reviews and what is to be explained of it."""

    block: Block
    weight: np.ndarray
    """(m,) how much each review counts; 0 for those that only lead up to others."""


class Loss(NamedTuple):
    """The loss of p parameters and how it bends."""

    value: float
    gradient: np.ndarray
    """(p,)"""
    information: np.ndarray
    """(p, p) the expected curvature: sum over reviews of weight / (p (1 - p)) times slope times slope."""


def loss(formulas: Formulas, w: Sequence[float], evidence: Sequence[Evidence]) -> float:
    """Return the loss of the parameters `w` over all of the evidence: the sum of weight times log loss."""
    return sum(surprise(walk(formulas, w, each.block).recall, each) for each in evidence)


def bent_loss(formulas: Formulas, w: Sequence[float], evidence: Sequence[Evidence]) -> Loss:
    """Return the loss as `loss` does, and how it bends; that takes about five times as long."""
    value, gradient, information = 0.0, np.zeros(len(w)), np.zeros((len(w), len(w)))
    for each in evidence:
        recall, slopes = recall_slopes(formulas, w, each.block)
        value += surprise(recall, each)
        told = np.flatnonzero(each.weight)
        p, slope, recalled = possible(recall[told]), slopes[:, told], each.block.rating[told] > 1
        precision = each.weight[told] / (p * (1 - p))
        gradient += slope @ (precision * (p - recalled))
        information += (slope * precision) @ slope.T
    return Loss(value, gradient, information)


def surprise(recall: np.ndarray, evidence: Evidence) -> float:
    """Return the weighted log loss of probabilities (m,) of recall."""
    p = possible(recall)
    return float(-evidence.weight @ np.log(np.where(evidence.block.rating > 1, p, 1 - p)))


def possible(recall: np.ndarray) -> np.ndarray:
    """Return probabilities of which the logarithm can be taken either way."""
    return np.clip(recall, SURELY, 1 - SURELY)


def recall_slopes(formulas: Formulas, w: Sequence[float], block: Block) -> tuple[np.ndarray, np.ndarray]:
    """Return recall at each review of a block (m,) and its slopes in the parameters (p, m); 1 and 0 at a card's first.

    What a step makes of a memory is found for all reviews at once; only the carrying goes round by round.
    """
    state, width = formulas.STATE, formulas.STATE + len(w)
    recall, before, _last = walk(formulas, w, block)
    parameters, begin = inputs(w, first=state), block.rounds[0]
    begun = formulas.first(parameters, block.rating[begin])
    carried = jacobian(begun, width, begin.stop)[:, state:]
    stepped = formulas.step(parameters, inputs(before), block.elapsed, block.rating)
    local = jacobian(stepped, width, len(recall))
    slopes = np.zeros((len(w), len(recall)))
    for at in block.rounds[1:]:
        through = np.einsum("qsm,spm->qpm", local[:, :state, at], carried[:, :, : at.stop - at.start])
        total = through + local[:, state:, at]
        slopes[:, at], carried = total[0], total[1:]
    return recall, slopes
