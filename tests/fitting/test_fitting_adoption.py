"""Which fits take over: only those that predict better out of time, by more than noise."""

from dataclasses import replace

import pytest

np = pytest.importorskip("numpy")

from fitting_cases import learner, log_of  # noqa: E402

from drillcli import scheduler  # noqa: E402
from drillcli.fitting import adoption, protocol  # noqa: E402
from drillcli.fitting.adoption import difference, fits, judge, later_days, models_for, rivals, shrunk, workload  # noqa: E402
from drillcli.fitting.models import BATCH  # noqa: E402
from drillcli.fitting.results import Candidate, Difference, Held  # noqa: E402
from drillcli.scheduler import Policy  # noqa: E402

FSRS6 = BATCH["fsrs6"]
DEFAULTS = Held("fsrs6", FSRS6.defaults)


def other(**changes):
    """Parameters of a learner unlike the typical one, by index."""
    return tuple(changes.get(f"w{index}", value) for index, value in enumerate(FSRS6.defaults))


FORGETFUL = other(w0=0.05, w1=0.1, w2=0.2, w3=0.5, w8=0.9, w20=0.6)


def judged(log, held=DEFAULTS):
    return judge(log, held, Policy(), lambda: None)


def test_a_learner_unlike_the_typical_one_gets_parameters_of_their_own():
    """The candidate beats the defaults, is drawn toward them, and changes the workload."""
    verdict = judged(learner(FSRS6, FORGETFUL, 1500))
    (candidate,) = verdict.candidates
    assert verdict.chosen is candidate
    assert list(verdict.scores) == ["always-average", "fsrs6-default", "fsrs6-fitted"]
    assert verdict.scores["fsrs6-fitted"].log_loss < verdict.scores["fsrs6-default"].log_loss
    assert list(candidate.rivals) == ["fsrs6-default"]
    assert verdict.workloads["fsrs6-fitted"].reviews > verdict.workloads["fsrs6-default"].reviews
    scheduler.model(candidate.model, candidate.weights)


def test_typical_learners_mostly_keep_the_defaults():
    """What a fit gains on them is noise: of ten at most one changes."""
    verdicts = [judged(learner(FSRS6, FSRS6.defaults, 900, seed)) for seed in range(10)]
    assert sum(verdict.chosen is not None for verdict in verdicts) <= 1
    assert all(verdict.candidates for verdict in verdicts)


def test_judging_is_repeatable():
    """The same log gives the same parameters and the same decision."""
    log = learner(FSRS6, FORGETFUL, 900)
    assert judged(log) == judged(log)


def test_what_a_fit_has_seen_is_no_evidence():
    """With parameters in force only later reviews count; with too few of them nothing is fitted."""
    log = learner(FSRS6, FORGETFUL, 1500)
    rows = protocol.later_days(log)
    times = log.ms[rows]
    new = judged(log, Held("fsrs6", FORGETFUL, int(times[-201])))
    assert new.unseen == 200
    assert new.in_force == "in-force"
    assert list(new.scores) == ["always-average", "fsrs6-default", "in-force", "fsrs6-fitted"]
    assert {one.reviews for one in new.scores.values()} == {200}
    assert list(new.candidates[0].rivals) == ["fsrs6-default", "in-force"]
    assert new.chosen is None
    few = judged(log, Held("fsrs6", FORGETFUL, int(times[-100])))
    assert (few.unseen, few.candidates, few.chosen) == (99, (), None)


def test_wrong_parameters_in_force_are_replaced():
    """A set that no longer suits the learner loses to a new fit."""
    log = learner(FSRS6, FORGETFUL, 2400)
    half = int(log.ms[protocol.later_days(log)][200])
    verdict = judged(log, Held("fsrs6", other(w0=50, w1=60, w2=70, w3=80), half))
    assert verdict.chosen is not None


def test_which_models_are_worth_fitting():
    """FSRS-7 from 1,600 later-day reviews on."""
    assert models_for(1599) == ("fsrs6",)
    assert models_for(1600) == ("fsrs6", "fsrs7")
    assert (fits(1599), fits(1600)) == (6, 12)


def test_another_model_must_beat_the_fit_of_the_present_one(monkeypatch):
    """FSRS-7 against FSRS-6 in force meets FSRS-6's candidate too; FSRS-6's own candidate does not meet FSRS-7's."""
    lost = dict.fromkeys(("always-average", "fsrs6-default", "fsrs7-default", "in-force"), np.zeros(4))
    lost |= {"fsrs6-fitted": np.zeros(4), "fsrs7-fitted": np.array([-1.0, 1, -1, 1])}
    held, cards = Held("fsrs6", FSRS6.defaults, 1), np.arange(4)
    assert list(rivals("fsrs6", held, lost, cards)) == ["fsrs6-default", "fsrs7-default", "in-force"]
    met = rivals("fsrs7", held, lost, cards)
    assert list(met) == ["fsrs6-default", "fsrs7-default", "in-force", "fsrs6-fitted"]
    assert not Candidate("fsrs7", (), met).wins
    monkeypatch.setattr(adoption, "FSRS7_FROM", 0)
    verdict = judged(learner(FSRS6, FORGETFUL, 1200))
    assert list(verdict.scores)[-2:] == ["fsrs6-fitted", "fsrs7-fitted"]
    assert list(verdict.candidates[1].rivals)[-1] == "fsrs6-fitted"
    assert verdict.chosen is not None


def test_a_candidate_wins_only_against_all():
    """One rival that is not surely beaten is enough to stay."""
    better, unsure = Difference(-0.02, -0.03, -0.01), Difference(-0.02, -0.05, 0.01)
    assert Candidate("fsrs6", (), {"a": better, "b": better}).wins
    assert not Candidate("fsrs6", (), {"a": better, "b": unsure}).wins


def test_the_noise_of_a_mean_by_hand():
    """Cards of their own: the standard error of a mean. One card repeated: as little certain as the card alone."""
    apart = np.array([1.0, 2, 3, 4])
    found = difference(apart, np.arange(4))
    error = np.std(apart, ddof=1) / 2
    assert found == pytest.approx((2.5, 2.5 - 1.96 * error, 2.5 + 1.96 * error))
    twice = difference(np.repeat(apart, 2), np.repeat(np.arange(4), 2))
    assert twice == pytest.approx(found)


def test_the_interval_holds_the_truth_in_95_of_100():
    """Of 400 samples with correlated differences within a card, the true mean lies outside about 5 % of the time."""
    rng = np.random.default_rng(1)
    cards = np.repeat(np.arange(100), 6)
    missed = 0
    for _sample in range(400):
        found = difference(0.3 + np.repeat(rng.normal(size=100), 6) + rng.normal(size=600), cards)
        missed += not found.low <= 0.3 <= found.high
    assert 8 <= missed <= 36


def test_short_logs_draw_a_fit_toward_the_defaults():
    """By n / (n + 1000) below 2,000 later-day reviews; from there on a fit stays as it is."""
    weights = tuple(value + 1 for value in FSRS6.defaults)
    assert shrunk("fsrs6", weights, 500) == pytest.approx([value + 1 / 3 for value in FSRS6.defaults])
    assert shrunk("fsrs6", weights, 2000) == weights


@pytest.mark.parametrize("later", [100, 1999, 2000, 30_000])
@pytest.mark.parametrize("model", BATCH.values(), ids=list(BATCH))
def test_a_fit_on_a_bound_can_be_adopted(model, later):
    """Rounding must not carry a parameter past its bound, where the scheduler refuses it."""
    for bound in (model.low, model.high):
        scheduler.model(model.name, shrunk(model.name, bound, later))


def test_the_workload_by_hand():
    """At 90 % FSRS-6's interval is its stability: 2.3065 and 8.2956 days after Good and Easy, a day at least."""
    log = log_of([(0, 3)], [(0, 4)], [(0, 1)])
    found = workload(log, np.arange(3), "fsrs6", FSRS6.defaults, 0.9)
    assert found.reviews == pytest.approx(1 / 2.3065 + 1 / 8.2956 + 1)
    assert found.minutes == pytest.approx(found.reviews * 5 / 60)
    untimed = replace(log, took_ms=np.zeros(3, np.int32))
    assert workload(untimed, np.arange(3), "fsrs6", FSRS6.defaults, 0.9).minutes is None


def test_empty_logs_have_nothing_to_learn_from():
    """Without a later-day review there are none to count."""
    assert later_days(log_of([(0, 3), (0.1, 3)])) == 0
