"""FSRS-6 against upstream's vectors and against the packages `fsrs` and `fsrs-rs-python`."""

import random
import re
from datetime import UTC, datetime, timedelta

import fsrs
import fsrs_rs_python
import pytest
from scheduler_cases import NEVER_FUZZED, answer_all, local, on_day, vectors

from drillcli.model import MINUTES_PER_DAY, Rating
from drillcli.scheduler import Scheduler, model
from drillcli.scheduler.fsrs6 import DEFAULTS, upgraded
from drillcli.scheduler.fuzz import choose_day, fuzz_range, round_days

VECTORS = vectors("fsrs6_vectors.json")
FSRS6 = model("fsrs6")
FSRS5 = model(
    "fsrs6",
    (
        *(0.6845422, 1.6790825, 4.7349424, 10.042885, 7.4410233, 0.64219797, 1.071918, 0.0025195254, 1.432437, 0.1544),
        *(0.8692766, 2.0696752, 0.0953, 0.2975, 2.4691248, 0.19542035, 3.201072, 0.18046261, 0.121442534),
    ),
)
FSRS45 = (0.4, 0.6, 2.4, 5.8, 4.93, 0.94, 0.86, 0.01, 1.49, 0.14, 0.94, 2.18, 0.05, 0.34, 1.26, 0.29, 2.61)
NO_SHORT_TERM = model("fsrs6", (*DEFAULTS[:17], 0.0, 0.0, 0.0, DEFAULTS[20]))


def replay(memory_model, ratings, deltas):
    memory = memory_model.first(ratings[0])
    for rating, delta in zip(ratings[1:], deltas[1:], strict=True):
        memory = memory_model.next(memory, rating, delta)
    return memory


def after(stability, difficulty, recall, rating):
    """The stability after a review at the moment when recall has fallen to `recall`."""
    memory = (stability, difficulty)
    return FSRS6.next(memory, rating, FSRS6.interval(memory, recall))[0]


def two_reviews():
    pairs = [((g, g), (1, 1)) for g in (1, 2, 3, 4)] + [((1, 1), (1, 2)), ((2, 2), (1, 2))]
    return [replay(FSRS6, ratings, deltas) for ratings, deltas in pairs]


def interval_history():
    ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]
    return [s.interval // MINUTES_PER_DAY for s in answer_all(Scheduler(FSRS6, NEVER_FUZZED), ratings)]


def fsrs5_buttons():
    memory = replay(FSRS5, [1, 3, 3, 3], [0, 1, 3, 8])
    return [FSRS5.next(memory, rating, 21) for rating in Rating]


SIX = ([1, 3, 3, 3, 3, 3], [0, 0, 1, 3, 8, 21])
OURS = {
    "ivl_history": interval_history,
    "memory state [1,3,3,3,3,3]": lambda: replay(FSRS6, *SIX),
    "same, short-term params": lambda: replay(NO_SHORT_TERM, *SIX),
    "first review S": lambda: [FSRS6.first(g)[0] for g in Rating],
    "first review D": lambda: [FSRS6.first(g)[1] for g in Rating],
    "power_forgetting_curve": lambda: [
        FSRS6.retrievability((s, 5.0), t) for t, s in zip(range(6), (1, 2, 3, 4, 4, 2), strict=True)
    ],
    "stability after success": lambda: [
        # upstream's first case puts Again into the formula of success, where it counts as Good
        after(5, d, r, g)
        for d, r, g in zip((1, 2, 3, 4), (0.9, 0.8, 0.7, 0.6), (3, 2, 3, 4), strict=True)
    ],
    "stability after failure": lambda: [
        after(5, d, r, 1) for d, r in zip((1, 2, 3, 4), (0.9, 0.8, 0.7, 0.6), strict=True)
    ],
    "same-day stability": lambda: [FSRS6.next((5.0, 5.0), g, 0)[0] for g in Rating],
    "same via fsrs-rs-python": lambda: [FSRS6.next((5.0, 5.0), g, 0)[0] for g in Rating],
    "next difficulty": lambda: [FSRS6.next((5.0, 5.0), g, 0)[1] for g in Rating],
    "two-review S": lambda: [memory[0] for memory in two_reviews()],
    "two-review D": lambda: [memory[1] for memory in two_reviews()],
    "FSRS-5 19-param upgrade": lambda: replay(FSRS5, [1, 3, 3, 3, 3], [0, 1, 3, 8, 21]),
    "FSRS-5 19-param: next_states": lambda: FSRS5.next((20.925528, 7.005062), 3, 21),
    "FSRS-5 19-param: four buttons": lambda: [memory[0] for memory in fsrs5_buttons()],
    "same: D": lambda: [memory[1] for memory in fsrs5_buttons()],
    "17-param": lambda: upgraded(FSRS45),
}
FLOAT32 = 2e-6
FUZZ_NAME = re.compile(r"anki fuzz ivl=([\d.]+) min=(\d+) max=(\d+)")
CHECKS = [check for check in VECTORS["upstream_checks"] if not check["name"].startswith(("anki", "interval for"))]
FUZZ_CHECKS = [
    (float(match[1]), int(match[3]), check["expected"])
    for check in VECTORS["upstream_checks"]
    if (match := FUZZ_NAME.match(check["name"])) and int(match[2]) <= fuzz_range(float(match[1]), int(match[3]))[0]
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check["name"])
def test_upstream_check(check):
    """Each check that py-fsrs, fsrs-rs, ts-fsrs and fsrs-optimizer publish holds here too."""
    ours = next(compute for name, compute in OURS.items() if check["name"].startswith(name))()
    assert list(ours) == pytest.approx(check["expected"], rel=FLOAT32, abs=check["tol"])


def test_interval_by_desired_retention():
    """A stability of one day gives upstream's intervals for 10 % to 100 %; upstream's first one is float32's."""
    expected = next(c for c in VECTORS["upstream_checks"] if c["name"].startswith("interval for"))["expected"]
    ours = [max(round_days(FSRS6.interval((1.0, 5.0), tenths / 10)), 1) for tenths in range(1, 11)]
    assert ours[0] == pytest.approx(expected[0], rel=2e-6)
    assert ours[1:] == expected[1:]


@pytest.mark.parametrize(("days", "maximum", "expected"), FUZZ_CHECKS)
def test_fuzz_is_ankis(days, maximum, expected):
    """At the fractions 0, 0.5 and 0.99 the day is Anki's; its cases with a binding minimum do not arise here."""
    assert [choose_day(*fuzz_range(days, maximum), chance) for chance in (0, 0.5, 0.99)] == expected


@pytest.mark.parametrize("sequence", VECTORS["cross_checked_sequences"], ids=lambda s: str(s["ratings"]))
def test_cross_checked_sequence(sequence):
    """States agree with fsrs-rs and py-fsrs after every review, intervals at three retentions with their values."""
    memory = None
    for index, (rating, delta) in enumerate(zip(sequence["ratings"], sequence["delta_days"], strict=True)):
        memory = FSRS6.next(memory, rating, delta) if memory else FSRS6.first(rating)
        step = sequence["steps"][index]
        assert memory == pytest.approx((step["stability"], step["difficulty"]), rel=1e-5)
        assert memory == pytest.approx(sequence["fsrs_rs_f32"][index], rel=2e-5)
        for percent in (80, 90, 95):
            assert FSRS6.interval(memory, percent / 100) == pytest.approx(step[f"interval_dr{percent}"], abs=1e-4)


def random_case(seed):
    """Parameters near the defaults, ratings and whole-day gaps (a third of them within the day)."""
    rng = random.Random(seed)
    first_16 = (w * rng.uniform(1.0, 1.1) for w in DEFAULTS[:16])
    parameters = (*first_16, 1.5, *DEFAULTS[17:20], rng.uniform(0.1, 0.5))
    length = rng.randint(2, 12)
    deltas = [0] + [rng.choice((0, rng.randint(1, 5), rng.randint(1, 120))) for _ in range(length - 1)]
    return parameters, [rng.randint(1, 4) for _ in range(length)], deltas


@pytest.mark.parametrize("seed", range(60))
def test_random_sequence_equals_fsrs_rs(seed):
    """Random parameters and sequences give the memory that fsrs-rs gives, to the precision of float32."""
    parameters, ratings, deltas = random_case(seed)
    oracle, theirs = fsrs_rs_python.FSRS(list(parameters)), None
    for rating, delta in zip(ratings, deltas, strict=True):
        states = oracle.next_states(theirs, 0.9, delta)
        theirs = (states.again, states.hard, states.good, states.easy)[rating - 1].memory
    ours = replay(model("fsrs6", parameters), ratings, deltas)
    assert ours == pytest.approx((theirs.stability, theirs.difficulty), rel=1e-4)


@pytest.mark.parametrize("seed", range(60))
def test_random_sequence_equals_py_fsrs(seed):
    """Random parameters and sequences give the memory that py-fsrs gives, below our upper bound of stability."""
    parameters, ratings, deltas = random_case(seed)
    oracle = fsrs.Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at, memory_model, memory = (
        fsrs.Card(card_id=1),
        datetime(2026, 1, 1, tzinfo=UTC),
        model("fsrs6", parameters),
        None,
    )
    for rating, delta in zip(ratings, deltas, strict=True):
        at += timedelta(days=delta)
        card, _log = oracle.review_card(card, fsrs.Rating(rating), at)
        memory = memory_model.next(memory, rating, delta) if memory else memory_model.first(rating)
        if card.stability > 36500:
            return
        assert memory == pytest.approx((card.stability, card.difficulty), rel=1e-9)


def test_days_are_study_days():
    """20:00 to 19:00 the next day is one day; 23:00 to 03:00 is none, for the study day begins at 04:00."""
    evening = local("2026-03-01T20:00+08:00")
    assert FSRS6.elapsed(evening, local("2026-03-02T19:00+08:00")) == 1
    assert FSRS6.elapsed(local("2026-03-01T23:00+08:00"), local("2026-03-02T03:00+08:00")) == 0
    assert FSRS6.elapsed(evening, on_day(evening.day - 3)) == 0


def test_stability_is_the_ninety_percent_interval():
    """What is shown as stability is the time until recall is 90 %."""
    assert FSRS6.stability((12.5, 4.0)) == pytest.approx(FSRS6.interval((12.5, 4.0), 0.9))
    assert FSRS6.difficulty((12.5, 4.0)) == 4.0


def test_two_hundred_easy_stay_bounded():
    """Stability is capped at 36500 days: no overflow, and the interval is the policy's maximum."""
    states = answer_all(Scheduler(FSRS6, NEVER_FUZZED), [4] * 200)
    assert states[-1].memory == (36500.0, 1.0)
    assert states[-1].interval == 36500 * MINUTES_PER_DAY
