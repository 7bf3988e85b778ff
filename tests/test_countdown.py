"""The days before an exam on a real collection: what is asked, what is given, and what comes after."""

import time
from collections import Counter
from dataclasses import replace

import pytest
from collection_cases import everything, hide_bundled, opened, write_deck
from conftest import NOW
from exam_cases import deck, forgetful, ids, planned, sit, work

from drillcli import agenda
from drillcli.model import Mode, Rating
from drillcli.store import exams, queue
from drillcli.store.history import ActKind
from drillcli.store.verify import verify

AGAIN, GOOD, EASY = Rating.AGAIN, Rating.GOOD, Rating.EASY
CARDS = 60


@pytest.fixture(autouse=True)
def _decks(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path, deck(CARDS), "numbers")
    write_deck(tmp_path, deck(30), "more")


def test_new_cards_are_paced_by_the_minutes(env):
    """Not by the limits of an ordinary day: a deck with an exam is asked for as long as its minutes last."""
    planned(env, "numbers", "10d", minutes=20)
    with opened(env) as collection:
        collection.settings = replace(collection.settings, new_per_day=3, reviews_per_day=0)
        course = agenda.toward(collection)["numbers"]
        assert len(ids(sit(collection))) == 20 * 60 // course.pace.new
        assert len(ids(sit(collection, "more"))) == 3


def test_a_sitting_interrupted_goes_on(env, clock):
    """What was answered took its minutes; no card is asked twice as new; all in all the minutes of the day hold."""
    planned(env, "numbers", "10d", minutes=10)
    with opened(env) as collection:
        sitting, first = sit(collection), []
        whole = ids(sitting)
        for _card in range(4):
            first.append(sitting.turn().card.id)
            clock.advance(minutes=0.5)
            sitting.rate(EASY)
        assert first == whole[:4]
        second = ids(sit(collection))
        assert second == whole[4:]
        asked = work(sit(collection), clock, lambda _card: EASY, seconds=30)
        assert [card for card, _interval in asked] == second
        assert exams.spent(collection.store, ["numbers"], NOW.day) == pytest.approx(len(whole) / 2)
        assert ids(sit(collection)) == []


def test_no_new_card_is_begun_when_the_minutes_are_used(env, clock):
    """A slow learner is not kept for longer than was agreed: cards begun are finished, and counted in advance.

    What an option asks for is asked all the same.
    """
    planned(env, "numbers", "10d", minutes=10)
    with opened(env) as collection:
        chosen = ids(sit(collection))
        asked = work(sit(collection), clock, seconds=60)
        assert len(chosen) == 20
        assert len(asked) == 10
        assert Counter(card for card, _interval in asked) == dict.fromkeys(chosen[:5], 2)
        assert ids(sit(collection)) == []
        assert len({card for card, _interval in work(sit(collection, new=4), clock, seconds=60)}) == 4
        assert verify(collection.store) == []


def test_answers_are_given_toward_the_exam(env, clock):
    """They are marked as such, and get the interval that stood on the button; cram and other decks are as ever."""
    planned(env, "numbers", "10d")
    with opened(env) as collection:
        sitting = sit(collection, "numbers", "more", limit=30)
        while table := sitting.turn():
            clock.advance(minutes=0.1)
            shown = sitting.reveal().grades
            given = [shown[rating].interval for rating in Rating]
            assert given == sorted(given)
            recorded = sitting.rate(EASY)
            assert recorded.entry.interval == shown[EASY].interval
            assert recorded.entry.mode == (Mode.EXAM if table.card.note.deck == "numbers" else Mode.STUDY)
        crammed = sit(collection, cram=True)
        crammed.turn()
        assert crammed.rate(GOOD).entry.mode == Mode.CRAM


def test_counts_and_sitting_follow_the_same_choice(env, drill, clock):
    """`due`, home and `study` agree day by day, and none of them changes anything by looking."""
    planned(env, "numbers", "8d", minutes=6)
    for _day in range(7):
        with opened(env) as collection:
            before = everything(collection)
            course = agenda.toward(collection)
            counts = agenda.counts(collection, course)["numbers"]
            sitting = sit(collection)
            due = [card for card in ids(sitting) if collection.store.state(card)]
            assert (counts.due, counts.new) == (len(due), len(ids(sitting)) - len(due))
            assert f"numbers  {counts.due} due  {counts.new} new" in drill("due", "numbers").out
            assert everything(collection) == before
            work(sitting, clock, forgetful())
        clock.advance(days=1)


def test_options_mean_what_they_say(env, clock, tmp_path):
    """`--new`, `--limit`, `--tag`, `--ahead` and `--minutes` go beyond the plan, or narrow it."""
    tagged = deck(CARDS).replace('a: "41"', 'a: "41", tags: [forty]')
    write_deck(tmp_path, tagged, "numbers")
    planned(env, "numbers", "20d", minutes=2)
    with opened(env) as collection:
        whole = ids(sit(collection))
        assert len(ids(sit(collection, new=7))) == 7
        assert ids(sit(collection, limit=2)) == whole[:2]
        assert ids(sit(collection, tag="forty")) == ["numbers/c040"]
        assert len(ids(sit(collection, minutes=4))) == 2 * len(whole)
        work(sit(collection, minutes=4), clock, lambda _card: EASY, seconds=30)
        assert ids(sit(collection)) == []
        assert len(ids(sit(collection, minutes=2))) == len(whole)
        assert len(ids(sit(collection, ahead=40))) == 2 * len(whole)


def test_what_is_said_when_the_minutes_are_used(env, drill, clock):
    """And how to go on; the limits of an ordinary day are not mentioned, as they do not bind."""
    planned(env, "numbers", "10d", minutes=1)
    with opened(env) as collection:
        work(sit(collection), clock, seconds=40)
    said = " ".join(drill("study", "numbers").err.split())
    assert "Today's minutes for the exam on 2026-12-02 are used." in said
    assert "More time for the exam: drill study numbers --minutes 10" in said
    assert "limit" not in said
    assert drill("due", "numbers").out == "numbers  0 due  0 new  0 learning\n"


def test_what_is_said_when_the_minutes_asked_for_are_too_few(env, drill):
    """The plan asks a lot, but nothing that fits; not that it is done for today."""
    planned(env, "numbers", "10d", minutes=20)
    said = " ".join(drill("study", "numbers", "--minutes", "0.1").err.split())
    assert "0.1 min are too few for a card of the exam on 2026-12-02." in said
    assert "nothing more today" not in said
    assert "More time for the exam: drill study numbers --minutes 10" in said
    assert drill("study", "numbers", "--minutes", "10", stdin="3\n").out.startswith("numbers/")


def test_hidden_cards_are_not_asked(env):
    """Neither a buried card nor a suspended one, whatever the plan would win by them."""
    planned(env, "numbers", "10d")
    with opened(env) as collection:
        first, second, *rest = ids(sit(collection))
        collection.store.mark(first, ActKind.BURY, NOW)
        collection.store.mark(second, ActKind.SUSPEND, NOW)
        assert not {first, second} & set(ids(sit(collection)))
        assert set(rest) <= set(ids(sit(collection)))


def test_undo_gives_everything_back(env, clock):
    """An answer under a plan is taken back like any other."""
    planned(env, "numbers", "10d")
    with opened(env) as collection:
        sitting = sit(collection)
        sitting.turn()
        before = everything(collection)
        card = sitting.table.card.id
        sitting.rate(EASY)
        assert everything(collection) != before
        assert sitting.undo()
        assert everything(collection) == before
        assert sitting.table.card.id == card


def test_two_exams_share_out_the_decks(env, clock):
    """Each has its own minutes; a deck in both is studied for the nearer, and for the farther when that is over."""
    planned(env, "numbers", "more", "12d", minutes=5)
    planned(env, "numbers", "4d", minutes=3)
    with opened(env) as collection:
        courses = agenda.toward(collection)
        assert {slug: course.row.day - NOW.day for slug, course in courses.items()} == {"numbers": 4, "more": 12}
        sitting = sit(collection, "numbers", "more")
        per_deck = Counter(card.partition("/")[0] for card in ids(sitting))
        assert per_deck == {"numbers": 3 * 60 // 30, "more": 5 * 60 // 30}
        work(sitting, clock, lambda _card: EASY)
    clock.advance(days=4)
    with opened(env) as collection:
        courses = agenda.toward(collection)
        assert {slug: course.row.day - NOW.day for slug, course in courses.items()} == {"numbers": 12, "more": 12}
        assert queue.buried(collection.store, collection.now.day) == frozenset()
        assert [row.day - NOW.day for row in exams.rows(collection.store)] == [4, 12]
    clock.advance(days=1)
    with opened(env) as collection:
        agenda.toward(collection)
        assert [row.day - NOW.day for row in exams.rows(collection.store)] == [12]


def test_travel_and_summer_time_do_not_matter(env, clock, monkeypatch):
    """Days are those of the calendar where the learner is: the plan goes on in Auckland as it did in Los Angeles."""
    planned(env, "numbers", "6d", minutes=5)
    for zone in ("America/Los_Angeles", "Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        with opened(env) as collection:
            work(sit(collection), clock, forgetful())
            assert agenda.toward(collection)["numbers"].row.day == NOW.day + 6
        clock.advance(days=1)


def test_no_exam_costs_no_more_than_a_look_into_a_table(run_python, tmp_path):
    """Neither the planner nor what works with it is loaded by `due`, home and `study` while no exam is ahead."""
    probe = (
        "import sys; from drillcli.cli import main; main(sys.argv[1:]);"
        "print([m for m in ('drillcli.exam', 'drillcli.countdown', 'drillcli.lookahead') if m in sys.modules])"
    )
    for line in (["due"], ["--json"], [], ["study"]):
        done = run_python("-c", probe, *line)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "[]"
