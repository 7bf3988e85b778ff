"""Does the plan for an exam work? `python tests/benchmarks/exam.py [--quick]`: simulated learners, equal minutes.

The share of cards truly recalled on the day, by the plan (drillcli.exam as shipped) against (a) ordinary FSRS at 0.90
with 20 new cards a day, (b) the best fixed desired retention, chosen afterwards in each cell from a grid with new cards
paced in two ways, (c) new cards evenly in file order and three days of cramming. Learners' parameters are drawn around
the defaults and known to nobody; each pair is LEARNER/PLANNER by its models. The seed is none of those tuned on.
"""

import argparse
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from exam_memory import SD6, SD7, Many, Many6, Many7, drawn
from exam_methods import crammed, fixed, planned
from exam_world import Case, Method, World, prepare, run

from drillcli.scheduler import fsrs6, fsrs7, model

SEED = 20_270
PAIRS = (("fsrs6", "fsrs6"), ("fsrs7", "fsrs7"), ("fsrs7", "fsrs6"), ("fsrs6", "fsrs7"))
DECKS = (
    (50, 5, 0.0), (100, 14, 0.0), (200, 14, 0.5), (200, 30, 0.0),
    (150, 60, 0.0), (400, 45, 0.5), (500, 30, 0.0), (500, 60, 0.0),
)  # fmt: skip
"""Cards, days to the exam, the share of cards studied before."""
LEVELS = {"short": 35.0, "fair": 70.0, "ample": 140.0}
"""Seconds a card in all; for a deck of which half is known, half of it."""
RETENTIONS = (0.75, 0.80, 0.85, 0.90, 0.94, 0.97)
CARDS_A_CELL, LEAST = 1600, 8
HEADING = (
    "% of cards recalled on the day, mean over learners ± its standard error\n"
    "cards days known  level  min/day   learners         plan  (a) .90 (b) best (c) cram"
    "   wins a/b/c %     plan - a    plan - b    plan - c  time of plan/a/c"
)
ORDINARY, BEST, CRAM = "FSRS .90", "best fixed", "cram"


@dataclass(frozen=True, slots=True)
class Cell:
    """What the learners of one case and pair recalled, and the time they took, by method."""

    level: str
    recalled: dict[str, np.ndarray]
    took: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer decks and learners")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    decks = DECKS[:4] if options.quick else DECKS
    began, cells = time.process_time(), []
    print(f"seed {options.seed}; {HEADING}")
    for cards, days, known in decks:
        for level, seconds in LEVELS.items():
            case = Case(cards, days, seconds * (1 - known / 2), known)
            row = [cell(case, level, pair, options) for pair in PAIRS]
            cells += row
            name = f"{cards:5} {days:4} {known:5.0%}  {level:6} {case.daily / 60:6.1f}"
            print(line(name, row), flush=True)
    print()
    for level in LEVELS:
        print(line(f"all decks, {level}", [one for one in cells if one.level == level]))
    for number, pair in enumerate(PAIRS):
        print(line(f"learner {pair[0]}, planner {pair[1]}", cells[number :: len(PAIRS)]))
    print(line("all", cells))
    print(f"{time.process_time() - began:.0f} s CPU")


def cell(case: Case, level: str, pair: tuple[str, str], options: Any) -> Cell:
    """Let the same learners study by each method."""
    learners = max(LEAST, CARDS_A_CELL // case.cards) // (4 if options.quick else 1)

    def outcome(method: Method) -> tuple[np.ndarray, np.ndarray]:
        seed = np.random.default_rng(
            [options.seed, case.cards, case.days, round(case.seconds), *map(ord, "".join(pair))]
        )
        world = World(learner(pair[0], learners, seed), planner(pair[1]), learners, case, seed)
        if case.known:
            prepare(world, fixed(0.9, 20))
        return run(world, method)

    pace = -(-4 * case.cards // (3 * case.days))
    grid = [outcome(fixed(r, new, new_first=True)) for r in RETENTIONS for new in (pace, case.cards)]
    grid += [outcome(fixed(r, 20)) for r in RETENTIONS if r != 0.9]
    usual = outcome(fixed(0.9, 20))
    results = {
        "plan": outcome(planned(model(pair[1]))),
        ORDINARY: usual,
        BEST: max([*grid, usual], key=lambda pair: float(pair[0].mean())),
        CRAM: outcome(crammed),
    }
    return Cell(
        level,
        {name: 100 * recalled for name, (recalled, _) in results.items()},
        {name: float(took.mean()) for name, (_, took) in results.items()},
    )


def learner(name: str, learners: int, rng: np.random.Generator) -> Many:
    if name == "fsrs6":
        return Many6(drawn(fsrs6, SD6, learners, rng))
    return Many7(drawn(fsrs7, SD7, learners, rng))


def planner(name: str) -> Many:
    return Many6(np.array([fsrs6.DEFAULTS])) if name == "fsrs6" else Many7(np.array([fsrs7.DEFAULTS]))


def line(name: str, cells: list[Cell]) -> str:
    """Return a row of the table: pairs (or cells) weigh the same, standard errors are over learners."""
    plan = [one.recalled["plan"] for one in cells]
    texts = [f"{name:34}{sum(map(len, plan)):9}{mean(plan):7.1f} ±{error(plan):4.1f}"]
    others = [[one.recalled[method] for one in cells] for method in (ORDINARY, BEST, CRAM)]
    texts += [f"{mean(other):9.1f}" for other in others]
    wins = [np.concatenate([p > o for p, o in zip(plan, other, strict=True)]).mean() for other in others]
    texts.append("/".join(f"{100 * share:.0f}" for share in wins).rjust(15))
    for other in others:
        better = [p - o for p, o in zip(plan, other, strict=True)]
        texts.append(f"{mean(better):+7.1f} ±{error(better):3.1f}")
    took = [np.mean([one.took[method] for one in cells]) for method in ("plan", ORDINARY, CRAM)]
    return "".join(texts) + "  " + "/".join(f"{share:.0%}" for share in took)


def mean(groups: list[np.ndarray]) -> float:
    return float(np.mean([group.mean() for group in groups]))


def error(groups: list[np.ndarray]) -> float:
    return float(np.sqrt(sum(group.var(ddof=1) / len(group) for group in groups)) / len(groups))


if __name__ == "__main__":
    main()
