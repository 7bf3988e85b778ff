"""Strategies and checks that both memory models share: logs of any shape, parameters anywhere in their bounds."""

import numpy as np
from fitting_cases import log_of
from hypothesis import strategies as st

from drillcli.fitting.likelihood import Evidence
from drillcli.fitting.lockstep import blocks
from drillcli.scheduler import model as scalar_model

gaps = st.one_of(st.just(0.0), st.floats(0, 1), st.floats(0, 30), st.floats(0, 3_000))
lives = st.lists(st.tuples(gaps, st.integers(1, 4)), min_size=1, max_size=8)
logs = st.lists(lives, min_size=1, max_size=6).map(
    lambda cards: log_of(*(list(zip(np.cumsum([gap for gap, _ in c]), [r for _, r in c], strict=True)) for c in cards))
)


def parameters_of(batch):
    """Return a strategy of parameters that keep every bound."""
    inside = st.tuples(*(st.floats(low, high) for low, high in zip(batch.low, batch.high, strict=True)))
    return st.one_of(st.just(batch.defaults), inside.map(lambda w: raised(batch, w)))


def raised(batch, w):
    """Lift parameters that fell below the one they must at least equal."""
    lifted = list(w)
    for lower, upper in ((0, 1), (1, 2), (2, 3), *batch.box.rising):
        lifted[upper] = max(lifted[lower], lifted[upper])
    return tuple(lifted)


def one_by_one(batch, parameters, log):
    """Return recall before each review and each card's last memory, as the scheduler's own kernel tells them."""
    kernel, elapsed, recall, last = scalar_model(batch.name, parameters), batch.elapsed(log).tolist(), [], []
    for start, stop in zip(log.starts[:-1].tolist(), log.starts[1:].tolist(), strict=True):
        memory = kernel.first(int(log.rating[start]))
        recall.append(1.0)
        for row in range(start + 1, stop):
            recall.append(kernel.retrievability(memory, elapsed[row]))
            memory = kernel.next(memory, int(log.rating[row]), elapsed[row])
        last.append(memory)
    return np.array(recall), np.array(last)


def whole(batch, log):
    """Return all of a log as one block of evidence, every review that had time before it counting once."""
    elapsed = batch.elapsed(log)
    (block,) = blocks(log, np.diff(log.starts), elapsed, log.n + 1)
    return Evidence(block, (elapsed[block.rows] > 0).astype(float))


def nudged(batch, seed=3):
    """Return parameters a little off the defaults, away from every bound and corner."""
    w = np.array(batch.defaults)
    spread = np.minimum(w - batch.low, np.subtract(batch.high, w))
    rng = np.random.default_rng(seed)
    return np.where(
        spread > 0,
        w + 0.2 * spread * rng.uniform(-1, 1, len(w)),
        w + 0.05 * np.subtract(batch.high, batch.low) * (1 - 2 * (w >= batch.high)),
    )
