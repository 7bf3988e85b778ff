"""Which columns of a review log say what."""

import pytest

from drillcli.errors import UsageError
from drillcli.importers.columns import Columns, delimiter, find_columns, unit_of


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        ("card_id,review_rating,review_time,review_duration", (0, 1, 2, 3)),
        ("review_time,card_id,review_rating,review_duration,review_state", (1, 2, 0, 3)),
        ("Card,Rating,Time,Duration (s)", (0, 1, 2, 3)),
        ("card,time,day,rating,took_ms,mode,interval", (0, 3, 1, 4)),  # what `drill stats --csv` writes
        ("id,cid,usn,ease,ivl,lastIvl,factor,time,type", (1, 3, 0, 7)),  # Anki's revlog: `time` is a duration
        ("cid,ease,id", (0, 1, 2, None)),
        ("card_id,button,timestamp,time_ms", (0, 1, 2, 3)),
        ("card,grade,time_ms", (0, 1, 2, None)),  # the only time there is
        ("card,answer,rating,reviewed-at", (0, 2, 3, None)),
        ("卡片,评分,时间,用时", (0, 1, 2, 3)),
        ("卡片 ID,按钮,复习时间,用时（毫秒）", (0, 1, 2, 3)),
    ],
)
def test_columns_are_found_by_the_names_that_programs_give_them(heads, found):
    """Case and punctuation do not count; what is most surely a time is the time, and the rest may be a duration."""
    assert find_columns(heads.split(","), {}) == Columns(*found)


def test_named_columns_win():
    """A column that the user names is taken, and is not taken a second time for another role."""
    heads = ["time", "card", "rating", "When"]
    assert find_columns(heads, {"time": "when"}) == Columns(card=1, rating=2, time=3, took=0)
    assert find_columns(["q", "w", "e"], {"card": "e", "rating": "q", "time": "w"}) == Columns(2, 0, 1, None)


def test_what_cannot_be_found_is_told_with_the_columns_there_are():
    """The message names the missing roles as options, and the heads of the file."""
    with pytest.raises(UsageError, match=r"no column found for --card, --time; the file has the columns a, rating"):
        find_columns(["a", "rating"], {})
    with pytest.raises(UsageError, match=r"--took secs: there is no such column; the file has card, rating"):
        find_columns(["card", "rating"], {"took": "secs"})


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        *[(head, "ms") for head in ("took_ms", "durationMs", "Duration (ms)", "用时（毫秒）", "millis")],
        *[(head, "s") for head in ("took_s", "duration [s]", "seconds", "time_sec", "用时（秒）", "用时s")],
        *[(head, "") for head in ("review_duration", "durations", "took", "用时")],
    ],
)
def test_a_head_may_name_the_unit(head, unit):
    """A plural is no unit."""
    assert unit_of(head) == unit


def test_the_delimiter_is_what_the_heads_have_most_of():
    """One column alone is taken for comma-separated."""
    assert [delimiter(line) for line in ("a,b,c", "a;b;c,d", "a\tb", "a|b|c", "alone")] == [",", ";", "\t", "|", ","]
