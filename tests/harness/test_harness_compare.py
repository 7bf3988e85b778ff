"""What changed between runs, and whether by more than the spread."""

import pytest
from exercise_cases import report

from drillcli.harness import compare
from drillcli.harness.compare import BETTER, SAME, UNKNOWN, WORSE


def run(number=1, value=0.95, seed=0, step=(4.8, 5.0, 5.2), **said):
    low, median, high = step
    steps = {"median": median, "p25": low, "p75": high}
    made = report(quality={"value": value}, config={"seed": seed, **said.pop("config", {})}, step_ms=steps, **said)
    return {**made, "id": number}


@pytest.mark.parametrize(
    ("step", "verdict"),
    [((3.0, 3.5, 4.0), BETTER), ((4.0, 4.5, 4.9), SAME), ((5.1, 5.5, 6.0), SAME), ((5.3, 5.5, 6.0), WORSE)],
)
def test_steps_differ_when_their_quartiles_lie_apart(step, verdict):
    """Ranges that overlap are the same within the spread."""
    found = compare.steps(run(step=step), run())
    assert (found.name, found.then, found.now, found.verdict) == ("step_ms", 5.0, step[1], verdict)


def test_steps_that_were_not_measured_are_not_compared():
    """A run that ended before its first step has none."""
    assert compare.steps(report(), {**report(), "step_ms": dict.fromkeys(("median", "p25", "p75"))}) is None


def test_a_quality_differs_when_it_does_by_more_than_chance():
    """Chance is two standard deviations over seeds: here 0.02."""
    past = [run(2, 0.94, 1), run(3, 0.95, 2), run(4, 0.96, 3)]
    spread = compare.quality_spread(past)
    assert spread == pytest.approx(0.02)
    for value, verdict in ((0.97, BETTER), (0.96, SAME), (0.94, SAME), (0.90, WORSE)):
        assert compare.qualities(run(value=value), run(value=0.945), spread).verdict == verdict


def test_lower_is_better_for_an_error():
    """The report says which way is better."""
    now, then = run(value=1.0), run(value=2.0)
    now["quality"]["better"] = "lower"
    assert compare.qualities(now, then, 0.1).verdict == BETTER
    assert compare.qualities(then | {"quality": {**now["quality"], "value": 3.0}}, then, 0.1).verdict == WORSE


def test_a_spread_needs_three_seeds():
    """The same seed again says nothing of chance; equal values are equal all the same."""
    assert compare.quality_spread([run(1, 0.9, 0), run(2, 0.9, 0), run(3, 0.91, 1)]) is None
    assert compare.qualities(run(value=0.96), run(value=0.95), None).verdict == UNKNOWN
    assert compare.qualities(run(), run(), None).verdict == SAME


def test_each_earlier_run_stands_once():
    """The last one may be the best; a baseline may be another."""
    last, other = run(3), run(2, config={"threads": 2})
    found = compare.compared(run(4), last, last, other, [last])
    assert [(one.id, one.roles) for one in found] == [(3, ("last", "best")), (2, ("baseline",))]
    assert found[0].changed == ()
    assert found[1].changed == (("config.threads", 2, 1),)
    assert compare.compared(run(4), None, None, None, []) == []


def test_what_differs_is_named():
    """Settings, versions and device; hashes and clocks are left out."""
    now = run(software={"torch": "3.0"}, device={"clocks": {"sm": 1980}}, data={"sha256": "def"})
    assert list(compare.changes(now, run())) == [("software.torch", "2.13", "3.0")]


def test_mean_and_spread_of_several_runs():
    """The sample standard deviation; a figure that one run lacks is left out."""
    runs = [run(1, 0.94, 0, samples_per_s=100.0), run(2, 0.96, 1, samples_per_s=100.0)]
    found = {one.name: one for one in compare.spreads(runs)}
    assert found["accuracy"].mean == pytest.approx(0.95)
    assert found["accuracy"].deviation == pytest.approx(0.0002**0.5)
    assert (found["step_ms"].n, found["samples_per_s"].deviation) == (2, 0.0)
    runs[1]["samples_per_s"] = None
    assert "samples_per_s" not in [one.name for one in compare.spreads(runs)]
    assert compare.spreads(runs[:1])[0].deviation is None
