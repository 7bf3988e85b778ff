"""Spreading: the range, the seeded fraction, and the choice of a day by load."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduler_cases import range_load

from drillcli.scheduler.fuzz import choose_day, fraction, fuzz_range

SEEDS = 20_000


def test_fraction_is_the_same_everywhere():
    """The fraction of a review is fixed for good: another version or machine shows the same intervals."""
    assert fraction("startup-challenges/inference-cost-recurs", 0) == pytest.approx(0.060319358265871315, abs=1e-12)
    assert fraction("创业/推理成本", 3) == pytest.approx(0.4722824192410533, abs=1e-12)


def test_fraction_is_uniform():
    """Over many cards, and over the reviews of one card, the fractions fill [0, 1) evenly."""
    for values in ([fraction(f"deck/{n}", 4) for n in range(SEEDS)], [fraction("deck/note", n) for n in range(SEEDS)]):
        tenths = Counter(int(value * 10) for value in values)
        assert set(tenths) == set(range(10))
        assert all(abs(count - SEEDS / 10) < 0.1 * SEEDS / 10 for count in tenths.values())


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.0001, (1, 1)),
        (1.5, (2, 2)),
        (2.49, (2, 2)),
        (2.5, (2, 4)),
        (7, (5, 9)),
        (20, (17, 23)),
        (100, (93, 107)),
        (36_600, (34_673, 36_500)),
    ],
)
def test_range(days, expected):
    """Below 2.5 days nothing moves; from there on a day and 15, 10 and 5 % of the bands; never over the maximum."""
    assert fuzz_range(days, 36_500) == expected


@pytest.mark.parametrize("days", [3, 7, 12, 30, 100, 365])
def test_fuzz_is_unbiased(days):
    """Each day of the range is as likely as any other, and on average the interval is the one that was wanted."""
    first, last = fuzz_range(days, 36_500)
    chosen = [choose_day(first, last, fraction(f"deck/{n}", 0)) for n in range(SEEDS)]
    share = SEEDS / (last - first + 1)
    assert set(chosen) == set(range(first, last + 1))
    assert all(abs(count - share) < 5 * share**0.5 for count in Counter(chosen).values())
    assert sum(chosen) / SEEDS == pytest.approx(days, rel=0.01)


@given(st.floats(0, 40_000), st.floats(0, 40_000), st.integers(1, 36_500), st.floats(0, 1, exclude_max=True))
def test_fuzz_keeps_order_and_range(one, other, maximum, chance):
    """The same fraction moves a longer interval no nearer than a shorter one; all stay within 1 and the maximum."""
    ranges = [fuzz_range(days, maximum) for days in sorted((one, other))]
    chosen = [choose_day(*days, chance) for days in ranges]
    assert all(1 <= first <= day <= last <= maximum for (first, last), day in zip(ranges, chosen, strict=True))
    assert all(a <= b for a, b in pairwise(chosen))


def test_equal_load_is_plain_fuzz():
    """Where every day is as full as the others, balancing changes nothing."""
    chances = [n / 1000 + 0.0005 for n in range(1000)]
    level = [choose_day(5, 9, chance, lambda first, last: [40] * (last - first + 1)) for chance in chances]
    assert level == [choose_day(5, 9, chance) for chance in chances]


def test_busy_days_are_avoided():
    """A day's chance falls with the square of ten plus its cards."""
    load = {5: 90, 6: 0, 7: 40, 8: 0, 9: 90}
    chosen = Counter(
        choose_day(5, 9, fraction(f"deck/{n}", 0), lambda first, last: [load[d] for d in range(first, last + 1)])
        for n in range(SEEDS)
    )
    weights = {day: 1 / (10 + count) ** 2 for day, count in load.items()}
    for day, weight in weights.items():
        expected = SEEDS * weight / sum(weights.values())
        assert abs(chosen[day] - expected) < 5 * expected**0.5 + 1


@given(st.floats(0, 4000), st.integers(1, 5000), st.floats(0, 1, exclude_max=True), st.integers(0, 10_000))
def test_load_never_leaves_the_range(days, maximum, chance, peak):
    """However full the days, the one chosen lies within the fuzz range."""
    first, last = fuzz_range(days, maximum)
    assert first <= choose_day(first, last, chance, lambda a, b: range_load(a, b, peak)) <= last
