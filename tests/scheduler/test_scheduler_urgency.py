"""Which review comes first when there is no room for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.scheduler import MODELS, model
from drillcli.scheduler.urgency import urgency

recalls = st.floats(0.01, 0.99)
difficulties = st.floats(1, 10)
days = st.integers(0, 2000)


def test_by_hand():
    """Half known, of middling difficulty, due three days ago: 0.5 · 0.5 · 6 · 2."""
    assert urgency(0.5, 5.0, 3) == pytest.approx(3.0)


@given(recalls, difficulties, days)
def test_the_longer_overdue_and_the_easier_the_sooner(recall, difficulty, overdue):
    """All else the same."""
    assert urgency(recall, difficulty, overdue + 1) > urgency(recall, difficulty, overdue) > 0
    assert urgency(recall, difficulty - 0.1, overdue) > urgency(recall, difficulty, overdue)


@given(recalls, recalls, difficulties, days)
def test_the_more_in_doubt_the_sooner(one, other, difficulty, overdue):
    """The nearer recall is to one half: neither what is surely known nor what is surely lost."""
    nearer, farther = sorted((one, other), key=lambda recall: abs(recall - 0.5))
    assert urgency(nearer, difficulty, overdue) >= urgency(farther, difficulty, overdue) * (1 - 1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_no_card_waits_for_ever(name):
    """By the default memories, the hardest card, once it has waited long enough, comes before any that is due today."""
    scalar = model(name)
    memory = scalar.first(1)
    overdue = next(
        days
        for days in range(1, 10_000)
        if urgency(scalar.retrievability(memory, days), 10.0, days) > urgency(0.5, 1.0, 0)
    )
    assert overdue > 30
