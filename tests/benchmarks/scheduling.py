"""One review scheduled: our memory model alone and the whole scheduler, against py-fsrs."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import TypeAlias

import fsrs
from harness import Bar, Contender, Lab, in_process

from drillcli.model import CardState, Moment, Rating
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.scheduler.base import MemoryModel

BAR = {"cpu": Bar(0.2, 0.1)}
Life: TypeAlias = list[tuple[Rating, Moment]]


def run(lab: Lab) -> None:
    lives = [life(Random(seed)) for seed in range(lab.pick(100, 500))]
    reviews = sum(map(len, lives))
    contenders = (
        Contender("py-fsrs Scheduler.review_card", each(lives, peer(fsrs.Scheduler()))),
        Contender("drill MemoryModel.next + interval", each(lives, partial(kernel, model("fsrs6"))), BAR),
        Contender(
            "drill Scheduler.review (steps, fuzz)",
            each(lives, partial(whole, Scheduler(model("fsrs6"), Policy()))),
            BAR,
        ),
    )
    print(f"{len(lives)} cards, {reviews:,} reviews; the figures are of one review")
    lab.compare("one review scheduled", contenders, lab.pick(5, 15))


def life(rng: Random) -> Life:
    """Return ten random answers to one card, further and further apart."""
    days = [0]
    for step in range(9):
        days.append(days[-1] + rng.randint(0, 2**step))
    return [
        (Rating(rng.choice((1, 2, 3, 3, 3, 3, 4))), Moment(day * 86_400_000 + 36_000_000 + n, day, 0))
        for n, day in enumerate(days)
    ]


def each(lives: list[Life], review_all: Callable[[Life], object]) -> Callable[[], dict[str, float]]:
    """Return what measures one review, over all of the lives."""

    def once() -> dict[str, float]:
        used = in_process(lambda: [review_all(answers) for answers in lives])
        return {"cpu": used["cpu"] / sum(map(len, lives))}

    return once


def peer(scheduler: fsrs.Scheduler) -> Callable[[Life], object]:
    """Return a run of py-fsrs over one life; its dates are made before the clock starts."""
    dates: dict[int, datetime] = {}

    def review_all(answers: Life) -> fsrs.Card:
        card = fsrs.Card(card_id=1)
        for rating, at in answers:
            if at.ms not in dates:
                dates[at.ms] = datetime.fromtimestamp(at.ms / 1000, UTC)
            card, _ = scheduler.review_card(card, fsrs.Rating(rating), dates[at.ms])
        return card

    return review_all


def kernel(memory_model: MemoryModel, answers: Life) -> object:
    """Run the memory model over one life."""
    memory, since = memory_model.first(answers[0][0]), answers[0][1]
    for rating, at in answers[1:]:
        memory = memory_model.next(memory, rating, memory_model.elapsed(since, at))
        memory_model.interval(memory, 0.9)
        since = at
    return memory


def whole(scheduler: Scheduler, answers: Life) -> object:
    """Run the scheduler over one life."""
    state: CardState | None = None
    for rating, at in answers:
        state = scheduler.review("deck/note", state, rating, at)
    return state
