"""Cards by state, and when they are due."""

from drillcli.stats.due import by_state, forecast, overdue

ROWS = [(0, 0, 5), (1, 0, 2), (2, 90, 3), (2, 100, 4), (2, 103, 1), (2, 130, 7), (3, 101, 1), (8, 95, 6), (9, 95, 8)]
"""(bucket, day, cards): new, learning, review, relearning, suspended, orphaned."""


def test_every_card_is_in_one_state():
    """Those in review are young or mature; orphans are no cards."""
    assert by_state(ROWS, 9) == {
        "new": 5,
        "learning": 2,
        "young": 6,
        "mature": 9,
        "relearning": 1,
        "suspended": 6,
        "total": 29,
    }


def test_the_forecast_counts_what_is_overdue_on_its_first_day():
    """Cards in steps and in review; new, suspended and orphaned ones are not due."""
    assert forecast(ROWS, 100, 4) == [9, 1, 0, 1]


def test_the_backlog_is_reviews_due_before():
    """A card in its steps waits for minutes, not since yesterday."""
    assert overdue(ROWS, 100) == 3
