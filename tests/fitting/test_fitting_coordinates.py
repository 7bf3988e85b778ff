"""The coordinates that a fit moves in and the bounds that it keeps."""

import math
from dataclasses import replace

import pytest

np = pytest.importorskip("numpy")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from model_cases import nudged, parameters_of  # noqa: E402

from drillcli.fitting import fsrs6  # noqa: E402
from drillcli.fitting.models import BATCH  # noqa: E402
from drillcli.scheduler import model  # noqa: E402

NAMES = pytest.mark.parametrize("name", BATCH)


@NAMES
@settings(deadline=None)
@given(data=st.data())
def test_there_and_back(name, data):
    """Parameters come back from their coordinates."""
    w = data.draw(parameters_of(BATCH[name]))
    box = BATCH[name].box
    assert box.outward(box.inward(w)).tolist() == pytest.approx(w, rel=1e-9)


@NAMES
def test_slopes_are_those_of_small_differences(name):
    """The slope of each parameter in each coordinate is what a small step shows."""
    box, h = BATCH[name].box, 1e-6
    z = box.inward(nudged(BATCH[name]))
    shown = [(box.outward(z + h * side) - box.outward(z - h * side)) / (2 * h) for side in np.eye(len(z))]
    np.testing.assert_allclose(box.slopes(z), np.transpose(shown), rtol=1e-6, atol=1e-8)


@NAMES
@settings(deadline=None)
@given(data=st.data(), steps=st.integers(1, 6))
def test_the_scheduler_takes_whatever_is_nearest(name, data, steps):
    """However far a step went, the nearest allowed parameters keep every bound; what is allowed stays as it is."""
    batch = BATCH[name]
    box = replace(batch.box, relearning_steps=steps)
    away = np.array(data.draw(st.lists(st.floats(-5, 5), min_size=len(batch.low), max_size=len(batch.low))))
    z = box.nearest(box.inward(batch.defaults) + away)
    w = box.outward(z)
    model(name, w.tolist())  # which checks them
    assert (np.diff(w[:4]) >= 0).all()
    assert (w <= box.ceilings(w) * (1 + 1e-9)).all()
    np.testing.assert_allclose(box.nearest(z), z, rtol=1e-9, atol=1e-9)


def test_relearning_steps_bound_the_gain_within_a_day():
    """A lapse and n steps answered Good do not make a memory of one day, at 70 % recall, stronger than it was."""
    w = np.array(BATCH["fsrs6"].defaults)
    w[11], w[13], w[14], w[17], w[18] = 0.9, 0.25, 1.5, 2.0, 2.0
    for steps in (2, 3, 5):
        box = replace(BATCH["fsrs6"].box, relearning_steps=steps)
        bound = box.outward(box.nearest(box.inward(w)))
        assert (
            bound[17] == bound[18] == pytest.approx(math.sqrt(-math.log(0.9 * (2**0.25 - 1) * math.exp(0.45)) / steps))
        )
        after = 0.9 * (2**0.25 - 1) * math.exp(0.45) * math.exp(steps * bound[17] * bound[18])
        assert after == pytest.approx(1.0)


def test_one_relearning_step_bounds_nothing():
    """As fsrs-rs: only several steps do; and FSRS-7, which knows no steps, is never bound."""
    wide = np.array(BATCH["fsrs6"].defaults)
    wide[17] = wide[18] = 2.0
    box = BATCH["fsrs6"].box
    assert box.outward(box.nearest(box.inward(wide)))[17:19].tolist() == [2.0, 2.0]
    seven = BATCH["fsrs7"].box
    assert replace(seven, relearning_steps=5).ceilings(np.array(seven.defaults)).tolist() == list(seven.high)


def test_the_lapse_of_the_bound_is_the_model_s_own():
    """The strength that the bound speaks of is what FSRS-6 gives at D = 1, S = 1, R = 0.7."""
    w = (*BATCH["fsrs6"].defaults[:17], 0.0, 0.0, *BATCH["fsrs6"].defaults[19:])
    assert fsrs6.lapse(w, 1.0, 1.0, 0.7) == pytest.approx(w[11] * (2 ** w[13] - 1) * math.exp(0.3 * w[14]))


def test_a_bound_holds_what_would_break_it():
    """Going against the gradient, a parameter on its bound is held if that leads outside, free if it leads inside."""
    box = BATCH["fsrs6"].box
    w = np.array(box.defaults)
    w[7], w[20], w[1], w[2] = 0.001, 0.8, 1.0, 1.0
    z = box.inward(w)
    uphill, downhill = np.ones(21), -np.ones(21)
    assert np.flatnonzero(box.held(z, uphill)).tolist() == [2, 7]
    assert np.flatnonzero(box.held(z, downhill)).tolist() == [20]
