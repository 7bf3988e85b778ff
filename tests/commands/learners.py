"""The log of a simulated learner, imported into the collection of a test as reviews of cards in no deck."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from random import Random

from drillcli.commands import importing
from drillcli.config import Environment
from drillcli.scheduler import model
from drillcli.scheduler.fsrs6 import DEFAULTS

BEGIN_MS, DAY_MS = 1_700_000_000_000, 86_400_000
FORGETFUL = (0.05, 0.1, 0.2, 0.5, *DEFAULTS[4:8], 0.9, *DEFAULTS[9:20], 0.6)
"""A learner who forgets much sooner than the typical one, along a steeper curve."""

LIFE = 8
"""Reviews of a card."""


def take_in(
    env: Environment, cards: int, parameters: Sequence[float] = DEFAULTS, deck: str = "log", day: int = 0
) -> None:
    """Import the log of a learner of FSRS-6; each card has `LIFE` reviews from about study day `day` on."""
    path = env.cwd / f"{deck}-{day}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        made = csv.writer(file)
        made.writerow(("card", "rating", "time_ms", "duration_ms"))
        rng = Random(day)
        for card in range(cards):
            made.writerows((f"{day}-{card}", *review) for review in life(rng, parameters, day + rng.randrange(100)))
    silent = replace(env, stdout=StringIO(), stderr=StringIO())
    importing.run(silent, path, importing.Options(reviews=True, deck=deck, zone="UTC", columns={"time": "time_ms"}))


def life(rng: Random, parameters: Sequence[float], day: int) -> Iterator[tuple[int, int, int]]:
    """Yield (rating, epoch ms, ms taken) of a card, reviewed around the day on which recall is at 90 %."""
    memory_of = model("fsrs6", parameters)
    rating = rng.choices((1, 2, 3, 4), (25, 10, 50, 15))[0]
    memory = memory_of.first(rating)
    at = BEGIN_MS + day * DAY_MS + rng.randrange(DAY_MS // 4)
    for _review in range(LIFE):
        yield rating, at, rng.randrange(3_000, 15_000)
        days = 0 if rating == 1 and rng.random() < 0.5 else max(round(memory[0] * rng.lognormvariate(0, 0.7)), 1)
        recall = memory_of.retrievability(memory, days) if days else 0.9
        rating = rng.choices((2, 3, 4), (15, 70, 15))[0] if rng.random() < recall else 1
        memory = memory_of.next(memory, rating, days)
        at += days * DAY_MS or 600_000
