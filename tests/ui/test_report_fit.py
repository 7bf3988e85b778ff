"""The pages of `drill evaluate` and `drill fit`, from plain values."""

import pytest
from rich.cells import cell_len

from drillcli.fitting.results import Candidate, Difference, Evaluation, Held, Kept, Scores, Verdict, Workload
from drillcli.ui import reports_fit
from drillcli.ui.console import plain
from drillcli.ui.lines import Lines

SCORES = Scores(0.44, 0.06, None, 5020)
TABLE = dict.fromkeys(("always-average", "fsrs6-default", "in-force", "fsrs6-fitted", "fsrs7-fitted"), SCORES)
BETTER, UNSURE = Difference(-0.01, -0.02, -0.005), Difference(-0.001, -0.02, 0.005)
FSRS6 = Candidate("fsrs6", (1.0,), {"fsrs6-default": BETTER, "in-force": UNSURE})
FSRS7 = Candidate("fsrs7", (1.0,), {"fsrs6-default": BETTER, "in-force": BETTER})
LOADS = {"in-force": Workload(200.04, 40.2), "fsrs6-fitted": Workload(180, 36), "fsrs7-fitted": Workload(190.5, None)}
ENDING = reports_fit.Ending(3, "drill fit --use 2", ["rivers"], 0.9)


def verdict(*candidates, chosen=None):
    return Verdict(12_580, 6027, 5020, "in-force", TABLE, candidates, LOADS, chosen)


def shown(blocks, measure=80):
    """A page as plain text; every line fits."""
    page = plain(Lines(tuple(line for block in blocks for line in ([], *block))), measure)
    assert max(cell_len(line) for line in page.splitlines()) <= measure
    return page


def words(page):
    return " ".join(page.split())


def test_a_candidate_takes_over():
    """Number, reason, workload (minutes where both are known), why another does not, and the way back."""
    page = words(shown(reports_fit.verdict(verdict(FSRS6, FSRS7, chosen=FSRS7), ENDING, 80)))
    assert "FSRS-7, fitted is in force from now on, as parameter set 3." in page
    assert "log loss −0.0100 (95% interval −0.0200 to −0.0050)." in page
    assert "At a desired retention of 90% these cards ask for 190.5 reviews a day instead of 200.0." in page
    assert "FSRS-6, fitted is not better than the earlier fit by more than noise: log loss −0.0010" in page
    assert "To go back: drill fit --use 2" in page


def test_nothing_better():
    """What is in force stays; no way back is needed."""
    page = shown(reports_fit.verdict(verdict(FSRS6), ENDING._replace(number=None), 80))
    assert "Nothing better was found: what is in force stays." in page
    assert "go back" not in page
    assert "the earlier fit •" in page
    assert "200       40" in page


def test_too_few_unseen_reviews():
    """How many there are and how many are missing, and the command that starts over."""
    found = Verdict(300, 250, 40, "in-force", {}, (), {}, None)
    page = words(shown(reports_fit.verdict(found, ENDING, 80)))
    assert "There are 40: 60 more are needed." in page
    assert "`drill fit rivers --reset` would start over." in page


def test_the_list_of_sets():
    """One that is in force is marked; there may be none."""
    kept = Kept(1, "2026-11-22T09:00:00+00:00", "fsrs7", ("rivers", "metrics"), 1200, SCORES._asdict(), True, (1.0,))
    page = shown(reports_fit.sets([kept, kept._replace(id=2, in_force=False, decks=(), reviews=None, scores=None)], 80))
    assert "•  1    2026-11-22 09:00  rivers, metrics  FSRS-7    1,200    0.4400" in page
    assert "   2    2026-11-22 09:00  all              FSRS-7        –         –" in page
    assert "the defaults are in force" in shown(reports_fit.sets([], 80))


@pytest.mark.parametrize("measure", [20, 32, 40, 56, 64, 88])
def test_every_page_fits_every_width(measure):
    """No line is wider than the screen."""
    kept = Kept(1, "2026-11-22T09:00:00+00:00", "fsrs7", ("startup-challenges",), 1200, None, True, (1.0,))
    shown(reports_fit.evaluation(Evaluation(TABLE, TABLE), [], measure), measure)
    shown(reports_fit.verdict(verdict(FSRS6, FSRS7, chosen=FSRS7), ENDING, measure), measure)
    shown(reports_fit.sets([kept], measure), measure)


def test_what_is_held_has_a_name():
    """Parameters that were fitted are in force; the defaults go by their model."""
    assert Held("fsrs7", (), 5).name == "in-force"
    assert Held("fsrs7", ()).name == "fsrs7-default"
