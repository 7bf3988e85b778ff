"""What Anki's own log tells beside the answers."""

from datetime import UTC

import pytest
from conftest import NOW

from drillcli.importers import reviews_csv
from drillcli.importers.place import Place

HEADS = "id,cid,usn,ease,ivl,lastIvl,factor,time,type\n"
DAY = 86_400_000


@pytest.fixture
def read(tmp_path):
    """Reads rows of (card, day, ease, factor, type)."""

    def read(*rows):
        lines = (
            f"{1_711_744_352_250 + day * DAY},{c},-1,{ease},1,1,{factor},5000,{kind}\n"
            for c, day, ease, factor, kind in rows
        )
        path = tmp_path / "revlog.csv"
        path.write_text(HEADS + "".join(lines))
        return reviews_csv.read(path, {}, Place(UTC, 630), NOW.ms)

    return read


def taken(log):
    first = min(review.at.day for review in log.reviews)
    return [(review.card, review.at.day - first, review.rating) for review in log.reviews]


def test_cram_and_what_is_no_answer_are_left_out(read):
    """A filtered deck that reschedules (its factor is kept) counts; one that does not, and ease 0, do not."""
    log = read(("a", 0, 3, 0, 0), ("a", 1, 3, 2500, 3), ("a", 2, 3, 0, 3), ("a", 3, 0, 2500, 4), ("a", 4, 0, 0, 5))
    assert taken(log) == [("a", 0, 3), ("a", 1, 3)]
    assert (log.rows, log.manual, log.crammed, log.unlearned, log.bad) == (5, 2, 1, 0, 0)


def test_a_memory_begins_where_a_card_was_learned(read):
    """Cards that begin in the midst are left out, and what was before the learning, the last of two."""
    log = read(
        ("midst", 0, 3, 2500, 1), ("midst", 5, 1, 2300, 1), ("midst", 5, 3, 2300, 2),
        ("late", 0, 3, 2500, 1), ("late", 1, 1, 0, 0), ("late", 1, 3, 0, 0), ("late", 2, 3, 2500, 1),
        ("reset", 0, 3, 0, 0), ("reset", 2, 3, 2500, 1), ("reset", 3, 0, 0, 4), ("reset", 4, 2, 0, 0),
        ("whole", 0, 3, 0, 0), ("whole", 9, 1, 2500, 1), ("whole", 9, 3, 2300, 2),
    )  # fmt: skip
    kept = [(card, rating) for card, _day, rating in taken(log)]
    assert kept == [("late", 1), ("late", 3), ("late", 3), ("reset", 2), ("whole", 3), ("whole", 1), ("whole", 3)]
    assert (log.rows, log.manual, log.unlearned) == (14, 1, 6)


def test_rows_in_any_order_and_rows_without_a_kind(read):
    """Time decides, not the order in the file; a row whose type is no number makes no sense."""
    log = read(("a", 3, 3, 2500, 1), ("a", 1, 1, 0, 0), ("a", 0, 3, 2500, 1), ("a", 4, 3, 2500, ""))
    assert taken(log) == [("a", 2, 3), ("a", 0, 1)]
    assert (log.unlearned, log.bad) == (1, 1)
