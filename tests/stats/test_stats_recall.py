"""True retention from the columns of the roll-up."""

from test_stats_days import row

from drillcli.stats.recall import Recall, Retention, by_period, retention


def test_a_share_is_what_was_recalled_of_what_was_asked():
    """Three of four are 0.75; nothing asked has no share."""
    assert Recall(4, 3).share == 0.75
    assert Recall(0, 0).share is None


def test_retention_keeps_young_and_mature_apart_and_adds_them_up():
    """The total is not the mean of both shares, but the share of both together."""
    kept = retention(row(reviews=30, young=8, young_recalled=6, mature=2, mature_recalled=2))
    assert kept == Retention(Recall(8, 6), Recall(2, 2))
    assert kept.total == Recall(10, 8)


def test_each_period_ends_today():
    """Seven days are today and the six before; thirty likewise."""
    days = {day: row(young=1, young_recalled=int(day == 100)) for day in (1, 70, 71, 93, 94, 100)}
    answers = {name: kept.total.answers for name, kept in by_period(days, 100).items()}
    assert answers == {"today": 1, "last_7_days": 2, "last_30_days": 4, "all_time": 6}
    assert by_period(days, 100)["last_7_days"].young.share == 0.5
