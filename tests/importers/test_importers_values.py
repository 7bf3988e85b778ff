"""What one cell of a review log says."""

from datetime import UTC, datetime

import pytest
from conftest import NOW

from drillcli.importers.place import Place, read_zone
from drillcli.importers.values import MANUAL, duration_of, moment_of, rating_of, took_ms, unit_by_size

HERE = Place(None, 240)
SHANGHAI = Place(read_zone("Asia/Shanghai"), 240)
MS = 1_711_744_352_250
"""2024-03-29 20:32:32.25 UTC."""


def ms_of(text, place=HERE):
    return moment_of(text, place, NOW.ms)[0].ms


def test_the_constant_is_the_instant_it_claims_to_be():
    """By the calendar of the standard library."""
    assert datetime(2024, 3, 29, 20, 32, 32, 250_000, UTC).timestamp() * 1000 == MS


@pytest.mark.parametrize(
    ("texts", "rating"),
    [
        (("1", " Again ", "1.0", "重来"), 1),
        (("2", "hard", "困难"), 2),
        (("3", "GOOD", "良好"), 3),
        (("4", "easy", "容易"), 4),
        (("0", "manual"), MANUAL),
    ],
)
def test_ratings_are_numbers_or_words(texts, rating):
    """In English or Chinese; 0 is no answer."""
    assert {rating_of(text) for text in texts} == {rating}


@pytest.mark.parametrize("text", ["", "5", "-1", "2.5", "ok", "true"])
def test_other_ratings_are_refused(text):
    """There is nothing to guess."""
    with pytest.raises(ValueError, match="is no rating"):
        rating_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-29T20:32:32.250000+00:00",
        "2024-03-29T20:32:32.25Z",
        "2024-03-29 20:32:32.25 UTC",
        "2024-03-30T04:32:32.250+08:00",
        "2024-03-30 04:32:32.25 +0800",
        "1711744352.25",
        "1711744352250",
        " 1711744352250 ",
        "1.71174435225e12",
        "1711744352250000",
        "1711744352250000000",
    ],
)
def test_an_instant_is_told_by_iso_8601_or_by_the_size_of_a_number(text):
    """Seconds, ms, µs and ns since 1970 differ so much that their sizes tell them apart."""
    assert ms_of(text) == MS


@pytest.mark.parametrize("text", ["2024-03-30 04:32", "2024/3/30 4:32", "2024-03-30T04:32:00", "20240330T043200"])
def test_a_time_without_an_offset_is_local(text):
    """It stands in the zone that was named; so do the ways in which spreadsheets write it."""
    assert ms_of(text, SHANGHAI) == MS - 32_250


def test_which_offset_counts(monkeypatch):
    """`--tz` wins; else an offset in the file, but UTC says no more than an epoch does where somebody was."""
    far = "2024-03-30T04:32:32.25+08:00"
    assert moment_of(far, HERE, NOW.ms) == ((MS, 19_812, 480), True)
    assert moment_of(far, Place(UTC, 240), NOW.ms) == ((MS, 19_811, 0), False)
    for plain in ("2024-03-29T20:32:32.25Z", str(MS), "2024-03-29T20:32:32.25"):
        assert moment_of(plain, HERE, NOW.ms) == ((MS, 19_811, 0), False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2024-03-29",
        "29/03/2024 20:32",
        "03/29/2024 20:32:00",
        "19810",
        "nan",
        "inf",
        "-5",
        "0001-01-01 00:00",
    ],
)
def test_other_times_are_refused(text):
    """A date alone does not tell the study day, and day and month are not guessed."""
    with pytest.raises(ValueError, match=r"time|1980"):
        ms_of(text)


def test_the_future_and_the_distant_past_are_refused():
    """No review was given then: the column is another, or its clock was wrong."""
    assert ms_of(str(NOW.ms)) == NOW.ms
    for text in (str(NOW.ms + 1), "2026-11-22T09:00:00.001Z", "1979-12-31T23:59:59Z"):
        with pytest.raises(ValueError, match=r"time|1980"):
            ms_of(text)


def test_durations_without_sense_are_no_durations():
    """A review counts even when nobody knows how long it took."""
    assert [duration_of(text) for text in ("8.5", "8500", "", "-3", "x", "inf", "nan")] == [8.5, 8500, 0, 0, 0, 0, 0]


def test_the_unit_of_durations_is_told_by_their_median():
    """People take seconds for an answer, and a few absences do not matter; between 100 and 1000 there is doubt."""
    assert unit_by_size([4.0, 8.0, 20_000.0]) == ("s", True)
    assert unit_by_size([940.0, 7114.0, 25_063.0, 0.0, 0.0, 0.0]) == ("ms", True)
    assert unit_by_size([150.0]) == ("s", False)
    assert unit_by_size([900.0]) == ("ms", False)
    assert unit_by_size([0.0]) == ("s", True)
    assert unit_by_size([]) == ("s", True)


def test_a_duration_is_written_as_a_sitting_writes_it():
    """In whole ms, ten minutes at most."""
    assert [took_ms(8.5004, "s"), took_ms(8500.4, "ms"), took_ms(3600, "s"), took_ms(10**15, "ms")] == [
        8500,
        8500,
        600_000,
        600_000,
    ]
