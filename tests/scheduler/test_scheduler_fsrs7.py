"""FSRS-7 against the reference's vectors, and its exact interval solver."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduler_cases import NEVER_FUZZED, SHARED, answer_all, local, vectors

from drillcli.model import MINUTES_PER_DAY
from drillcli.scheduler import Scheduler, model
from drillcli.scheduler.mixture import LONGEST, Mixture

VECTORS = vectors("fsrs7_vectors.json")
FSRS7 = model("fsrs7")


def assert_reproduced(known, name):
    """Check states, recall and intervals of every sequence under one parameter set."""
    memory_model = model("fsrs7", known["sets"][name]["w"])
    for sequence, case in zip(known["sequences"], known["sets"][name]["cases"], strict=True):
        memory, states = None, []
        for elapsed, rating in sequence:
            memory = memory_model.next(memory, rating, elapsed) if memory else memory_model.first(rating)
            states.append(memory)
        assert states == [pytest.approx(state, rel=1e-9) for state in case["states"]]
        recall = [memory_model.retrievability(memory, t) for t in known["elapsed_times_for_R"]]
        assert recall == pytest.approx(case["R"], rel=1e-9)
        intervals = [memory_model.interval(memory, r) for r in known["desired_retention"]]
        assert intervals == pytest.approx(case["I"], rel=1e-9)


@pytest.mark.parametrize("name", VECTORS["sets"])
def test_vectors(name):
    """States, recall and exact intervals are the reference's to nine digits, for four parameter sets."""
    assert_reproduced(VECTORS, name)


@pytest.mark.skipif(not SHARED.exists(), reason="the full set of vectors lies beside the repository")
@pytest.mark.parametrize("name", VECTORS["sets"])
def test_all_vectors(name):
    """The same for all 252 sequences."""
    assert_reproduced(vectors("fsrs7_vectors.json", SHARED), name)


def test_published_six_steps():
    """Ratings 1,3,3,3,3,3 at 0,0,1,3,8,21 days end where three upstream projects say they do."""
    memory = FSRS7.first(1)
    for elapsed in (0, 1, 3, 8, 21):
        memory = FSRS7.next(memory, 3, elapsed)
    assert memory == pytest.approx((25.9857, 700.5589, 5.8775), abs=5e-5)


def test_days_are_clock_time():
    """20:00 to 19:00 the next day is 23 hours; a clock that went backwards counts as no time."""
    evening, next_evening = local("2026-03-01T20:00+08:00"), local("2026-03-02T19:00+08:00")
    assert FSRS7.elapsed(evening, next_evening) == pytest.approx(23 / 24)
    assert FSRS7.elapsed(next_evening, evening) == 0


def test_stability_is_the_ninety_percent_interval():
    """Neither inner stability is shown, but the time until recall is 90 %."""
    memory = FSRS7.first(3)
    assert FSRS7.stability(memory) == pytest.approx(4.8, abs=0.05)
    assert FSRS7.retrievability(memory, FSRS7.stability(memory)) == pytest.approx(0.9)
    assert FSRS7.difficulty(memory) == memory[2]


def test_two_hundred_easy_stay_bounded():
    """Both stabilities are capped: no overflow, and the interval is the policy's maximum."""
    states = answer_all(Scheduler(FSRS7, NEVER_FUZZED), [4] * 200)
    assert max(states[-1].memory) == LONGEST
    assert states[-1].interval == 36500 * MINUTES_PER_DAY


@given(
    st.floats(0, 1), st.floats(0.01, 0.95), st.floats(1e-4, 1e20), st.floats(0.01, 0.95), st.floats(1e-6, 1e3),
    st.floats(0.01, 0.999),
)  # fmt: skip
def test_solver_is_exact(share, fast_decay, fast_rate, slow_decay, slow_rate, recall):
    """The time found is the one at which the curve passes the wanted recall, however the two parts are shaped."""
    curve = Mixture(share, fast_decay, fast_rate, slow_decay, slow_rate)
    found = curve.days_until(recall)
    if found == LONGEST:
        assert curve.recall(LONGEST) >= recall
    else:
        assert curve.recall(found) == pytest.approx(recall, abs=1e-10)


@pytest.mark.parametrize(("recall", "days"), [(0.99999, 0.0), (1.0, 0.0), (0.00001, LONGEST), (0.0, LONGEST)])
def test_solver_at_the_edges(recall, days):
    """Recall that the curve never has gives no time, recall that it never falls to gives the longest."""
    assert Mixture(0.5, 0.1, 1.0, 0.1, 1.0).days_until(recall) == days


def test_solver_where_one_part_hardly_ever_fades():
    """A part whose own time would overflow bounds nothing: the other part decides."""
    curve = Mixture(0.0, 0.01, 1.0, 0.95, 1000.0)
    assert curve.recall(curve.days_until(0.0005)) == pytest.approx(0.0005, abs=1e-12)
