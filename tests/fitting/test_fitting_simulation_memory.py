"""Many memories at once are what the scheduler makes of each alone."""

import pytest

np = pytest.importorskip("numpy")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from drillcli.fitting.simulation_memory import Memories  # noqa: E402
from drillcli.scheduler import MODELS, model  # noqa: E402
from drillcli.scheduler.mixture import LONGEST  # noqa: E402

NAMES = tuple(MODELS)
gaps = st.one_of(st.sampled_from([0.0, 0.007, 1.0]), st.integers(1, 3000).map(float))
lives = st.lists(st.tuples(st.integers(1, 4), gaps), min_size=1, max_size=6)


def walk(memories, at, life):
    """Let card `at` go through a life of (rating, days since the review before)."""
    card = np.array([at])
    memories.begin(card, np.array([life[0][0]]))
    for rating, days in life[1:]:
        memories.review(card, np.array([rating]), np.array([days]))
    return card


def alone(scalar, life):
    """Return the memory that the scheduler's own model makes of a life."""
    memory = scalar.first(life[0][0])
    for rating, days in life[1:]:
        memory = scalar.next(memory, rating, days)
    return memory


@given(name=st.sampled_from(NAMES), life=lives, days=gaps, desired=st.floats(0.7, 0.99))
def test_a_memory_among_many_is_as_alone(name, life, days, desired):
    """State, recall, difficulty and interval equal those of the model in `drillcli.scheduler`, to rounding."""
    scalar = model(name)
    memories = Memories([scalar], np.zeros(3, int))
    card, memory = walk(memories, 1, life), alone(scalar, life)
    assert memories.state[: len(memory), 1] == pytest.approx(memory, rel=1e-9)
    assert memories.recall(card, np.array([days])) == pytest.approx(scalar.retrievability(memory, days), rel=1e-9)
    assert memories.difficulty(card) == pytest.approx(scalar.difficulty(memory), rel=1e-9)
    wanted = min(scalar.interval(memory, desired), LONGEST if name == "fsrs7" else float("inf"))
    assert memories.interval(card, np.array([desired])) == pytest.approx(wanted, rel=1e-6, abs=1e-9)


@given(first=lives, second=lives)
def test_each_card_has_its_own_model(first, second):
    """Two models beside each other do not mix, in whatever order their cards come."""
    models = [model(name) for name in NAMES]
    memories = Memories(models, np.array([0, 1]))
    walk(memories, 0, first)
    walk(memories, 1, second)
    days = np.array([5.0, 9.0])
    wanted = [
        scalar.retrievability(alone(scalar, life), t)
        for scalar, life, t in zip(models, (first, second), days, strict=True)
    ]
    assert memories.recall(np.array([0, 1]), days) == pytest.approx(wanted)
    assert memories.recall(np.array([1, 0]), days[::-1]) == pytest.approx(wanted[::-1])
    intervals = [
        scalar.interval(alone(scalar, life), 0.9) for scalar, life in zip(models, (first, second), strict=True)
    ]
    assert memories.interval(np.array([1, 0]), np.full(2, 0.9)) == pytest.approx(intervals[::-1], rel=1e-6, abs=1e-9)


def test_intervals_of_many_cards_are_each_exact():
    """The root is found for all cards of a block, however far apart they lie."""
    scalar = model("fsrs7")
    memories = Memories([scalar], np.zeros(3000, int))
    rng = np.random.default_rng(5)
    memories.state[:] = np.stack(
        [10 ** rng.uniform(-4, 4.5, 3000), 10 ** rng.uniform(-4, 4.5, 3000), rng.uniform(1, 10, 3000)]
    )
    cards, desired = np.arange(3000), rng.uniform(0.7, 0.97, 3000)
    wanted = [
        scalar.interval(tuple(memory), r) for memory, r in zip(memories.state.T.tolist(), desired.tolist(), strict=True)
    ]
    assert memories.interval(cards, desired) == pytest.approx(wanted, rel=1e-6)
