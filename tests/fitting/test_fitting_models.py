"""Both memory models on whole logs: equal to the scheduler's own, with slopes that small differences confirm."""

import pytest

np = pytest.importorskip("numpy")

import fsrs_rs_python  # noqa: E402
from fitting_cases import learner, log_of  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from model_cases import logs, nudged, one_by_one, parameters_of, whole  # noqa: E402

from drillcli.fitting.likelihood import bent_loss, loss, recall_slopes  # noqa: E402
from drillcli.fitting.lockstep import blocks  # noqa: E402
from drillcli.fitting.models import BATCH, ON_CLOCK  # noqa: E402

MODELS = {"fsrs6": BATCH["fsrs6"], "fsrs7": BATCH["fsrs7"], "fsrs6 on clock time": ON_CLOCK["fsrs6"]}


@pytest.mark.parametrize("name", BATCH)
@settings(max_examples=150, deadline=None)
@given(data=st.data(), log=logs)
def test_a_whole_log_gives_what_the_scheduler_gives_review_by_review(name, data, log):
    """Recall before each review and the memory after the last agree to 1e-9, anywhere within the bounds."""
    batch = BATCH[name]
    parameters = data.draw(parameters_of(batch))
    recall, last = one_by_one(batch, parameters, log)
    np.testing.assert_allclose(batch.predict(log, parameters), recall, rtol=1e-9)
    np.testing.assert_allclose(batch.states(log, parameters), last, rtol=1e-9)


def test_fractions_of_a_day_below_one_are_the_same_day():
    """On clock time FSRS-6 takes 23 hours as within the day and predicts for them; on study days it is the next."""
    log = log_of([(10 + 20 / 24, 3), (11 + 19 / 24, 3), (14.0, 3)])
    w = BATCH["fsrs6"].defaults
    recall, last = one_by_one(ON_CLOCK["fsrs6"], w, log)
    np.testing.assert_allclose(ON_CLOCK["fsrs6"].predict(log, w), recall, rtol=1e-9)
    np.testing.assert_allclose(ON_CLOCK["fsrs6"].states(log, w), last, rtol=1e-9)
    assert ON_CLOCK["fsrs6"].states(log, w)[0, 0] != BATCH["fsrs6"].states(log, w)[0, 0]


def test_memories_agree_with_fsrs_rs():
    """The memory after each card's last review is fsrs-rs' own, to the precision of its single floats."""
    log = learner(BATCH["fsrs6"], BATCH["fsrs6"].defaults, 1_000)
    w = tuple(nudged(BATCH["fsrs6"]).tolist())
    peer = fsrs_rs_python.FSRS(list(w))
    ours = BATCH["fsrs6"].states(log, w)
    for card, (start, stop) in enumerate(zip(log.starts[:-1].tolist(), log.starts[1:].tolist(), strict=True)):
        reviews = [
            fsrs_rs_python.FSRSReview(int(rating), int(days))
            for rating, days in zip(log.rating[start:stop], log.days[start:stop], strict=True)
        ]
        theirs = peer.memory_state(fsrs_rs_python.FSRSItem(reviews))
        assert ours[card].tolist() == pytest.approx([theirs.stability, theirs.difficulty], rel=1e-3)


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_blocks_hold_each_review_once(size):
    """Each review that is asked for is in one block, in the round of its position, under its card."""
    log = learner(BATCH["fsrs6"], BATCH["fsrs6"].defaults, 600)
    lengths = np.minimum(np.diff(log.starts), 5)
    lengths[3] = 0
    made = list(blocks(log, lengths, log.elapsed, size))
    rows = np.concatenate([block.rows for block in made])
    assert sorted(rows.tolist()) == np.flatnonzero(log.position < lengths[log.card]).tolist()
    for block in made:
        for done, at in enumerate(block.rounds):
            assert log.position[block.rows[at]].tolist() == [done] * (at.stop - at.start)
            assert log.card[block.rows[at]].tolist() == block.cards[: at.stop - at.start].tolist()


@pytest.mark.parametrize("name", MODELS)
def test_slopes_of_recall_are_those_of_small_differences(name):
    """The slope of each prediction in each parameter is what a small change of the parameter shows."""
    batch = MODELS[name]
    log = learner(batch, batch.defaults, 400, seed=5)
    block, _weight = whole(batch, log)
    w = nudged(batch)
    recall, slopes = recall_slopes(batch.formulas, w.tolist(), block)
    assert recall.tolist() == pytest.approx(batch.predict(log, w.tolist())[block.rows].tolist())
    for index in range(len(w)):
        h = np.zeros(len(w))
        h[index] = 1e-6 * max(1, abs(w[index]))
        up, down = (batch.predict(log, (w + side * h).tolist())[block.rows] for side in (1, -1))
        np.testing.assert_allclose(slopes[index], (up - down) / (2 * h[index]), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", MODELS)
def test_loss_gradient_and_information_follow_from_predictions(name):
    """The loss is the log loss of the predictions; gradient and Fisher information are sums over reviews."""
    batch = MODELS[name]
    log = learner(batch, batch.defaults, 400, seed=6)
    evidence = whole(batch, log)
    w = nudged(batch, seed=4).tolist()
    told = bent_loss(batch.formulas, w, [evidence])
    assert told.value == pytest.approx(loss(batch.formulas, w, [evidence]))
    p, slopes = recall_slopes(batch.formulas, w, evidence.block)
    counted = np.flatnonzero(evidence.weight)
    p, slopes, y = p[counted], slopes[:, counted], evidence.block.rating[counted] > 1
    assert told.value == pytest.approx(-np.sum(np.where(y, np.log(p), np.log(1 - p))))
    np.testing.assert_allclose(told.gradient, np.sum(slopes * (p - y) / (p * (1 - p)), axis=1), rtol=1e-9)
    np.testing.assert_allclose(told.information, slopes / (p * (1 - p)) @ slopes.T, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
@settings(deadline=None)
@given(data=st.data(), log=logs)
def test_a_fit_may_go_anywhere_in_the_bounds(name, data, log):
    """At any allowed parameters, of any log, the loss and how it bends are numbers, without a warning."""
    batch = MODELS[name]
    told = bent_loss(batch.formulas, data.draw(parameters_of(batch)), [whole(batch, log)])
    assert np.isfinite(told.value)
    assert np.isfinite(told.gradient).all()
    assert np.isfinite(told.information).all()


@pytest.mark.parametrize("name", MODELS)
def test_blocks_add_up(name):
    """The loss of many small blocks is the loss of one large one."""
    batch = MODELS[name]
    log = learner(batch, batch.defaults, 400, seed=7)
    elapsed = batch.elapsed(log)
    small = [
        whole(batch, log)._replace(block=block, weight=(elapsed[block.rows] > 0).astype(float))
        for block in blocks(log, np.diff(log.starts), elapsed, 30)
    ]
    assert len(small) > 5
    one, many = (bent_loss(batch.formulas, batch.defaults, evidence) for evidence in ([whole(batch, log)], small))
    assert many.value == pytest.approx(one.value)
    np.testing.assert_allclose(many.gradient, one.gradient, rtol=1e-8, atol=1e-8)


def test_an_empty_log_is_predicted():
    """No reviews, no predictions, no memories."""
    empty = log_of()
    for batch in MODELS.values():
        assert batch.predict(empty, batch.defaults).tolist() == []
        assert batch.states(empty, batch.defaults).shape == (0, batch.formulas.STATE)
