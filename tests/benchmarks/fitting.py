"""One fit and one scoring of 100,000 reviews: against py-fsrs's optimizer on 10,000, and against seconds of CPU.

Run it alone, with the interpreter of an environment that has NumPy and `fsrs[optimizer]` (without torch that peer is
left out): `OMP_NUM_THREADS=1 python tests/benchmarks/fitting.py [--quick]`. CPU time counts all threads.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import fsrs
import numpy as np
from harness import Bar, Contender, Lab, measured

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "fitting")]

from fitting_cases import learner  # noqa: E402

from drillcli.fitting import protocol  # noqa: E402
from drillcli.fitting.history import History  # noqa: E402
from drillcli.fitting.models import BATCH, BatchModel  # noqa: E402
from drillcli.fitting.results import Scores  # noqa: E402
from drillcli.fitting.scores import alike, scores  # noqa: E402

PEER_REVIEWS = 10_000
REVIEWS = 100_000
SECONDS = {"fsrs6": 2.0, "fsrs7": 4.0}
"""The most CPU that a fit may take."""
SCORING_S = 0.5


def run(lab: Lab) -> None:
    logs = {name: learner(model, other(model), lab.pick(REVIEWS // 5, REVIEWS)) for name, model in BATCH.items()}
    for name, log in logs.items():
        print(f"{name}: {log.n:,} reviews of {log.cards:,} cards, {len(BATCH[name].targets(log)):,} to learn from")
    fits = {name: measured(lambda name=name: BATCH[name].fit(logs[name])) for name in BATCH}
    against_peer(lab, fits["fsrs6"])
    contenders = [Contender("one second", lambda: {"cpu": 1.0})]
    for name, model in BATCH.items():
        contenders += [
            Contender(f"drill fit {name}", fits[name], {"cpu": Bar(SECONDS[name])}),
            Contender(
                f"drill scores one {name} set",
                measured(lambda model=model, log=logs[name]: scored(model, log)),
                {"cpu": Bar(SCORING_S)},
            ),
        ]
    lab.compare(f"{logs['fsrs6'].n:,} reviews", contenders, lab.pick(3, 7))


def against_peer(lab: Lab, ours: object) -> None:
    """Compare a fit with the optimizer of py-fsrs, which gets a tenth of the reviews; it runs once, for it is slow."""
    if not hasattr(fsrs.Optimizer, "compute_optimal_parameters"):
        print("py-fsrs's optimizer is left out: pip install 'fsrs[optimizer]'")
        return
    few = learner(BATCH["fsrs6"], other(BATCH["fsrs6"]), lab.pick(PEER_REVIEWS // 5, PEER_REVIEWS))
    told = peer_log(few)
    contenders = (
        Contender(f"py-fsrs Optimizer, {few.n:,} reviews", measured(lambda: peer_fit(told))),
        Contender("drill fit fsrs6, ten times as many", ours, {"cpu": Bar(0.1)}),
    )
    lab.compare("one fit", contenders, 1, warm_up=False)


def peer_fit(told: list[fsrs.ReviewLog]) -> object:
    return fsrs.Optimizer(told).compute_optimal_parameters()


def peer_log(log: History) -> list[fsrs.ReviewLog]:
    """Return the log as py-fsrs takes it."""
    rows = zip(log.card.tolist(), log.rating.tolist(), log.ms.tolist(), strict=True)
    return [fsrs.ReviewLog(card, fsrs.Rating(r), datetime.fromtimestamp(ms / 1000, UTC), 5_000) for card, r, ms in rows]


def other(model: BatchModel) -> tuple[float, ...]:
    """Return the parameters of a learner a tenth off the defaults, so that there is something to find."""
    rng = Random(1)
    w = [value * rng.uniform(0.9, 1.1) for value in model.defaults]
    return tuple(np.clip(w, model.low, model.high).tolist())


def scored(model: BatchModel, log: History) -> Scores:
    """Return the scores of the defaults on all reviews after the first day of a card."""
    rows = np.flatnonzero(log.days > 0)
    bins = alike(log.days[rows], protocol.nth(log)[rows], protocol.lapses(log)[rows])
    return scores(log.rating[rows] > 1, model.predict(log, model.defaults)[rows], bins)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the reviews")
    lab = Lab(HERE, None, parser.parse_args().quick)
    run(lab)
    return int(lab.summary() > 0)


if __name__ == "__main__":
    sys.exit(main())
