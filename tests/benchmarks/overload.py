"""Which reviews first, when more are due than the day has room for? `python tests/benchmarks/overload.py [NAME…]`.

Orders side by side on simulated learners whose memory is not the planner's model: a year of too many reviews, and the
weeks after some away. Known is how many cards a learner truly recalls in the end; the seed is none of those on which
the shipped order (drillcli.scheduler.urgency) was chosen. Five minutes CPU in all.
"""

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import fsrs_rs_python as fsrs_rs
import numpy as np
from exam_memory import SD6, SD7, Many, Many6, Many7, drawn
from overload_other import Other
from overload_world import GOOD, Limit, Order, Waiting, World

from drillcli.fitting.simulated import TYPICAL, Limits, Standing
from drillcli.fitting.simulation import chance, courses
from drillcli.scheduler import fsrs6, fsrs7, model
from drillcli.scheduler.urgency import urgency

SEED = 20_271
LEARNERS = 8
YEAR = 365
WEEK = 7
MONTH = 30


def gain(waiting: Waiting) -> np.ndarray:
    """Return the recall that a review now adds in a month's time: what the planner of exams goes by."""
    kind, memory, recall, elapsed = waiting.model, waiting.memory, waiting.recall, waiting.elapsed
    good, again = np.full(len(recall), GOOD), np.ones(len(recall), int)
    kept = kind.recall(kind.next(memory, good, elapsed), MONTH)
    relearned = kind.recall(kind.next(kind.next(memory, again, elapsed), good, kind.step), MONTH)
    return recall * kept + (1 - recall) * relearned - kind.recall(memory, elapsed + MONTH)


ORDERS: Mapping[str, Order] = {
    "due day (Anki's default)": lambda w: w.overdue,
    "shipped: urgency": lambda w: urgency(w.recall, w.difficulty, w.overdue),
    "loss by a day's wait (former)": lambda w: w.recall - w.model.recall(w.memory, w.elapsed + 1),
    "easy first (fsrs-rs)": lambda w: -w.difficulty,
    "least known first": lambda w: -w.recall,
    "best known first": lambda w: w.recall,
    "relative overdueness": lambda w: w.elapsed / w.interval,
    "recall won in a month": gain,
    "at random": lambda w: (w.card * 2_654_435_761 + w.day * 40_503) % 65_536,
}
BASE = "due day (Anki's default)"


@dataclass(frozen=True, slots=True)
class Case:
    """Learners of a kind with a deck. `away`: study without limit until the deck is learned, then so many weeks off.

    After them the day has room for one and a half times the reviews that it had before.
    """

    truth: str
    planner: str
    cards: int
    limit: Limit
    desired: float = 0.9
    away: int = 0


CASES: Mapping[str, Case] = {
    "slight": Case("fsrs6", "own", 3_000, Limit(12, 70)),
    "count": Case("fsrs6", "fsrs6", 6_000, Limit(20, 60)),
    "count-95": Case("fsrs7", "fsrs6", 4_000, Limit(20, 70), 0.95),
    "count-7": Case("fsrs7", "fsrs7", 5_000, Limit(15, 50)),
    "minutes": Case("fsrs6", "fsrs7", 5_000, Limit(20, minutes=22)),
    "minutes-80": Case("fsrs6", "own", 10_000, Limit(30, minutes=30), 0.8),
    "minutes-95": Case("fsrs6", "own", 4_000, Limit(15, minutes=20), 0.95),
    "other": Case("other", "fsrs6", 5_000, Limit(20, 60)),
    "other-minutes": Case("other", "fsrs7", 4_000, Limit(15, minutes=18)),
    "away-2": Case("fsrs7", "fsrs6", 2_000, Limit(20), away=2),
    "away-4": Case("fsrs6", "fsrs6", 1_000, Limit(10), away=4),
    "away-12": Case("fsrs6", "fsrs7", 2_000, Limit(20), away=12),
}
GATED = "count"


@dataclass(frozen=True, slots=True)
class Outcome:
    """By learner: cards known in the end, on average over the days, and 60 days later without study; and the rest.

    `recalled` is the share of reviews that were right, `cleared` the days until all that was due could be asked, `wait`
    the longest that a card was overdue.
    """

    known: np.ndarray
    mean: np.ndarray
    later: np.ndarray
    recalled: np.ndarray
    minutes: np.ndarray
    cleared: np.ndarray
    wait: float


def play(world: World, first: int, days: int, order: Order, limit: Limit) -> Outcome:
    """Study for some days from day `first`."""
    known, reviews, forgotten, seconds, wait = [], 0, 0, 0, 0.0
    cleared = np.zeros(world.learners, int)
    for day in range(first, first + days):
        lived = world.live(day, order, limit)
        reviews, forgotten, seconds = reviews + lived.reviews, forgotten + lived.forgotten, seconds + lived.seconds
        wait = max(wait, lived.waited)
        cleared = np.where(lived.left > 0, day - first + 1, cleared)
        if (day - first) % WEEK == WEEK - 1:
            known.append(world.known(day))
    end = first + days - 1
    begun = np.flatnonzero(world.reps)
    wait = max(wait, float(np.max(end - world.last[begun] - world.interval[begun])))
    recalled, minutes = 1 - forgotten / reviews, seconds / 60 / days
    return Outcome(world.known(end), np.mean(known, 0), world.known(end + 60), recalled, minutes, cleared, wait)


def outcomes(case: Case, seed: int, orders: Mapping[str, Order]) -> dict[str, Outcome]:
    """Let the same learners study by each order."""
    rng = np.random.default_rng([seed, case.cards, case.limit.new, *map(ord, case.truth + case.planner)])
    truth = learners(case.truth, rng)
    planner = truth if case.planner == "own" else defaults(case.planner)
    world = World(truth, planner, LEARNERS, case.cards, case.desired, rng)
    first, days, limit = 0, YEAR, case.limit
    if case.away:
        learned = case.cards // limit.new + 2 * MONTH
        usual = [world.live(day, ORDERS[BASE], limit).reviews.mean() for day in range(learned)]
        first, days = learned + case.away * WEEK, 3 * MONTH
        limit = Limit(0, round(1.5 * float(np.mean(usual[-MONTH:]))))
        late = np.bincount(np.flatnonzero(world.last + world.interval <= first) // world.n).mean()
        print(f"  {late:,.0f} cards are due after {case.away} weeks, {limit.reviews} reviews a day")
    return {name: play(world.twin(), first, days, order, limit) for name, order in orders.items()}


def learners(name: str, rng: np.random.Generator) -> Many:
    if name == "other":
        return Other()
    return Many6(drawn(fsrs6, SD6, LEARNERS, rng)) if name == "fsrs6" else Many7(drawn(fsrs7, SD7, LEARNERS, rng))


def defaults(name: str) -> Many:
    return Many6(np.array([fsrs6.DEFAULTS])) if name == "fsrs6" else Many7(np.array([fsrs7.DEFAULTS]))


def change(values: np.ndarray, base: np.ndarray) -> tuple[float, float]:
    """Return by how many percent values differ from the base, over learners: the mean and its standard error."""
    share = 100 * (values / base - 1)
    return float(share.mean()), float(share.std(ddof=1) / np.sqrt(len(share)))


def line(name: str, one: Outcome, base: Outcome) -> str:
    better, error = change(one.known, base.known)
    rate, _error = change(one.known / one.minutes, base.known / base.minutes)
    return (
        f"  {name:30}{one.known.mean():7,.0f}{better:+7.1f} ±{error:3.1f}{change(one.mean, base.mean)[0]:+7.1f}"
        f"{change(one.later, base.later)[0]:+7.1f}{rate:+7.1f}{one.minutes.mean():8.1f}{one.recalled.mean():8.0%}"
        f"{one.cleared.mean():7.0f}{one.wait:7.0f}"
    )


HEADING = (
    f"  {'':30}{'known':>7}{'% against due day':>11}{'mean':>5}{'later':>7}{'/min':>7}"
    f"{'min/day':>8}{'right':>8}{'days':>7}{'wait':>7}"
)


LEGEND = """known: cards in the end; mean: over the days;
later: after 60 more days without study; days: the last that could not ask all that was due;
wait: the longest that a card was overdue, in days"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"cases: {', '.join(CASES)}; all when left out")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    began, found = time.process_time(), {}
    print(f"seed {options.seed}, {LEARNERS} learners a case. {LEGEND}")
    for name in options.names or CASES:
        case = CASES[name]
        print(f"\n{name}: {case}\n{HEADING}")
        found[name] = outcomes(case, options.seed, ORDERS)
        for order, outcome in found[name].items():
            print(line(order, outcome, found[name][BASE]), flush=True)
    print("\nknown in the end, % against due day: mean over cases, worst case, best case; the same per minute")
    for order in ORDERS:
        known = [change(one[order].known, one[BASE].known)[0] for one in found.values()]
        rate = [change(o[order].known / o[order].minutes, o[BASE].known / o[BASE].minutes)[0] for o in found.values()]
        told = "".join(f"{np.mean(v):+9.1f}{min(v):+7.1f}{max(v):+7.1f}" for v in (known, rate))
        print(f"  {order:30}{told}")
    if GATED in found:
        gates(options.seed)
        simulators()
    print(f"{time.process_time() - began:.0f} s CPU")


def gates(seed: int) -> None:
    """Print what comes of new cards that wait while reviews do."""
    print("\nnew cards on days that do not ask all that is due: all (drill), half, none (Anki's default)")
    case, order = CASES[GATED], {"urgency": ORDERS["shipped: urgency"]}
    for gate in (1.0, 0.5, 0.0):
        (one,) = outcomes(replace(case, limit=replace(case.limit, gate=gate)), seed, order).values()
        known, minutes, rate = one.known.mean(), one.minutes.mean(), (one.known / one.minutes).mean()
        print(f"  {gate:5.0%}  known {known:6,.0f}  {minutes:5.1f} min/day  {rate:5.0f} for each of them")


def simulators() -> None:
    """Print what drill's simulator and that of fsrs-rs make of the same overload, FSRS-6 being the truth."""
    cards, limits, desired = 3_000, Limits(20, 60), 0.95
    config = fsrs_rs.default_simulator_config()
    config.deck_size, config.learn_span, config.learn_limit, config.review_limit = cards, YEAR, 20, 60
    config.max_cost_perday, config.new_cards_ignore_review_limit = 1e9, True
    theirs = [fsrs_rs.simulate(fsrs_rs.DEFAULT_PARAMETERS, desired, config, seed) for seed in range(4)]
    known, minutes = [run.memorized_cnt_per_day[-1] for run in theirs], [np.mean(run.cost_per_day) for run in theirs]
    (ours,) = courses(Standing([model("fsrs6")], [], [0] * cards), limits, TYPICAL, [desired], YEAR, chance(0))
    print(f"\ndesired retention {desired}, {limits.reviews} reviews a day: cards known after a year, minutes a day")
    print(f"  drill simulate {ours.known:6,.0f}  {ours.minutes:5.1f}")
    print(f"  fsrs-rs        {np.mean(known):6,.0f}  {np.mean(minutes) / 60:5.1f}")


if __name__ == "__main__":
    main()
