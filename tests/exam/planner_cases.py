"""Cards on their way to an exam, for the tests of the planner."""

from drillcli.exam import Candidate, Pace
from drillcli.model import CardState, Moment, Phase
from drillcli.scheduler import model
from drillcli.scheduler.base import MemoryModel

DAY = 20_000
MS = 86_400_000
NOW = Moment(DAY * MS + 36_000_000, DAY, 0)
PACE = Pace()
FSRS6, FSRS7 = model("fsrs6"), model("fsrs7")


def later(days: int, minutes: int = 0) -> Moment:
    return Moment(NOW.ms + days * MS + minutes * 60_000, NOW.day + days, 0)


def new(name: str, memory_model: MemoryModel = FSRS6) -> Candidate:
    return Candidate(f"deck/{name}", None, memory_model)


def known(name: str, ago: int, answers: tuple[int, ...] = (3, 3), memory_model: MemoryModel = FSRS6) -> Candidate:
    """A card in review, answered three days apart, for the last time `ago` days ago."""
    memory = memory_model.first(answers[0])
    for rating in answers[1:]:
        memory = memory_model.next(memory, rating, 3.0)
    state = CardState(Phase.REVIEW, 0, memory, 10 * 1440, later(-ago), len(answers), 0)
    return Candidate(f"deck/{name}", state, memory_model)


def in_steps(name: str, ago: int = 0, memory_model: MemoryModel = FSRS6) -> Candidate:
    state = CardState(Phase.LEARNING, 0, memory_model.first(1), 1, later(-ago, -5), 1, 0)
    return Candidate(f"deck/{name}", state, memory_model)


def deck(size: int, memory_model: MemoryModel = FSRS6) -> list[Candidate]:
    """A deck whose every third card is new, the others of many ages and histories."""
    lives = ((3, 3), (1, 3), (4, 4, 4), (2, 3, 1), (3, 3, 3, 3))
    return [
        new(f"card{n}", memory_model) if n % 3 == 0 else known(f"card{n}", 1 + n % 29, lives[n % 5], memory_model)
        for n in range(size)
    ]
