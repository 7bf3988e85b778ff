"""The table is prepared without a leak, and each check would notice one."""

from functools import partial

import pytest

torch = pytest.importorskip("torch", reason="the extra `exercise` is not installed")
pytest.importorskip("sklearn", reason="the extra `exercise` is not installed")

import pandas as pd  # noqa: E402
from lab_cases import a_lab  # noqa: E402

from drillcli.exercises import preprocess  # noqa: E402
from drillcli.exercises.preprocess import LABEL, Prepared, as_printed, checks, ours, split  # noqa: E402
from drillcli.lab.datasets import delays  # noqa: E402


@pytest.fixture(scope="module")
def table():
    flights, delay = delays.load(None, None, False).train
    return flights.assign(**{LABEL: delay})


def failing(way, table):
    return {en for (en, _zh), holds in checks(way, table).items() if not holds}


def test_the_table_has_what_the_exercise_is_about(table):
    assert table.duplicated().sum() == 100
    assert table.isna().any().any()
    assert table["year"].nunique() == 1
    assert table[LABEL].isna().sum() > 100


@pytest.mark.parametrize("seed", [0, 1])
def test_every_check_holds(seed, table):
    assert failing(partial(ours, seed=seed), table) == set()


def test_the_original_leaks_everywhere_but_between_twins(table):
    assert len(failing(partial(as_printed, seed=0), table)) == len(checks(partial(as_printed, seed=0), table)) - 1
    assert "no row on both sides" not in failing(partial(as_printed, seed=0), table)


def test_the_rows_are_those_of_the_sources(table):
    made = ours(table, 0)
    assert len(made.train) + len(made.test) == table.drop_duplicates()[LABEL].notna().sum()
    assert (made.y_train == (table[LABEL][made.train.index] > 15)).all()
    assert abs(made.y_train.mean() - made.y_test.mean()) < 0.01


def test_a_constant_column_is_dropped_and_gaps_are_marked(table):
    columns = ours(table, 0).train.columns
    assert "numbers__year" not in columns
    assert "numbers__missingindicator_built" in columns


def test_twins_on_both_sides_are_noticed(table):
    def careless(rows):
        known = rows.dropna(subset=LABEL)
        x_train, x_test, *labels = split(known[["distance"]], known[LABEL], 0)
        return Prepared(x_train, x_test, *labels)

    assert "no row on both sides" in failing(careless, table)


def test_scaling_by_all_rows_is_noticed(table):
    def careless(rows):
        known = rows.drop_duplicates().dropna(subset=LABEL)
        x = known[["distance"]]
        return Prepared(*split((x - x.mean()) / x.std(ddof=0), known[LABEL], 0))

    assert failing(careless, table) >= {"test rows teach nothing", "training mean 0", "training deviation 1"}


def test_a_label_among_the_inputs_is_noticed(table, monkeypatch):
    monkeypatch.setattr(preprocess, "NUMBERS", [*preprocess.NUMBERS, LABEL])
    assert "the label stays out" in failing(partial(ours, seed=0), table)


def test_gaps_left_in_are_noticed(table):
    def careless(rows):
        made = ours(rows, 0)
        return made._replace(test=made.test.where(made.test != made.test.iloc[0, 0], float("nan")))

    assert failing(careless, table) == {"nothing is missing", "saved and reloaded alike"}


def test_a_trial_predicts_better_than_the_hour_does(tmp_path):
    lab = a_lab(tmp_path, preprocess.ABOUT, exercise="preprocess", quick=True)
    preprocess.program(lab)
    notes = {note["name"]: note["value"] for note in lab.measures.notes}
    assert lab.measures.metrics["checks"] == 1
    assert lab.measures.metrics["auc"] > lab.measures.baseline["value"] + 0.05
    assert 0.03 < notes["seen"] < 0.05
    assert notes["auc as printed"] > 0.98


def test_nothing_is_learned_from_shuffled_labels(tmp_path):
    lab = a_lab(tmp_path, preprocess.ABOUT, exercise="preprocess", quick=True, shuffle_labels=True)
    preprocess.program(lab)
    assert 0.4 < lab.measures.metrics["auc"] < 0.6


def test_an_unknown_text_is_taken(table):
    made = ours(table, 0)
    strange = pd.DataFrame(table.loc[made.test.index].assign(carrier="??", dest="???", month=13))
    assert not made.fitted.transform(strange).isna().any(axis=None)
