"""Taking in reviews that were given elsewhere."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st
from store_cases import SCHEDULER, answer, enrol, forget, graduate, later, make_store, snapshot

from drillcli.errors import StoreError
from drillcli.model import MINUTES_PER_DAY, Mode, Moment, Phase, Rating
from drillcli.store import cards, log, parameters, roster
from drillcli.store.backup import FOLDER, listed
from drillcli.store.database import open_database
from drillcli.store.history import ActKind
from drillcli.store.intake import Foreign, Intake, take_in
from drillcli.store.reviews import counted, raw
from drillcli.store.verify import integrity, verify


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "drill.db")
    enrol(store, "a", "b")
    yield store
    store.close()


def decide(card, state, rating, at):
    return SCHEDULER.review(card, state, Rating(rating), at).interval


def take(store, reviews, deck="log", source="one", write=True):
    """Import into the store, after a backup."""
    done = take_in(store, reviews, deck, source, decide, NOW.ms, write=write)
    assert (done.backup is not None) == (write and done.imported > 0)
    return replace(done, backup=None)


def copies(store):
    """Return where the backups of a store are."""
    return [backup.path for backup in listed(store.path.parent / FOLDER)]


def given_at(card, rating, days, minutes=0):
    return Foreign(card, later(days, minutes), rating, 2000)


def rows(store, card):
    """Return rating, mode and interval of each row of a card, in time order."""
    found = log.reviews_of(store.connection, cards.row_of(store.connection, card))
    return [(review.rating, review.mode, review.interval) for review in found]


DAY = MINUTES_PER_DAY
PAST = [given_at("x", 1, -30), given_at("x", 3, -30, 10), given_at("x", 3, -28), given_at("y", 4, -20)]


def test_unknown_cards_become_orphans_that_are_never_asked(store):
    """They stand in no deck file, but what was answered counts, and everything follows from the log."""
    assert take(store, PAST) == Intake(4, 0, 0, 2, 0, NOW.day - 30, NOW.day - 20)
    assert roster.orphans(store, ["deck"]) == [("log/x", 3, NOW.day - 28), ("log/y", 1, NOW.day - 20)]
    assert [row.card for row in raw(store)] == ["log/x", "log/x", "log/x", "log/y"]
    positions = store.connection.execute("SELECT DISTINCT position, bucket FROM card WHERE phase > 0").fetchall()
    assert positions == [(None, 9)]
    assert verify(store) == integrity(store) == []


def test_intervals_are_those_that_happened(store):
    """Whole days to the next review on another day, minutes within a day; the last one is the scheduler's."""
    take(store, PAST)
    state = store.state("log/x")
    assert rows(store, "log/x") == [(1, Mode.IMPORT, 10), (3, Mode.IMPORT, 2 * DAY), (3, Mode.IMPORT, state.interval)]
    assert (state.phase, state.reps, state.at) == (Phase.REVIEW, 3, later(-28))
    before = SCHEDULER.apply(None, 1, later(-30), 10)
    before = SCHEDULER.apply(before, 3, later(-30, 10), 2 * DAY)
    assert state == SCHEDULER.review("log/x", before, Rating.GOOD, later(-28))


def test_an_interval_within_a_study_day_stays_below_a_day(store):
    """Also on the day of 25 hours, and for two reviews at almost the same instant."""
    long = [Foreign("x", Moment(NOW.ms + ms, NOW.day, 0), 1, 0) for ms in (0, 5, 1499 * 60_000)]
    take(store, long)
    assert [interval for _rating, _mode, interval in rows(store, "log/x")] == [1, DAY - 1, 1]
    assert store.state("log/x").phase is Phase.LEARNING


def test_the_order_of_the_lines_does_not_matter(store, tmp_path):
    """Rows are put in time order."""
    take(store, PAST)
    other = make_store(tmp_path / "other.db")
    enrol(other, "a", "b")
    take(other, PAST[::-1])
    for card in ("log/x", "log/y"):
        assert rows(other, card) == rows(store, card)
        assert other.state(card) == store.state(card)
    other.close()


def test_importing_again_changes_nothing(store):
    """The same file, a longer one, another name of the deck: what is there is known by card and instant."""
    take(store, PAST)
    before = snapshot(store)
    made = copies(store)
    assert take(store, PAST) == Intake(known=4)
    assert take(store, PAST, deck="again", source="a copy") == Intake(known=4)
    assert snapshot(store) == before
    assert copies(store) == made
    longer = [*PAST, given_at("y", 3, -2), given_at("z", 3, -2)]
    assert take(store, longer, deck="again", source="longer") == Intake(2, 0, 4, 2, 1, NOW.day - 2, NOW.day - 2)
    assert [row.card for row in raw(store, since_day=NOW.day - 2)] == ["log/y", "again/z"]
    assert verify(store) == []


def test_the_same_file_as_other_reviews_is_refused(store):
    """Read in another time zone its reviews would be there twice; nothing is written."""
    take(store, PAST)
    before = snapshot(store)
    moved = [review._replace(at=review.at._replace(ms=review.at.ms + 3_600_000)) for review in PAST]
    for write in (True, False):
        with pytest.raises(StoreError, match="this very file was imported before, but as other reviews"):
            take(store, moved, write=write)
    assert snapshot(store) == before


def test_the_same_review_twice_counts_once(store):
    """The first one of the file, when two stand at one instant."""
    twice = [given_at("x", 3, -3), given_at("x", 1, -3), given_at("x", 2, -1)]
    assert take(store, twice) == Intake(2, 1, 0, 1, 0, NOW.day - 3, NOW.day - 1)
    assert [rating for rating, _mode, _interval in rows(store, "log/x")] == [3, 2]


def test_a_card_that_exists_gets_the_reviews_as_its_history(store):
    """By its whole id, or by its name in the deck that is named; answers before and after stay what they were."""
    answer(store, "deck/a", 3, later(-10))
    mine = graduate(store, "deck/a", later(-9))
    store.mark("deck/a", ActKind.FLAG, later(-8))
    result = take(store, [given_at("deck/a", 3, -12), given_at("deck/a", 2, -4), given_at("b", 1, -4)], deck="deck")
    assert result == Intake(3, 0, 0, 2, 2, NOW.day - 12, NOW.day - 4)
    assert [rating for rating, _mode, _interval in rows(store, "deck/a")] == [3, 3, 4, 2]
    intervals = [interval for _rating, _mode, interval in rows(store, "deck/a")]
    assert intervals[:3] == [2 * DAY, 10, mine.entry.interval]
    assert store.state("deck/a").at == later(-4)
    assert store.state("deck/b").reps == 1
    assert store.marks("deck/a").flagged
    assert roster.orphans(store, ["deck"]) == []
    assert verify(store) == []


def test_two_names_of_one_card(store):
    """The id and the name within the deck: one history, in which a review stands once."""
    both = [given_at("a", 3, -3), given_at("deck/a", 3, -3), given_at("deck/a", 3, -2), given_at("a", 3, -1)]
    assert take(store, both, deck="deck") == Intake(3, 1, 0, 1, 1, NOW.day - 3, NOW.day - 1)
    assert [interval for _rating, _mode, interval in rows(store, "deck/a")][:2] == [DAY, DAY]
    assert verify(store) == []


def test_a_name_is_looked_for_in_its_deck_first(store):
    """Then among what was imported before, then among whole ids: later imports find the cards of earlier ones."""
    take(store, [given_at("deck/a", 3, -3), given_at("a", 3, -3), given_at("c/z", 3, -3)])
    assert [row.card for row in raw(store)] == ["deck/a", "log/a", "log/c/z"]
    enrol(store, "z", slug="c")
    longer = [given_at(card, 1, days) for card in ("deck/a", "a", "c/z") for days in (-3, -1)]
    for deck in ("log", "another"):
        assert take(store, longer, deck=deck, source="longer").known in (3, 6)
    assert [row.card for row in raw(store, since_day=NOW.day - 1)] == ["deck/a", "log/a", "log/c/z"]


def test_undo_never_reaches_imported_rows(store):
    """They are of another device: what is taken back is what was done here, of the card too."""
    mine = answer(store, "deck/a", 3, later(-10))
    take(store, [given_at("deck/a", 3, -5)])
    assert store.newest_ms() == mine.key[0]
    assert store.undo(NOW, card_id="deck/a").rating == 3
    with pytest.raises(StoreError, match="nothing to take back"):
        store.undo(later(minutes=1))
    assert store.state("deck/a").at == later(-5)
    assert verify(store) == []


def test_a_trial_writes_nothing(store):
    """It says what would come of it."""
    before = snapshot(store)
    assert take(store, PAST, write=False) == Intake(4, 0, 0, 2, 0, NOW.day - 30, NOW.day - 20)
    assert snapshot(store) == before
    assert store.connection.execute("SELECT count(*) FROM device").fetchone() == (1,)
    assert copies(store) == []


def test_the_copy_is_the_database_as_it_was(store):
    """Whole, and without a row of the import."""
    answer(store, "deck/a", 3)
    before = snapshot(store)
    take(store, PAST)
    copy = make_store(*copies(store))
    assert snapshot(copy) == before
    assert integrity(copy) == []
    copy.close()


def test_nothing_is_written_when_another_drill_changed_the_model(store):
    """The states would be of two models; not even the copy is made."""
    parameters.set_computed(store.connection, {"": ("fsrs7", 0)})
    store.computed = parameters.signature({"": ("fsrs6", 0)})
    with pytest.raises(StoreError, match="another drill has changed the memory model"):
        take(store, PAST)
    assert list(raw(store)) == []
    assert copies(store) == []


def test_a_failure_in_the_middle_leaves_nothing(store, monkeypatch):
    """One transaction: all or none."""

    def fail(*_args):
        raise RuntimeError

    before = snapshot(store)
    monkeypatch.setattr(cards, "write_card", fail)
    with pytest.raises(RuntimeError):
        take(store, PAST)
    assert snapshot(store) == before


def test_reviews_before_a_take_over_count_for_the_heir(store):
    """As those that were there when the history went over; later ones stay with the card that they name."""
    answer(store, "deck/a", 3, later(-10))
    store.take_over([("deck/a", "deck/b")], later(-5))
    take(store, [given_at("deck/a", 4, -7), given_at("deck/a", 1, -2)])
    assert (store.state("deck/b").reps, store.state("deck/a").reps) == (2, 1)
    assert verify(store) == []


def test_a_reset_ends_what_was_imported_before_it(store):
    """The last review before a reset has no next one: its interval is the scheduler's."""
    forget(store, "deck/a", later(-5))
    take(store, [given_at("deck/a", 1, -8), given_at("deck/a", 3, -1)])
    assert [interval for _rating, _mode, interval in rows(store, "deck/a")] == [1, 0, 10]
    assert store.state("deck/a").reps == 1
    assert verify(store) == []


ACTS = st.tuples(
    st.sampled_from(["answer", "cram", "forget", "undo", "take over", "flag"]), st.sampled_from("ab"), st.integers(1, 4)
)
LINES = st.tuples(st.sampled_from(["deck/a", "deck/b", "a", "x", "y/z"]), st.integers(1, 4), st.integers(0, 80))


def act(store, what, name, rating, now):
    if what == "undo":
        with suppress(StoreError):
            store.undo(now)
    elif what == "take over":
        store.take_over([(f"deck/{name}", "deck/" + "ba"["ab".index(name)])], now)
    elif what == "flag":
        store.mark(f"deck/{name}", ActKind.FLAG, now)
    elif what == "forget":
        forget(store, f"deck/{name}", now)
    else:
        answer(store, f"deck/{name}", rating, now, Mode.CRAM if what == "cram" else Mode.STUDY)


DECKS = st.sampled_from(["deck", "log"])


@given(st.lists(ACTS, max_size=12), st.lists(LINES, max_size=25), st.lists(LINES, max_size=10), DECKS, st.data())
def test_whatever_is_imported_the_caches_follow_from_the_log(acts, first, second, deck, data):
    """Among answers, resets, undos and take-overs before, between and after; and nothing is lost or counted twice."""
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder) / "drill.db")
        try:
            enrol(store, "a", "b")
            for hours, (what, name, rating) in enumerate(acts):
                act(store, what, name, rating, later(-20, 720 * hours + 7))
            mine = len(list(counted(store)))
            written = 0
            for source, lines in (("1", first), ("2", second)):
                reviews = [given_at(card, rating, -20, 360 * when) for card, rating, when in lines]
                reviews = [review._replace(at=_on_its_day(review.at)) for review in reviews]
                result = take(store, reviews, deck, source)
                assert result.imported + result.known + result.repeated == len(lines)
                written += result.imported
                assert verify(store) == []
                assert take(store, reviews, deck, source).imported == 0
            assert len(list(counted(store))) == len(list(raw(store))) == mine + written
            for number in range(data.draw(st.integers(0, 4))):
                act(store, "undo", "a", 1, later(30, number))
            assert verify(store) == integrity(store) == []
        finally:
            store.close()


def _on_its_day(at):
    """Return a moment with the study day of its instant; days begin at midnight here."""
    return at._replace(day=at.ms // 86_400_000)


def test_a_log_is_written_once_however_long(tmp_path):
    """A thousand reviews of a hundred cards: the roll-ups are those of the log."""
    store = make_store(tmp_path / "drill.db")
    reviews = [given_at(str(n % 100), n % 4 + 1, -400 + n // 4, n % 4) for n in range(1000)]
    assert take(store, reviews).imported == 1000
    assert verify(store) == []
    total = store.connection.execute("SELECT sum(reviews), sum(introduced), sum(took_ms) FROM day").fetchone()
    assert total == (1000, 100, 2_000_000)
    store.close()
    open_database(tmp_path / "drill.db").close()
