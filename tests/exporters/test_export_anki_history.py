"""Reviews and schedules as Anki keeps them, computed by hand from the wiki's description of its tables."""

import json

import pytest
from conftest import NOW

from drillcli.exporters.anki_history import Answered, answered, scheduled
from drillcli.exporters.outgoing import Learned
from drillcli.model import FORGET, CardState, Mode, Moment, Phase
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store.history import Review

SCHEDULER = Scheduler(model("fsrs6"), Policy(0.9, (1, 10), (10,), 36500))
DAY_MS = 86_400_000
FIRST_DAY = 20_000


def review(days: float, rating: int, interval: int) -> Review:
    ms = NOW.ms + round(days * DAY_MS)
    return Review((ms, 1), rating, 4000, Moment(ms, NOW.day + int(days), 0), Mode.STUDY, interval)


def learned(state: CardState | None, **marks: bool) -> Learned:
    return Learned((), state, **{"suspended": False, "flagged": False, "buried": False, **marks})


def state(phase: Phase, interval: int, step: int = 0) -> CardState:
    return CardState(phase, step, (12.34567, 5.43219), interval, NOW, 7, 2)


def test_rows_tell_the_phase_before_and_the_interval_after() -> None:
    """Intervals below a day are seconds below 0; the last one is that of the row before; a factor is a difficulty."""
    given = [
        review(0, 3, 10),
        review(0.01, 3, 3 * 1440),
        review(3, 1, 10),
        review(3.01, 3, 1440),
        review(4, 0, 0),
        review(5, 4, 8 * 1440),
    ]
    rows = list(answered(given, SCHEDULER))
    assert [(row.ease, row.interval, row.last_interval, row.type) for row in rows] == [
        (3, -600, 0, 0), (3, 3, -600, 0), (1, -600, 3, 1), (3, 1, -600, 2), (FORGET, 0, 1, 4), (4, 8, 0, 0),
    ]  # fmt: skip
    assert [row.id for row in rows] == [row.key[0] for row in given]
    assert rows[0].took_ms == 4000
    first = SCHEDULER.model.difficulty(SCHEDULER.model.first(3))
    assert rows[0].factor == round(100 + (first - 1) * 1000 / 9)
    assert rows[4] == Answered(given[4].key[0], 0, 0, 1, 0, 4000, 4)


def test_a_new_card_waits_in_its_place() -> None:
    assert scheduled(learned(None), 5, FIRST_DAY, SCHEDULER) == (0, 0, 5, 0, 0, 0, 0, 0, 0, "{}")


def test_a_card_in_review_is_due_on_a_day() -> None:
    found = scheduled(learned(state(Phase.REVIEW, 30 * 1440)), 5, FIRST_DAY, SCHEDULER)
    assert found[:9] == (2, 2, NOW.day + 30 - FIRST_DAY, 30, 2500, 7, 2, 0, 0)
    assert json.loads(found.data) == {"s": 12.3457, "d": 5.432, "dr": 0.9, "lrt": NOW.ms // 1000, "decay": 0.154}


def test_a_card_in_its_steps_is_due_at_an_instant() -> None:
    """`left` is how many steps are left; a card that was forgotten has the interval that it will have."""
    learning = scheduled(learned(state(Phase.LEARNING, 1, step=0)), 5, FIRST_DAY, SCHEDULER)
    assert learning[:8] == (1, 1, NOW.ms // 1000 + 60, 0, 2500, 7, 2, 2)
    relearning = scheduled(learned(state(Phase.RELEARNING, 10, step=0)), 5, FIRST_DAY, SCHEDULER)
    assert relearning[:8] == (3, 1, NOW.ms // 1000 + 600, 12, 2500, 7, 2, 1)


@pytest.mark.parametrize(("marks", "queue", "flags"), [
    ({"suspended": True}, -1, 0), ({"buried": True}, -3, 0), ({"flagged": True}, None, 1),
    ({"suspended": True, "buried": True, "flagged": True}, -1, 1),
])  # fmt: skip
def test_marks(marks: dict[str, bool], queue: int | None, flags: int) -> None:
    """A hidden card keeps its type and its due date; a flag is red."""
    for known in (None, state(Phase.REVIEW, 1440)):
        plain, marked = (scheduled(learned(known, **given), 5, FIRST_DAY, SCHEDULER) for given in ({}, marks))
        assert marked.queue == (plain.queue if queue is None else queue)
        assert marked == plain._replace(queue=marked.queue, flags=flags)


def test_another_model_is_told_in_figures_that_anki_understands() -> None:
    """FSRS-7 has two stabilities; Anki gets the days until recall is 90 %."""
    seven = Scheduler(model("fsrs7"), SCHEDULER.policy)
    memory = seven.model.first(3)
    known = CardState(Phase.REVIEW, 0, memory, 1440, NOW, 1, 0)
    data = json.loads(scheduled(learned(known), 1, FIRST_DAY, seven).data)
    assert data["s"] == round(seven.model.stability(memory), 4)
    assert "decay" not in data
