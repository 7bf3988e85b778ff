"""A bare review log as CSV."""

from datetime import UTC

import pytest
from conftest import NOW

from drillcli.errors import DrillError, UsageError
from drillcli.importers import reviews_csv
from drillcli.importers.place import Place
from drillcli.model import Moment
from drillcli.store.intake import Foreign

FIRST = Moment(1_711_744_352_250, 19_811, 0)


@pytest.fixture
def read(tmp_path):
    def read(text, encoding="utf-8", **named):
        path = tmp_path / "log.csv"
        path.write_bytes(text.encode(encoding))
        return reviews_csv.read(path, named, Place(UTC, 630), NOW.ms)

    return read


ROWS = "a,1,2024-03-29T20:32:32.250Z,25060\nb,3,1711744352250,7241\n"


def test_a_log_is_read(read):
    """One line a review, in the order of the file; 20:32 lies in the study day that began at 10:30."""
    log = read("card_id,review_rating,review_time,review_duration\n" + ROWS)
    assert log.reviews == [Foreign("a", FIRST, 1, 25060), Foreign("b", FIRST, 3, 7241)]
    assert (log.rows, log.manual, log.bad, log.faults) == (2, 0, 0, [])
    assert log.columns == {
        "card": "card_id", "rating": "review_rating", "time": "review_time", "took": "review_duration"
    }  # fmt: skip
    assert (log.unit, log.unit_named, log.unit_sure) == ("ms", False, True)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcard,rating,time,took_ms\r\na,1,1711744352250,25060\r\n",
        "card;rating;time;took (s)\na;again;1711744352,25;x\na;again;1711744352.25;25.06\n",
        'rating\ttime\tnote\ttook_ms\tcard\n1\t1711744352250\t"two\nlines, one"\t25060\ta\n',
        "卡片|评分|时间|用时（秒）\na|重来|2024-03-29 20:32:32.25|25.06\n\n",
    ],
)
def test_ways_to_write_the_same_review(read, text):
    """A mark at the beginning, other delimiters, line ends and languages, quoted line feeds, blank lines."""
    assert read(text).reviews == [Foreign("a", FIRST, 1, 25060)]


def test_lines_that_make_no_sense_are_counted_and_told(read):
    """With the number of the line in the file, and at most five of them."""
    bad = "a,9,1711744352250,1\n,1,1711744352250,1\na,1,1711744352250\na,1,then,1\n\x07,1,1711744352250,1\na,,,\n"
    log = read("card,rating,time,took_ms\na,0,never,1\n" + bad + ROWS)
    assert (log.rows, log.manual, log.bad, len(log.reviews)) == (9, 1, 6, 2)
    assert [line for line, _reason in log.faults] == [3, 4, 5, 6, 7]
    reasons = [reason for _line, reason in log.faults]
    assert reasons[:3] == ["'9' is no rating", "'' is no card", "too few columns"]
    assert reasons[3].startswith("'then' is no time; write 2026-10-01T09:30:00+08:00")
    assert all(len(reason) <= 160 for reason in [*reasons, *_reasons_of_a_long_cell(read)])


def _reasons_of_a_long_cell(read):
    return [reason for _line, reason in read(f"card,rating,time\na,{'x' * 5000},1711744352250\n").faults]


def test_a_log_need_not_say_how_long_answers_took(read):
    """Nor must every line."""
    log = read("card,rating,time\na,1,1711744352250\n")
    assert (log.reviews, log.unit) == ([Foreign("a", FIRST, 1, 0)], "")
    log = read("card,rating,time,took\na,1,1711744352250,\na,2,1711744352250,8\n")
    assert [review.took_ms for review in log.reviews] == [0, 8000]
    assert (log.unit, log.unit_sure) == ("s", True)


def test_a_log_that_says_where_each_review_was_is_known_for_it(tmp_path):
    """Only then does the zone of this computer not matter."""
    path = tmp_path / "log.csv"
    for times, placed in (
        (["2024-03-29T20:32:32+08:00"] * 2, True),
        (["2024-03-29T20:32:32+08:00", "1711744352"], False),
    ):
        path.write_text("card,rating,time\n" + "".join(f"a,1,{time}\n" for time in times), encoding="utf-8")
        assert reviews_csv.read(path, {}, Place(None, 240), NOW.ms).placed is placed


def test_files_that_cannot_be_read_are_refused_in_one_line(read, tmp_path):
    """With the file, the reason and, where there is one, the remedy."""
    with pytest.raises(UsageError, match=r"log\.csv: no column found for --time; the file has the columns card, 评分"):
        read("card,评分\na,1\n")
    for empty in ("", "\n", ",,\na,b,c\n"):
        with pytest.raises(UsageError, match=r"log\.csv: there are no column names in the first line"):
            read(empty)
    with pytest.raises(DrillError, match=r"log\.csv is not text in UTF-8; save it as CSV in UTF-8"):
        read("卡片,评分,时间\n", encoding="gb18030")
    with pytest.raises(DrillError, match=r"log\.csv: not a CSV file: field larger than field limit"):
        read("card,rating,time\n" + "x" * 200_000)
    for missing in (lambda path: reviews_csv.read(path, {}, Place(UTC, 0), NOW.ms), reviews_csv.digest):
        with pytest.raises(DrillError, match=r"cannot read .*gone\.csv: No such file or directory"):
            missing(tmp_path / "gone.csv")


def test_named_columns(read):
    """What is named wins over what would be found."""
    log = read("a,b,c,rating\nx,1711744352250,4,1\n", card="a", time="b", rating="c")
    assert log.reviews == [Foreign("x", FIRST, 4, 0)]


def test_a_file_is_known_by_its_content(tmp_path):
    """SHA-256 of the empty file, from FIPS 180-4."""
    path = tmp_path / "empty"
    path.touch()
    assert reviews_csv.digest(path) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
