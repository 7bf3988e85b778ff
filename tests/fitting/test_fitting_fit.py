"""Fits: they find a learner, keep to what is known where little is told, and do the same each time."""

import pytest

np = pytest.importorskip("numpy")

from fitting_cases import learner, log_of  # noqa: E402

from drillcli.fitting.models import BATCH, ON_CLOCK  # noqa: E402
from drillcli.scheduler import model  # noqa: E402

NAMES = pytest.mark.parametrize("name", BATCH)


CHANGES = {"fsrs6": {2: 4.0, 3: 15.0, 8: 2.2, 20: 0.25}, "fsrs7": {1: 1.0, 2: 2.0, 3: 6.0, 24: 0.2}}


def other_learner(batch):
    """Return the parameters of a learner who is not the default one."""
    return tuple(CHANGES[batch.name].get(index, value) for index, value in enumerate(batch.defaults))


def log_loss(p, recalled):
    """Return the mean log loss of predictions."""
    return float(-np.mean(np.log(np.where(recalled, p, 1 - p))))


@NAMES
def test_a_fit_predicts_other_cards_of_a_learner_better(name):
    """Fitted to two thirds of a learner's cards, the others are predicted nearly as by the truth."""
    batch = BATCH[name]
    truth = other_learner(batch)
    log = learner(batch, truth, 12_000, seed=1)
    targets = batch.targets(log)
    held_out = log.card[targets] % 3 == 0
    fitted = batch.fit(log, targets[~held_out])
    unseen = targets[held_out]
    default, learned, true = (
        log_loss(batch.predict(log, w)[unseen], log.rating[unseen] > 1) for w in (batch.defaults, fitted, truth)
    )
    assert default - true > 0.001
    assert learned - true < 0.3 * (default - true)
    model(name, fitted)  # the scheduler takes them


def test_a_fit_finds_the_parameters_of_a_learner():
    """First stabilities, gain and decay of a simulated FSRS-6 learner come out within a fifth."""
    batch = BATCH["fsrs6"]
    fitted = batch.fit(learner(batch, other_learner(batch), 30_000, seed=2))
    for index, value in CHANGES["fsrs6"].items():
        assert fitted[index] == pytest.approx(value, rel=0.2), index


@NAMES
def test_nothing_to_learn_from_gives_the_defaults(name):
    """An empty log, one review a card, or no rows: the prior decides."""
    batch = BATCH[name]
    for log, rows in ((log_of(), None), (log_of([(0, 3)], [(1, 1)]), None), (learner(batch, batch.defaults, 100), [])):
        assert batch.fit(log, rows) == pytest.approx(batch.defaults, rel=1e-9)


@NAMES
def test_few_reviews_move_little(name):
    """Ten reviews leave each parameter within one prior deviation of its default."""
    batch = BATCH[name]
    log = log_of(*([(card, 3), (card + 4, 1 + 2 * (card % 2))] for card in range(10)))
    moved = batch.box.inward(batch.fit(log)) - batch.box.inward(batch.defaults)
    assert (np.abs(moved) < batch.prior).all()
    assert np.abs(moved).max() > 0.01


@NAMES
def test_fits_repeat(name):
    """The same log gives the same parameters, to the last bit, whatever the order of the rows."""
    batch = BATCH[name]
    log = learner(batch, other_learner(batch), 2_000, seed=3)
    targets = batch.targets(log)
    once = batch.fit(log)
    assert batch.fit(log) == once
    assert batch.fit(log, targets[::-1]) == once


@NAMES
def test_the_start_does_not_decide(name):
    """From elsewhere the fit ends at parameters that explain the log as well."""
    batch = BATCH[name]
    log = learner(batch, other_learner(batch), 4_000, seed=4)
    rows = batch.targets(log)
    near, far = (
        log_loss(batch.predict(log, batch.fit(log, start=start))[rows], log.rating[rows] > 1)
        for start in (None, other_learner(batch))
    )
    assert near == pytest.approx(far, abs=3e-4)


def test_a_rating_never_used_follows_its_neighbours():
    """A learner who never begins with Hard or Easy, and remembers far longer than most, is fitted so for those too."""
    batch = BATCH["fsrs6"]
    cards = [[(card / 10, 3), (card / 10 + 60, 1 if card % 10 == 0 else 3)] for card in range(600)]
    fitted = batch.fit(log_of(*cards))
    longer = np.divide(fitted[:4], batch.defaults[:4])
    assert longer[2] > 8
    assert longer[1] > longer[2] / 4
    assert longer[3] > longer[2] / 4
    assert list(fitted[:4]) == sorted(fitted[:4])


def test_first_stabilities_keep_their_order():
    """Where Hard is forgotten sooner than Again, both get the stability that explains both."""
    again = [[(card / 10, 1), (card / 10 + 3, 1 if card % 10 == 0 else 3)] for card in range(500)]
    hard = [[(card / 10, 2), (card / 10 + 3, 1 if card % 2 == 0 else 3)] for card in range(500)]
    batch = BATCH["fsrs6"]
    fitted = batch.fit(log_of(*again, *hard))
    assert fitted[0] == pytest.approx(fitted[1])
    assert fitted[1] <= fitted[2] <= fitted[3]
    assert batch.predict(log_of([(0, 1), (3, 3)]), fitted)[1] == pytest.approx(0.7, abs=0.01)


def test_only_the_rows_and_what_led_to_them_count():
    """Reviews after a card's last target, and cards without a target, change nothing."""
    batch = BATCH["fsrs6"]
    told = [(0, 3), (3, 3), (9, 1)]
    longer = log_of([*told, (20, 3), (30, 1)], [(0, 1), (5, 1)])
    assert batch.fit(longer, [1, 2]) == batch.fit(log_of(told))


def test_what_may_be_a_target():
    """FSRS-6 learns from later study days, on clock time also from reviews within a day; never from a first."""
    log = log_of([(0.5, 3), (0.51, 3), (0.51, 3), (2, 3)])
    assert BATCH["fsrs6"].targets(log).tolist() == [3]
    assert ON_CLOCK["fsrs6"].targets(log).tolist() == BATCH["fsrs7"].targets(log).tolist() == [1, 3]
    long = log_of([(day, 3) for day in range(200)])
    assert BATCH["fsrs6"].targets(long).tolist() == list(range(1, 128))
    assert BATCH["fsrs7"].targets(long).tolist() == list(range(1, 65))
    assert BATCH["fsrs6"].fit(long, [150, 151]) == pytest.approx(BATCH["fsrs6"].defaults)


def test_more_relearning_steps_bound_the_fit():
    """A learner whose Good within the day helps a lot: fitted for five steps, a lapse and five Goods add nothing."""
    batch = BATCH["fsrs6"]
    w = list(batch.defaults)
    w[17:20] = 1.2, 0.9, 0.0
    log = learner(batch, w, 6_000, seed=8)
    free, bound = (
        w[11] * (2 ** w[13] - 1) * np.exp(0.3 * w[14] + 5 * w[17] * w[18])
        for w in (batch.fit(log), batch.fit(log, relearning_steps=5))
    )
    assert free > 2
    assert bound <= 1


def test_progress_and_interruption():
    """Progress grows to its end; what it raises (Ctrl-C) ends the fit."""
    batch = BATCH["fsrs6"]
    log = learner(batch, other_learner(batch), 500, seed=9)
    told = []
    batch.fit(log, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1][0] == told[-1][1]

    def interrupted(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.fit(log, progress=interrupted)
