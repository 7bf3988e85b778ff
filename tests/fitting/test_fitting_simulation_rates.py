"""How a learner rates and how long answers take: told from the log, drawn toward the typical learner."""

import pytest

np = pytest.importorskip("numpy")

from drillcli.fitting.history import history  # noqa: E402
from drillcli.fitting.simulated import PULL, TYPICAL, own  # noqa: E402
from drillcli.fitting.simulation_rates import LEARNING, RELEARNING, REVIEW, phases, rates  # noqa: E402

NOTHING = history((), (), (), (), ())
LOG = [  # card, minutes, day, rating, seconds
    (1, 0, 10, 1, 20),
    (1, 1, 10, 3, 10),
    (1, 11, 10, 3, 10),
    (1, 1500, 11, 3, 8),
    (1, 9000, 16, 1, 30),
    (1, 9010, 16, 3, 9),
    (2, 5, 10, 3, 12),
    (2, 15, 10, 3, 6),
    (2, 3000, 12, 2, 500),
    (2, 20000, 23, 4, 0),
]


def told(rows=LOG):
    card, minutes, day, rating, seconds = zip(*rows, strict=True)
    return history(card, [m * 60_000 for m in minutes], day, rating, [1000 * s for s in seconds])


def test_phases_follow_from_study_days():
    """The first day is learning, the first answer of a later day a review, what follows it relearning."""
    first = [LEARNING, LEARNING, LEARNING, REVIEW, REVIEW, RELEARNING]
    assert phases(told()).tolist() == [*first, LEARNING, LEARNING, REVIEW, REVIEW]


def test_without_answers_all_is_typical():
    """An empty log gives the typical learner, as shares of 1."""
    found = rates(NOTHING)
    assert (found.firsts, found.recalls, found.answers) == (0, 0, 0)
    assert found.first == pytest.approx(TYPICAL.first)
    assert found.recalled == pytest.approx(TYPICAL.recalled)
    assert np.array(found.learning) == pytest.approx(np.array(TYPICAL.learning), rel=1e-3)
    assert np.array(found.seconds) == pytest.approx(np.array(TYPICAL.seconds))


def test_own_answers_stand_beside_typical_ones():
    """Each share and each time is the mean of the learner's own answers and of PULL typical ones."""
    found = rates(told())
    assert (found.firsts, found.recalls, found.answers) == (2, 3, 9)
    assert found.first[0] == pytest.approx((1 + PULL * TYPICAL.first[0]) / (2 + PULL))
    assert found.recalled == pytest.approx([(1 + PULL * share) / (3 + PULL) for share in TYPICAL.recalled])
    assert found.learning[0][2] == pytest.approx((1 + PULL * TYPICAL.learning[0][2]) / (1 + PULL), rel=1e-3)
    assert found.relearning[0][2] == pytest.approx((1 + PULL * TYPICAL.relearning[0][2]) / (1 + PULL), rel=1e-3)
    good_in_learning = (10 + 10 + 12 + 6 + PULL * TYPICAL.seconds[0][2]) / (4 + PULL)
    assert found.seconds[0][2] == pytest.approx(good_in_learning)


def test_long_absences_and_missing_times_do_not_count():
    """An answer of more than two minutes counts as two; one without a time tells nothing of times."""
    found = rates(told())
    assert found.seconds[1][1] == pytest.approx((120 + PULL * TYPICAL.seconds[1][1]) / (1 + PULL))
    assert found.seconds[1][3] == pytest.approx(TYPICAL.seconds[1][3])


def test_shares_add_up_to_one():
    """Whatever the log, every row of shares sums to 1."""
    for log in (told(), NOTHING):
        found = rates(log)
        for row in (found.first, found.recalled, *found.learning, *found.relearning):
            assert sum(row) == pytest.approx(1)


def test_many_answers_outweigh_the_typical():
    """The weight of the learner's own answers grows with their number."""
    assert own(0) == 0
    assert own(PULL) == 0.5
    assert own(99 * PULL) == pytest.approx(0.99)
