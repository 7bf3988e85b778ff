"""Memory models by name, and which parameters they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduler_cases import MS_PER_DAY, NEVER_FUZZED, histories, later, models, reach

from drillcli.scheduler import MODELS, Scheduler, fsrs6, fsrs7, model

NAN = float("nan")


@pytest.mark.parametrize(("name", "count"), [("fsrs6", 21), ("fsrs7", 34)])
def test_defaults(name, count):
    """A model without parameters has its defaults, and says its name."""
    found = model(name)
    assert (found.name, len(found.parameters)) == (name, count)
    assert model(name, found.parameters).parameters == found.parameters


def test_unknown_name():
    """An unknown name is refused with the names that there are."""
    with pytest.raises(ValueError, match="unknown memory model sm2; the models are fsrs6, fsrs7"):
        model("sm2")
    assert list(MODELS) == ["fsrs6", "fsrs7"]


@pytest.mark.parametrize(("name", "count", "expected"), [("fsrs6", 20, 21), ("fsrs7", 35, 34), ("fsrs7", 21, 34)])
def test_wrong_number_of_parameters(name, count, expected):
    """A vector of another length is refused, not guessed at."""
    with pytest.raises(ValueError, match=f"{name} takes {expected} parameters, not {count}"):
        model(name, [0.5] * count)


@pytest.mark.parametrize("value", [-1.0, 101.0, NAN, float("inf")])
@pytest.mark.parametrize(("name", "defaults"), [("fsrs6", fsrs6.DEFAULTS), ("fsrs7", fsrs7.DEFAULTS)])
def test_parameter_out_of_bounds(name, defaults, value):
    """A parameter outside its bounds, or none at all, is refused by its index."""
    with pytest.raises(ValueError, match=f"parameter 2 of {name} is .*; it must lie between .* and 100"):
        model(name, (*defaults[:2], value, *defaults[3:]))


def test_fsrs7_first_stabilities_rise():
    """FSRS-7 wants its first stabilities, and its two bases, in order."""
    falling = (fsrs7.DEFAULTS[1], fsrs7.DEFAULTS[0], *fsrs7.DEFAULTS[2:])
    with pytest.raises(ValueError, match="parameter 1 of fsrs7 must not be below parameter 0"):
        model("fsrs7", falling)


@given(models, histories, st.lists(st.floats(0, 40_000), min_size=2, max_size=8))
def test_recall_falls_with_time(memory_model, history, times):
    """Recall begins near one, never rises as time passes, and stays a probability."""
    state, _at = reach(Scheduler(memory_model, NEVER_FUZZED), history)
    memory = state.memory if state else memory_model.first(3)
    recall = [memory_model.retrievability(memory, t) for t in sorted(times)]
    assert recall == sorted(recall, reverse=True)
    assert all(0 < r <= 1 for r in recall)
    assert memory_model.retrievability(memory, 0) == pytest.approx(1, abs=2e-5)


@given(models, histories, st.floats(0.7, 0.99))
def test_interval_is_the_inverse_of_recall(memory_model, history, desired):
    """Recall at the end of the raw interval is the desired one, unless the interval met the model's end of time."""
    state, _at = reach(Scheduler(memory_model, NEVER_FUZZED), history)
    memory = state.memory if state else memory_model.first(3)
    days = memory_model.interval(memory, desired)
    if memory_model.name == "fsrs7" and days == 36500:
        assert memory_model.retrievability(memory, days) >= desired - 1e-9
    else:
        assert memory_model.retrievability(memory, days) == pytest.approx(desired, abs=1e-9)


@given(models, histories, st.integers(0, 100 * MS_PER_DAY))
def test_difficulty_and_stability_stay_in_bounds(memory_model, history, gap):
    """The two figures that are shown stay within 1 to 10 and within 0 to 36500 days."""
    scheduler = Scheduler(memory_model, NEVER_FUZZED)
    state, at = reach(scheduler, history)
    for outcome in scheduler.preview("deck/note", state, later(at, gap)).values():
        assert 1 <= memory_model.difficulty(outcome.memory) <= 10
        assert 0 <= memory_model.stability(outcome.memory) <= 36500
