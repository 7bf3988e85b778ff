"""A year of study simulated: one desired retention against two seconds, and against the simulator of fsrs-rs."""

from collections.abc import Callable, Sequence

import fsrs_rs_python as fsrs_rs
from harness import Bar, Contender, Lab, measured

from drillcli.fitting.simulated import DESIRED, TYPICAL, Limits, Standing
from drillcli.fitting.simulation import chance, courses
from drillcli.scheduler import model

DAYS, NEW = 365, 30
MOST_S = 2.0
BAR = {"cpu": Bar(1.0, 0.5)}


def run(lab: Lab) -> None:
    cards = lab.pick(2_000, 10_000)
    contenders = (
        Contender("two seconds", lambda: {"cpu": MOST_S}),
        Contender("fsrs-rs simulate, FSRS-6", measured(peer(cards))),
        Contender("drill, FSRS-6", measured(ours("fsrs6", cards, [0.9])), BAR),
        Contender("drill, FSRS-7", measured(ours("fsrs7", cards, [0.9])), BAR),
        Contender(f"drill, FSRS-6, curve of {len(DESIRED)}", measured(ours("fsrs6", cards, DESIRED))),
        Contender(f"drill, FSRS-7, curve of {len(DESIRED)}", measured(ours("fsrs7", cards, DESIRED))),
    )
    print(f"{cards:,} cards, {NEW} new a day, {DAYS} days")
    lab.compare("a year of study simulated", contenders, lab.pick(2, 5))


def ours(name: str, cards: int, desired: Sequence[float]) -> Callable[[], object]:
    """Return a simulation of new cards under the default parameters of a model."""
    standing, limits = Standing([model(name)], [], [0] * cards), Limits(new=NEW, reviews=10**6)
    return lambda: courses(standing, limits, TYPICAL, desired, DAYS, chance(0))


def peer(cards: int) -> Callable[[], object]:
    """Return the same by fsrs-rs."""
    config = fsrs_rs.default_simulator_config()
    config.deck_size, config.learn_span, config.learn_limit, config.max_cost_perday = cards, DAYS, NEW, 1e9
    return lambda: fsrs_rs.simulate(fsrs_rs.DEFAULT_PARAMETERS, 0.9, config, 0)
