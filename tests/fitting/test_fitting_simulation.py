"""Months of study, simulated: hand-computed days, the day's limits, and the simulator of fsrs-rs as the peer."""

from dataclasses import replace
from itertools import pairwise

import pytest

np = pytest.importorskip("numpy")

from drillcli.fitting import simulation  # noqa: E402
from drillcli.fitting.simulated import DESIRED, TYPICAL, Learned, Limits, Standing  # noqa: E402
from drillcli.fitting.simulation import Run, chance, courses, month_ends  # noqa: E402
from drillcli.scheduler import model  # noqa: E402
from drillcli.scheduler.urgency import urgency  # noqa: E402

FSRS6 = model("fsrs6")
GOOD = (0.0, 0.0, 1.0, 0.0)
ALWAYS_GOOD = replace(TYPICAL, first=GOOD, recalled=(0.0, 1.0, 0.0), learning=(GOOD,) * 3, relearning=(GOOD,) * 3)
NO_HARD = replace(
    TYPICAL,
    first=(0.3, 0.0, 0.5, 0.2),
    learning=((0.38, 0.0, 0.56, 0.06), (0.05, 0.45, 0.45, 0.05), (0.06, 0.0, 0.88, 0.06)),
    relearning=((0.25, 0.0, 0.69, 0.06), (0.05, 0.45, 0.45, 0.05), (0.1, 0.0, 0.87, 0.03)),
)
"""In steps never Hard: fsrs-rs lets it weaken a memory in simulation, but not when it schedules."""
OPEN = Limits(new=10**6, reviews=10**6)


def unlearned(n, name="fsrs6"):
    return Standing([model(name)], [], [0] * n)


def simulated(standing, limits=OPEN, rates=TYPICAL, desired=0.9, days=30, seed=0):
    (course,) = courses(standing, limits, rates, [desired], days, chance(seed))
    return course


def test_the_first_day_by_hand():
    """A new card that is Good twice takes two answers in learning, and is known at the end of its day."""
    course = simulated(unlearned(1), rates=ALWAYS_GOOD, days=1)
    (month,) = course.months
    assert (month.last, month.days, month.new, month.reviews) == (0, 1, 1.0, 0.0)
    assert month.minutes == pytest.approx(2 * TYPICAL.seconds[0][2] / 60)
    assert month.known == pytest.approx(1.0)
    assert course.seconds_per_known == pytest.approx(2 * TYPICAL.seconds[0][2])


def test_a_card_is_due_when_its_recall_has_fallen():
    """The card comes again after the rounded interval that the memory model gives, not a day before."""
    memory = FSRS6.next(FSRS6.first(3), 3, 0)
    days = int(FSRS6.interval(memory, 0.9) + 0.5)
    for last, reviews in ((days, 0), (days + 1, 1)):
        course = simulated(unlearned(1), rates=ALWAYS_GOOD, days=last)
        assert course.reviews * last == pytest.approx(reviews)


def test_known_is_the_sum_of_recall():
    """Cards that are not due count by their probability of recall at the end of the day."""
    memory = (50.0, 5.0)
    standing = Standing([FSRS6], [Learned(0, memory, 11.0, 900), Learned(0, memory, 3.0, 900)], [])
    course = simulated(standing, days=10)
    wanted = FSRS6.retrievability(memory, 20) + FSRS6.retrievability(memory, 12)
    assert course.known == pytest.approx(wanted)
    assert course.minutes == 0


def test_what_is_overdue_comes_on_the_first_day():
    """All cards due are asked at once where the limit allows it."""
    standing = Standing([FSRS6], [Learned(0, (20.0, 5.0), 40.0, 0)] * 5, [])
    assert simulated(standing, days=1).reviews == 5


def test_limits_hold():
    """No day has more reviews or new cards than the limits say."""
    standing = Standing([FSRS6], [Learned(0, (2.0, 5.0), 40.0, 0)] * 300, [0] * 50)
    run = Run(standing, Limits(new=7, reviews=40), TYPICAL, np.array([0.8, 0.95]), chance(1))
    days = np.array([run.live(day) for day in range(20)])
    assert days[:7, 0].min() == 40
    assert days[:, 0].max() == 40
    assert days[:7, 1].tolist() == [[7, 7]] * 7
    assert days[:, 1].sum(0).tolist() == [50, 50]


def test_a_day_ends_with_its_minutes():
    """No answer is begun once the minutes are used up; new cards get what the reviews leave."""
    standing = Standing([FSRS6], [Learned(0, (2.0, 5.0), 40.0, 0)] * 200, [0] * 100)
    run = Run(standing, Limits(new=100, reviews=10**6, minutes=10), TYPICAL, np.array([0.7, 0.9]), chance(1))
    days = np.array([run.live(day) for day in range(12)])
    longest = max(map(max, TYPICAL.seconds)) * (1 + simulation.MOST_STEPS)
    assert days[:, 2].max() <= 600 + longest
    assert days[0, 2].min() > 600
    assert days[0, 1].tolist() == [0, 0]
    assert days[:, 1].sum() > 0


def test_the_most_urgent_come_first():
    """Where not all reviews fit, those are asked that a sitting would ask, whatever their models."""
    models = [FSRS6, model("fsrs7")]
    memories = [(400.0, 5.0), (3.0, 8.0), (60.0, 2.0), (30.0, 12.0, 4.0), (5.0, 4.0, 9.0)]
    learned = [Learned(int(len(memory) > 2), memory, 30.0, -due) for due, memory in enumerate(memories)]
    found = [
        urgency(models[card.model].retrievability(card.memory, 30.0), models[card.model].difficulty(card.memory), late)
        for late, card in enumerate(learned)
    ]
    best = sorted(range(len(found)), key=found.__getitem__)[-2:]
    run = Run(Standing(models, learned, []), Limits(reviews=2), TYPICAL, np.array([0.9, 0.9]), chance(0))
    run.live(0)
    assert np.flatnonzero(run.last == 0).tolist() == sorted(best + [card + len(learned) for card in best])


def test_steps_end_with_easy_or_goods_in_a_row():
    """Good has to come as often as there are steps; Again begins anew; Hard neither counts nor breaks the row."""
    run = Run(unlearned(1), OPEN, TYPICAL, np.array([0.9]), chance(0))
    rating = np.array([1, 3, 4, 0] * 2000)
    drawn = run._steps(rating, TYPICAL.learning, 2)
    for first, steps in zip(rating.tolist(), drawn.T.tolist(), strict=True):
        goods = int(first == 3)
        for place, given in enumerate(steps):
            is_over = first in (0, 4) or goods == 2
            assert (given == 0) == is_over
            goods = {1: 0, 2: goods, 3: goods + 1, 4: 2, 0: 2}[given]
            assert place < simulation.MOST_STEPS


def test_without_steps_there_are_none():
    """Empty learning steps: each answer ends the day of its card."""
    limits = replace(OPEN, learning_steps=(), relearning_steps=())
    course = simulated(unlearned(400), limits, days=1)
    mean = np.dot(TYPICAL.first, TYPICAL.seconds[0])
    assert course.minutes * 60 / 400 == pytest.approx(mean, rel=0.02)


@pytest.mark.parametrize("name", ["fsrs6", "fsrs7"])
def test_the_curve_rises(name, monkeypatch):
    """More recall wanted costs more time and brings more known cards; the same seed gives the same curve."""
    monkeypatch.setattr(simulation, "ENOUGH", 1200)
    standing, limits = unlearned(300, name), Limits(new=10)
    curve = courses(standing, limits, TYPICAL, DESIRED[::4], 120, chance(3))
    minutes, known = [c.minutes for c in curve], [c.known for c in curve]
    assert minutes == sorted(minutes)
    assert known == sorted(known)
    assert courses(standing, limits, TYPICAL, DESIRED[::4], 120, chance(3)) == curve
    assert courses(standing, limits, TYPICAL, DESIRED[::4], 120, chance(4)) != curve


def test_models_stand_beside_each_other():
    """Cards of decks with models of their own share the day's limits."""
    mixed = Standing([FSRS6, model("fsrs7")], [Learned(1, (8.0, 6.0, 5.0), 4.0, 2)], [0, 1] * 30)
    course = simulated(mixed, Limits(new=6), days=20)
    assert course.months[0].new * 20 == pytest.approx(60)
    assert 50 < course.known < 61


def test_months_cover_all_days():
    """Rows are about a month each, at most 24 of them, and end with the last day."""
    assert month_ends(365) == [29, 60, 90, 121, 151, 181, 212, 242, 273, 303, 334, 364]
    assert month_ends(7) == [6]
    for days in (1, 45, 400, 800, 3650):
        ends = month_ends(days)
        assert ends[-1] == days - 1
        assert len(ends) <= simulation.MOST_MONTHS
        assert ends == sorted(set(ends))


def test_nothing_to_simulate_is_refused():
    """Neither no card nor no day."""
    for standing, days in ((Standing([FSRS6], [], []), 5), (unlearned(1), 0)):
        with pytest.raises(ValueError, match="a card and a day"):
            simulated(standing, days=days)


# -- against fsrs-rs ---------------------------------------------------------------------------

RUNS = 16
CARDS, DAYS, NEW = 1500, 240, 12


def peer(rates, desired, seed):
    """Return knowledge at the end of each month, and reviews and minutes a day in it, by the simulator of fsrs-rs."""
    fsrs_rs = pytest.importorskip("fsrs_rs_python")
    config = fsrs_rs.default_simulator_config()
    config.deck_size, config.learn_span, config.learn_limit = CARDS, DAYS, NEW
    config.max_cost_perday = 1e9
    config.first_rating_prob, config.review_rating_prob = list(rates.first), list(rates.recalled)
    config.learning_step_transitions = [list(row) for row in rates.learning]
    config.relearning_step_transitions = [list(row) for row in rates.relearning]
    found = fsrs_rs.simulate(list(FSRS6.parameters), desired, config, seed)
    bounds = [0, *(end + 1 for end in month_ends(DAYS))]
    spans = list(pairwise(bounds))
    known = [found.memorized_cnt_per_day[end - 1] for _begin, end in spans]
    reviews = [np.mean(found.review_cnt_per_day[begin:end]) for begin, end in spans]
    return [known, reviews, [np.mean(found.cost_per_day[begin:end]) / 60 for begin, end in spans]]


def ours(rates, desired):
    """Return the same of as many runs side by side: (runs, 3, months)."""
    limits = Limits(new=NEW, reviews=10**6)
    found = courses(unlearned(CARDS), limits, rates, [desired] * RUNS, DAYS, chance(0))
    names = ("known", "reviews", "minutes")
    return np.array([[[getattr(month, name) for month in run.months] for name in names] for run in found])


def compared(rates, desired):
    """Return the mean of ours minus that of fsrs-rs as a share, and in standard errors: (3, months)."""
    theirs = np.array([peer(rates, desired, seed) for seed in range(RUNS)])
    own = ours(rates, desired)
    gap = own.mean(0) - theirs.mean(0)
    error = np.sqrt((own.var(0, ddof=1) + theirs.var(0, ddof=1)) / RUNS)
    return gap / theirs.mean(0), gap / error


@pytest.mark.parametrize("desired", [0.75, 0.9, 0.97])
def test_it_agrees_with_fsrs_rs(desired, monkeypatch):
    """Month by month, known cards, reviews and minutes lie within its noise: 4 standard errors of 16 runs each.

    Over all months known cards differ by less than 0.2 %, reviews and minutes by less than 3 % (one run's own
    standard deviation is 2 %).
    """
    monkeypatch.setattr(simulation, "ENOUGH", 1)
    share, errors = compared(NO_HARD, desired)
    assert np.abs(errors).max() < 4
    assert np.abs(share.mean(1)).max() < 0.03
    assert abs(share.mean(1)[0]) < 0.002


def test_it_agrees_nearly_where_hard_comes_in_steps(monkeypatch):
    """fsrs-rs simulates that Hard within the day weakens a memory (its scheduler does not): up to 5 % more reviews."""
    monkeypatch.setattr(simulation, "ENOUGH", 1)
    share, _errors = compared(TYPICAL, 0.85)
    assert np.abs(share.mean(1)).max() < 0.05
    assert abs(share.mean(1)[0]) < 0.003
