"""The page of `drill stats`: it fits, it says all in characters, it is kind to beginners, it looks as it did."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from sample_report import NOTHING, PICTURE, SCREENS, TODAY, WIDTHS, page, sample, screens

from drillcli.locale import set_language
from drillcli.scheduler import Survey
from drillcli.stats.calibration import Bin, Calibration
from drillcli.stats.hardest import HardCard
from drillcli.stats.recall import Recall
from drillcli.stats.report import BLOCKS, Facts, Report, report
from drillcli.store import queue
from drillcli.store.history import TALLY
from drillcli.store.spread import ANSWER_SECONDS, MICRO, RECALL_BINS, Kind
from drillcli.ui import reports_stats
from drillcli.ui.reports_stats_recall import ROWS, grouped

COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 1_000_000))
MEMORY = st.tuples(st.floats(0.01, 36_500), st.floats(1, 10), st.floats(0, 1), st.integers(1, 36_500))
HARD = st.builds(
    HardCard,
    card=st.sampled_from(["letters/a", "大模型/卡-1", "d/" + "long-" * 20]),
    text=st.one_of(st.text(max_size=200), st.sampled_from(["", "为什么" * 40, "# Heading\n\n**bold** $x^2$"])),
    lapses=COUNTS,
    difficulty=st.floats(1, 10),
    recall=st.floats(0, 1),
    answers=COUNTS,
    again=st.just(1),
    is_leech=st.booleans(),
    is_suspended=st.booleans(),
)


@st.composite
def tallies(draw: st.DrawFn) -> dict[str, int]:
    """A study day."""
    row = {column: draw(COUNTS) for column in TALLY}
    for age in ("young", "mature"):
        row[f"{age}_recalled"] = draw(st.integers(0, row[age]))
    return {**row, "reviews": max(row["reviews"], 1)}


def spread(bins: int, most: int) -> st.SearchStrategy[dict[int, tuple[int, int, int, int]]]:
    """Counts by bin, whose amount is at most `most` an answer."""

    def counts(n: int, share: float) -> tuple[int, int, int, int]:
        return n, n, round(n * share), round(n * share * most)

    return st.dictionaries(st.integers(0, bins - 1), st.builds(counts, st.integers(1, 1_000_000), st.floats(0, 1)))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """The report of a learner of any kind."""
    days = draw(st.dictionaries(st.integers(TODAY - 900, TODAY), tallies(), max_size=12))
    bins = {
        Kind.HOUR: draw(spread(24, 0)),
        Kind.TIME: draw(spread(len(ANSWER_SECONDS), 9_000)),
        Kind.RECALL: draw(spread(RECALL_BINS, MICRO)),
    }
    load = st.tuples(st.sampled_from([queue.NEW, queue.REVIEW, queue.SUSPENDED]), st.integers(-9, 99), COUNTS)
    rows = [(bucket, TODAY + ahead, n) for bucket, ahead, n in draw(st.lists(load, max_size=9))]
    remembered = [list(column) for column in zip(*draw(st.lists(MEMORY, max_size=9)), strict=True)] or [[]] * 4
    hardest = draw(st.lists(HARD, max_size=3))
    facts = Facts(days, bins, rows, Survey(*remembered), hardest, draw(COUNTS), sample().exercises)
    since = draw(st.none() | st.integers(TODAY - 1000, TODAY))
    decks = draw(st.sampled_from([[], ["letters"], ["大模型创业", "letters"] * 6]))
    return report(TODAY, decks, draw(st.sampled_from([None, "risk", "风险"])), since, facts)


@settings(max_examples=40)
@given(reports(), st.sampled_from(["en", "zh"]), st.sampled_from([38, 40, 56, 60, 76, 80, 88, 100]))
def test_no_line_of_any_report_is_wider_than_the_page(shown, lang, measure):
    """Millions of answers, long names, texts of cards in any script: nothing leaves the page."""
    set_language(lang)
    assert [line for line in page(shown, measure).splitlines() if cell_len(line) > measure] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_looks_as_it_did(lang, width):
    """The pages kept beside this test are what is drawn; to change them: python tests/ui/sample_report.py."""
    for file, shown in screens(lang, width).items():
        assert shown == (SCREENS / file).read_text(encoding="utf-8"), file


def test_the_picture_is_the_page():
    """The picture that the README shows; to change it: python tests/ui/sample_report.py."""
    set_language("en")
    drawn = reports_stats.picture(sample())
    assert drawn == PICTURE.read_text(encoding="utf-8")
    light = reports_stats.picture(sample(), dark=False)
    assert re.sub("#[0-9a-f]{6}", "", drawn) == re.sub("#[0-9a-f]{6}", "", light)
    assert drawn != light


def test_one_block_can_be_asked_for():
    """By each of the names that --only takes: the title and that block, as on the whole page or wider."""
    assert tuple(reports_stats.BLOCKS) == BLOCKS
    whole = page(sample(), 71)
    for name in BLOCKS:
        title, rule, empty, *block = page(sample(), 71, name).splitlines()
        assert (title.split()[0], rule, empty) == ("Statistics", "╌" * 71, "")
        assert block
        assert "\n".join(block) in whole


def test_a_beginner_sees_no_empty_charts():
    """Without answers the page says how to begin, which cards wait, and for a block that it is empty."""
    shown = report(TODAY, [], None, None, NOTHING)
    assert page(shown, 40).splitlines()[3:] == ["No answers yet. `drill study` begins."]
    new = report(TODAY, ["letters"], None, None, NOTHING._replace(load=[(queue.NEW, 0, 6)]))
    assert page(new, 40).splitlines()[3:7] == [
        "No answers yet. `drill study` begins.",
        "",
        "Cards   6",
        f"new         6  {'⣿' * 25}",
    ]
    for name in set(BLOCKS) - {"today"}:
        assert page(shown, 60, name).splitlines()[3:] == ["Nothing to show yet."]


def test_the_first_day_has_no_recall_yet():
    """Cards in their steps say nothing of memory: the page tells from when on there is something to see."""
    day = dict.fromkeys(TALLY, 0) | {"reviews": 3, "good": 3, "took_ms": 9000, "introduced": 3}
    shown = page(report(TODAY, [], None, None, NOTHING._replace(days={TODAY: day})), 80)
    assert "3 answers today   0:09   3 new   1 day in a row   3 reviews in all" in shown
    assert "Measured from the first answer on that is given to a card in review." in shown
    assert "Year   3 answers   1 day of study" in shown


def test_what_the_report_is_about_stands_in_its_title():
    """Decks, tag, first day."""
    shown = replace(sample(), decks=["rivers", "metrics"], tag="risk", since=TODAY - 10)
    assert page(shown, 76).splitlines()[0].endswith("rivers, metrics   #risk   since 2026-11-12")


def test_narrow_blocks_stand_beside_each_other_where_there_is_room():
    """From 72 cells on; below that one follows the other."""
    assert re.search(r"^Intervals in days .* Stability in days", page(sample(), 72), re.MULTILINE)
    assert re.search(r"^Stability in days", page(sample(), 71), re.MULTILINE)


def test_hours_are_all_there_on_a_narrow_screen():
    """Two hours share a bar where 24 do not fit."""
    assert "      0  6  12 18" in page(sample(), 24, "hours").splitlines()
    most = max(hour.answers for hour in sample().hours)
    assert any(line.startswith(str(most)) for line in page(sample(), 71, "hours").splitlines())


def test_calibration_has_a_row_for_each_bin():
    """Predicted and actual recall in whole percents, with the count: readable without the drawing."""
    one = Bin(0.9, 0.925, 0.912, Recall(1200, 1080))
    two = Bin(0.8, 0.825, 0.81, Recall(300, 246))
    shown = replace(sample(), calibration=Calibration([two, one]))
    lines = page(shown, 50, "calibration").splitlines()
    assert lines[5:9] == [
        "predicted  recalled  answers  80%             100%",
        "      91%       90%    1,200  ╌╌╌╌╌╌╌╌╌╌o|╌╌╌╌╌╌╌╌",
        "      81%       82%      300  ╌|o╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌",
        "| what the memory model predicted before the",
    ]
    assert lines[3:5] == ["Calibration   89% predicted, 88% recalled", "off by 1.2 points (root mean square)"]


@given(st.lists(st.tuples(st.integers(0, 5000), st.floats(0, 1)), min_size=40, max_size=40))
def test_joined_bins_lose_no_answer(counts):
    """However the predictions spread, there are few rows, and they add up."""
    rng = Random(1)
    bins = [
        Bin(at / 40, (at + 1) / 40, (at + rng.random()) / 40 if n else None, Recall(n, round(n * share)))
        for at, (n, share) in enumerate(counts)
    ]
    whole, joined = Calibration(bins), Calibration(grouped(bins) if any(n for n, _share in counts) else [])
    assert len(joined.bins) <= ROWS
    assert joined.actual == whole.actual
    assert joined.predicted == pytest.approx(whole.predicted) if joined.bins else whole.predicted is None
    assert all(one.actual.answers and one.low <= one.predicted <= one.high for one in joined.bins)


def test_the_hardest_cards_are_named_by_what_they_ask():
    """One line each, without its markup, cut at the width; a card whose file is gone is named by its id."""
    lines = page(sample(), 60, "hardest").splitlines()
    assert lines[3:] == [
        "Hardest cards   2 leeches",
        "forgotten  recall now  card",
        "       12         71%  (leech) Which metric matters most wh…",
        "        8         90%  (leech, suspended) […] is what keeps…",
        "        5         95%  startup-challenges/card-5",
        "Rewrite a leech or suspend it; `drill search TEXT` tells its",
        "name.",
    ]
    set_language("zh")
    assert all(cell_len(line) <= 41 for line in page(sample("zh"), 41, "hardest").splitlines())
